import { readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import type { Change } from "./bundle.ts";
import type { Container } from "./container.ts";
import { printedLine } from "./observe.ts";
import type { Scenario } from "./scenario.ts";
import { readText } from "./written-files.ts";

/**
 * Where one of the suite's own namespaces is, as the program that "tells where its ... namespace is" tells it: the
 * kernel's boot id and the namespace's number, since a virtual machine's first namespaces have the host's numbers.
 */
export function runtimesPlace(kind: string): string {
  return `${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()} ${readlinkSync(`/proc/self/ns/${kind}`)}`;
}

/** What the scenario's first container, whose program tells the same, has printed; null when that is nothing. */
export function firstContainersPlace(scenario: Scenario): string | null {
  const id = scenario.variables["sandbox"];
  const line = id === undefined ? "" : (readText(join(scenario.directory, id, "stdout")).split("\n")[0] ?? "");
  return line === "" ? null : line;
}

/** What the container's process tells of its namespace's place, and whether that is `place`, in words that no run changes. */
export async function placeSeen(scenario: Scenario, container: Container, place: string | null, named: string): Promise<{ readonly line: string | null; readonly actual: string | null; readonly timedOut: boolean }> {
  const { line, timedOut } = await printedLine(scenario, container, null);
  const unknown = line === null || place === null || !line.endsWith("]");
  return { line, actual: unknown ? null : line === place ? named : "another", timedOut };
}

/** A user namespace whose ids 0 to 65535 are 100000 and following of the host. */
export function userNamespace(): Change[] {
  const mappings = [{ containerID: 0, hostID: 100_000, size: 65_536 }];
  return [
    { kind: "append", path: "linux.namespaces", item: { type: "user" } },
    { kind: "patch", patch: { linux: { uidMappings: mappings, gidMappings: mappings } } },
  ];
}
