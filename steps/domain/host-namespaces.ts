import { readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { poll } from "./poll.ts";
import type { Scenario } from "./scenario.ts";

/** How unshare(1) makes each kind; a mount namespace that is kept apart passes nothing on. */
const FLAGS: Readonly<Record<string, readonly string[]>> = { time: ["--time"], mnt: ["--mount", "--propagation", "private"], net: ["--net"], ipc: ["--ipc"], uts: ["--uts"] };

const MADE_MS = 5000;

/** A namespace of the host that a process of the suite holds open. */
export interface KeptNamespace {
  /** The process that holds it. */
  readonly pid: number;
}

/**
 * Makes a namespace and keeps it for as long as the scenario lasts. Bundles may name it as `${keptNamespace}`.
 *
 * @throws when the kind cannot be made here.
 */
export async function keepNamespace(scenario: Scenario, kind: string): Promise<KeptNamespace> {
  const flags = FLAGS[kind];
  if (flags === undefined) throw new Error(`no namespace of the kind ${kind} is kept apart; known: ${Object.keys(FLAGS).join(", ")}`);
  const keeper = execa("unshare", [...flags, "cat"], { stdin: "pipe", stdout: "ignore", reject: false });
  scenario.onEnd(`let go of the ${kind} namespace`, async () => {
    keeper.stdin.end();
    await keeper;
  });
  // The keeper itself may be in the old time namespace: a new one is its children's.
  const path = `/proc/${keeper.pid ?? "none"}/ns/${kind === "time" ? "time_for_children" : kind}`;
  const made = await poll(() => (keeper.pid !== undefined && readlinkSync(path) !== readlinkSync(`/proc/self/ns/${kind}`) ? keeper.pid : null), MADE_MS);
  if (made === null) throw new Error(`unshare made no ${kind} namespace`);
  scenario.variables["keptNamespace"] = path;
  return { pid: made };
}

/**
 * Makes a namespace that no process is in: the mount of its file keeps it, as long as the scenario lasts. Bundles may name
 * it as `${pinnedNamespace}`.
 *
 * @param kind net, ipc or uts.
 * @returns The path of its file.
 */
export async function pinNamespace(scenario: Scenario, kind: string): Promise<string> {
  const file = join(scenario.directory, `pinned-${kind}`);
  writeFileSync(file, "");
  await execa("unshare", [`--${kind}=${file}`, "true"], { timeout: MADE_MS });
  scenario.onEnd(`let go of the pinned ${kind} namespace`, async () => void (await execa("umount", [file], { timeout: MADE_MS })));
  scenario.variables["pinnedNamespace"] = file;
  return file;
}

/** Sets a sysctl in a pinned ipc namespace. */
export async function setSysctlInside(file: string, name: string, value: string): Promise<void> {
  await execa("nsenter", [`--ipc=${file}`, "tee", `/proc/sys/${name.replaceAll(".", "/")}`], { input: value, timeout: MADE_MS });
}

/** Where the kept namespace is, as the program that "tells where its ... namespace is" tells it; null when there is none. */
export function keptPlace(scenario: Scenario): string | null {
  const path = scenario.variables["keptNamespace"];
  return path === undefined ? null : `${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()} ${readlinkSync(path)}`;
}
