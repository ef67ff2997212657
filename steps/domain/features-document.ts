import semver from "semver";
import { addChanges, type BundleDraft, type Change } from "./bundle.ts";
import { type CommandRun, stderrOf } from "./command.ts";
import { bringTo, prepareContainer } from "./container.ts";
import { HOOK_POINTS, hookChange } from "./hooks-recorder.ts";
import { isList, isObject, type Json, patchAt, textOf, valueAt } from "./json.ts";
import { jsonOutput } from "./observe.ts";
import { operate, type Operation } from "./operation.ts";
import { capabilitiesIn, ownCapabilities } from "./privileged.ts";
import type { Scenario } from "./scenario.ts";

/** Properties of the features document that came after version 1.1.0, where it began, by the version that defines them. */
const LATER: Readonly<Record<string, string>> = {
  potentiallyUnsafeConfigAnnotations: "1.2.0",
  "linux.mountExtensions": "1.2.0",
  "linux.memoryPolicy": "1.3.0",
  "linux.intelRdt.schemata": "1.3.0",
  "linux.intelRdt.monitoring": "1.3.0",
  "linux.netDevices": "1.3.0",
};

const FIRST: ReadonlySet<string> = new Set([
  "ociVersionMin", "ociVersionMax", "hooks", "mountOptions", "annotations", "linux", "linux.namespaces", "linux.capabilities", "linux.cgroup", "linux.cgroup.v1",
  "linux.cgroup.v2", "linux.cgroup.systemd", "linux.cgroup.systemdUser", "linux.cgroup.rdma", "linux.seccomp", "linux.seccomp.enabled", "linux.seccomp.actions",
  "linux.seccomp.operators", "linux.seccomp.archs", "linux.seccomp.knownFlags", "linux.seccomp.supportedFlags", "linux.apparmor", "linux.apparmor.enabled",
  "linux.selinux", "linux.selinux.enabled", "linux.intelRdt", "linux.intelRdt.enabled",
]);

/** Maps whose keys anyone may choose, and objects that came as a whole. */
const OPEN = ["annotations", ...Object.keys(LATER)];

/**
 * Properties of a features document that the specification's version `ociVersionMax` does not define, by path. A version
 * that says it is in development ("1.2.0+dev", "1.2.0-dev") may have what the next minor one has; one before 1.1.0, which
 * knows no such document, is held against 1.1.0.
 */
export function undefinedProperties(features: Json, ociVersionMax: string): string[] {
  const { major, minor, patch } = semver.parse(ociVersionMax) ?? { major: 0, minor: 0, patch: 0 };
  const newest = ociVersionMax.includes("dev") ? `${major}.${minor + 1}.0` : `${major}.${minor}.${patch}`;
  const defined = (path: string): boolean => FIRST.has(path) || (LATER[path] !== undefined && semver.gte(semver.gt("1.1.0", newest) ? "1.1.0" : newest, LATER[path]));
  return pathsOf(features, "").filter((path) => !defined(path)).sort();
}

function pathsOf(value: Json, at: string): string[] {
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    const path = at === "" ? key : `${at}.${key}`;
    return OPEN.includes(path) ? [path] : [path, ...pathsOf(item, path)];
  });
}

/** What the runtime tells of its features. @throws {CheckFailure} it tells no JSON. */
export async function askFeatures(scenario: Scenario, draft: BundleDraft): Promise<{ readonly features: Json; readonly run: CommandRun }> {
  const run = await scenario.runtime.perform(prepareContainer(scenario, draft).target, { kind: "features" });
  return { features: jsonOutput(run), run };
}

/** How a runtime took the items of a list of its features. */
export interface Trial {
  /** The last command. */
  readonly operation: Operation;
  /** What was tried; empty when the runtime does not list anything there. */
  readonly items: readonly string[];
  /** Those that it took for unknown: refused as it refuses a name that nobody has. */
  readonly unknown: readonly string[];
  /** Those that it refused for whatever reason. */
  readonly refused: readonly string[];
}

/**
 * Runs containers whose configuration has at `path`, for each item of a list of the runtime's features, a piece made from
 * `template`, in which `${each}` is the item and `${number}` a number of its own. All items go into one container; when
 * that is refused, or there is place for one alone, each into one of its own. A refused item counts as known when the error is another one than that for
 * the item with "DREAM" behind its name.
 */
export async function tryEach(scenario: Scenario, draft: BundleDraft, list: { readonly at: string; readonly without: readonly string[] }, path: string, template: Json): Promise<Trial> {
  const { features } = await askFeatures(scenario, draft);
  const listed = valueAt(features, list.at);
  const items = (isList(listed) ? listed : []).map((item) => textOf(item) ?? "").filter((item) => !list.without.includes(item));
  const single = typeof valueAt(prepareContainer(scenario, draft).bundle.config, path) === "string";
  const attempt = async (names: readonly string[]): Promise<Operation> => {
    const changes = names.map((name, number): Change => {
      const item = fill(template, name, number);
      return single ? { kind: "patch", patch: patchAt(path, item) } : { kind: "append", path, item };
    });
    return operate(scenario, prepareContainer(scenario, addChanges(draft, changes)), { kind: "run" });
  };
  const together = await attempt(items.slice(0, single ? 1 : undefined));
  if (together.run.exit === 0 && !single) return { operation: together, items, unknown: [], refused: [] };
  const alone: { readonly item: string; readonly unknown: boolean; readonly operation: Operation }[] = [];
  for (const item of items) {
    const operation = await attempt([item]);
    if (operation.run.exit === 0) continue;
    const dream = await attempt([`${item}DREAM`]);
    alone.push({ item, unknown: errorOf(operation, item) === errorOf(dream, `${item}DREAM`), operation });
  }
  return { operation: together, items, unknown: alone.filter(({ unknown }) => unknown).map(({ item }) => item).sort(), refused: alone.map(({ item }) => item).sort() };
}

function fill(template: Json, each: string, number: number): Json {
  return JSON.parse(JSON.stringify(template).replaceAll('"${number}"', String(number + 1)).replaceAll("${each}", each)) as Json;
}

/** The error text without what differs from one container to the next. */
function errorOf({ run, container }: Operation, item: string): string {
  return stderrOf(run).replaceAll(container.id, "").replaceAll(item, "").replaceAll(/\d+/g, "");
}

/** A container that was carried through its life with a recording hook, of its point's name, at each point that the features list. */
export async function runEachHook(scenario: Scenario, draft: BundleDraft): Promise<{ readonly operation: Operation; readonly points: readonly string[] }> {
  const { features } = await askFeatures(scenario, draft);
  const listed = valueAt(features, "hooks");
  const points = HOOK_POINTS.filter((point) => isList(listed) && listed.includes(point));
  const container = prepareContainer(scenario, addChanges(draft, points.map((point) => hookChange(point, point, { kind: "succeeds" }))));
  await bringTo(scenario, container, "stopped");
  return { operation: await operate(scenario, container, { kind: "delete" }), points };
}

/** Which of a list's capabilities the suite has and a process with this mask has not, by name. */
export function capabilitiesLacking(features: Json, mask: string): string[] {
  const listed = valueAt(features, "linux.capabilities");
  const held = capabilitiesIn(BigInt(`0x${mask === "" ? "0" : mask}`));
  return (isList(listed) ? listed : []).flatMap((item) => (typeof item === "string" && ownCapabilities().includes(item) && !held.includes(item) ? [item] : []));
}
