import { existsSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { rmdir } from "node:fs/promises";
import { join } from "node:path";
import { isList, isObject, textOf, valueAt, type JsonObject } from "./json.ts";
import type { Scenario } from "./scenario.ts";
import { readText } from "./written-files.ts";

/** Where Intel RDT and AMD QoS show their classes. */
const RESCTRL = "/sys/fs/resctrl";

/**
 * Makes `${l3Schema}` and `${mbSchema}` known to bundles: schemata that differ from those of a new group, in that they leave
 * out one way of each cache and half of each bandwidth; and `${l3Whole}`, which leaves out none. Also `${closID}`, a class that there is not; it goes with the
 * scenario if it is made.
 */
export function offerSchemata(scenario: Pick<Scenario, "token" | "variables" | "onEnd">, root = RESCTRL): void {
  const lines = schemataOf(root);
  const line = (name: string): string => lines.find((one) => one.startsWith(`${name}:`)) ?? "";
  scenario.variables["l3Schema"] = narrower(line("L3"));
  scenario.variables["l3Whole"] = line("L3");
  scenario.variables["mbSchema"] = halved(line("MB"));
  scenario.variables["closID"] = `${scenario.token}-class`;
  scenario.onEnd("remove the resctrl class", async () => {
    const group = join(root, `${scenario.token}-class`);
    if (existsSync(group)) await rmdir(group);
  });
}

/** Makes the class `${closID}`. */
export function makeClass(scenario: Scenario): void {
  mkdirSync(join(RESCTRL, scenario.variables["closID"] ?? ""));
}

/** How many monitoring groups are tried; processors have some hundred at most. */
const MOST_GROUPS = 4096;

/** Makes monitoring groups until the processor has no more; they go with the scenario. */
export function useUpMonitoring(scenario: Scenario): void {
  const made: string[] = [];
  scenario.onEnd("remove the monitoring groups", async () => {
    for (const group of made) await rmdir(group);
  });
  while (made.length < MOST_GROUPS) {
    const group = join(RESCTRL, "mon_groups", `${scenario.token}-${made.length}`);
    try {
      mkdirSync(group);
    } catch {
      return;
    }
    made.push(group);
  }
  throw new Error(`the processor takes more than ${MOST_GROUPS} monitoring groups`);
}

/** What of a container tells its class. */
export interface Classed {
  readonly id: string;
  readonly bundle: { readonly config: JsonObject };
}

/** "L3:0=7ff;1=7ff" with one bit less in each mask. */
export function narrower(line: string): string {
  return line.replaceAll(/=([0-9a-f]+)/g, (_, mask: string) => `=${(parseInt(mask, 16) >> 1).toString(16)}`);
}

/** "MB:0=100;1=100" with half of each percentage. */
export function halved(line: string): string {
  return line.replaceAll(/=(\d+)/g, (_, share: string) => `=${Math.ceil(Number(share) / 2)}`);
}

/** The folder of the container's class: that of closID, else of its id. */
export function groupOf(container: Classed, root = RESCTRL): string {
  return join(root, textOf(valueAt(container.bundle.config, "linux.intelRdt.closID")) ?? container.id);
}

/** The folder of the container's monitoring group. */
export function monitoringGroupOf(container: Classed, root = RESCTRL): string {
  return join(groupOf(container, root), "mon_groups", container.id);
}

export function holdsProcess(group: string, pid: number | null): boolean {
  return pid !== null && readText(join(group, "tasks")).split("\n").includes(String(pid));
}

/** Configured lines that the container's class does not have: all of them, or the last, which a runtime writes over the others. */
export function schemataLacking(container: Classed, which: "each" | "last" = "each", root = RESCTRL): string[] {
  const rdt = valueAt(container.bundle.config, "linux.intelRdt");
  const { l3CacheSchema, memBwSchema, schemata } = isObject(rdt) ? rdt : {};
  const configured = [l3CacheSchema, memBwSchema, ...(isList(schemata) ? schemata : [])].flatMap((line) => (typeof line === "string" ? [normalised(line)] : []));
  const wanted = which === "each" ? configured : configured.slice(-1);
  const have = schemataOf(groupOf(container, root));
  return wanted.filter((line) => !have.includes(line));
}

function schemataOf(group: string): string[] {
  return readText(join(group, "schemata")).split("\n").map(normalised).filter((line) => line !== "");
}

/** Without spaces, and without the zeros that the kernel puts before masks. */
function normalised(line: string): string {
  return line.replaceAll(/\s/g, "").toLowerCase().replaceAll(/=0+(?=[0-9a-f])/g, "=").replace(/^[a-z0-9]+:/, (name) => name.toUpperCase());
}

/** The classes, with their schemata and when those were last written. */
export function describeClasses(root = RESCTRL): string {
  const classes = ["", ...readdirSync(root).filter((name) => existsSync(join(root, name, "schemata"))).sort()];
  return classes.map((name) => `${name} ${schemataOf(join(root, name)).join(" ")} ${statSync(join(root, name, "schemata")).mtimeMs}`).join("\n");
}
