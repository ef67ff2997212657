import semver from "semver";
import { addChanges, type BundleDraft } from "./bundle.ts";
import { plainCall } from "./call.ts";
import type { CommandRun } from "./command.ts";
import { bringTo, prepareContainer } from "./container.ts";
import { HOOK_POINTS, hookChange } from "./hooks-recorder.ts";
import { isList, isObject, type Json, valueAt } from "./json.ts";
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

/** What the runtime tells of its features, where it sees all of the host's mounts but `hiding`. @throws {CheckFailure} it tells no JSON. */
export async function askFeatures(scenario: Scenario, draft: BundleDraft, hiding: readonly string[] = []): Promise<{ readonly features: Json; readonly run: CommandRun }> {
  const run = await scenario.runtime.perform(prepareContainer(scenario, draft).target, { kind: "features", call: { ...plainCall, hiding } });
  return { features: jsonOutput(run), run };
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

/** Whether the document lists an annotation as one that may change what the runtime does: by its name, or by a beginning that ends in a dot. */
export function listsAnnotation(features: Json, annotation: string): boolean {
  const listed = valueAt(features, "potentiallyUnsafeConfigAnnotations");
  return isList(listed) && listed.some((entry) => typeof entry === "string" && (entry.endsWith(".") ? annotation.startsWith(entry) : entry === annotation));
}
