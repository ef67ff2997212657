import { readFileSync, truncateSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { execa } from "execa";
import type { Change } from "./bundle.ts";
import type { Scenario } from "./scenario.ts";

const TIMEOUT_MS = 10_000;

/** The scheduler that knows weights; other schedulers refuse them. */
const WEIGHING_SCHEDULER = "bfq";

/** Makes a loop device of 1 MiB whose I/O scheduler weighs. It goes with the scenario. Its numbers are the variable `loopDevice`, as "7:0". */
export async function addLoopDevice(scenario: Scenario): Promise<void> {
  const file = join(scenario.directory, "loop.img");
  writeFileSync(file, "");
  truncateSync(file, 1024 * 1024);
  const { stdout: device } = await execa("losetup", ["--find", "--show", file], { timeout: TIMEOUT_MS });
  const settings = join("/sys/block", basename(device));
  const scheduler = join(settings, "queue/scheduler");
  const before = /\[([^\]]+)\]/.exec(readFileSync(scheduler, "utf8"))?.[1] ?? "none";
  scenario.onEnd(`detach ${device}`, async () => {
    writeFileSync(scheduler, before);
    await execa("losetup", ["--detach", device], { timeout: TIMEOUT_MS });
  });
  writeFileSync(scheduler, WEIGHING_SCHEDULER);
  scenario.variables["loopDevice"] = readFileSync(join(settings, "dev"), "utf8").trim();
}

/** What gives the scenario's loop device a weight. */
export function deviceWeight(scenario: Scenario, weight: number): Change {
  const [major, minor] = (scenario.variables["loopDevice"] ?? "").split(":").map(Number);
  return { kind: "append", path: "linux.resources.blockIO.weightDevice", item: { major: major ?? -1, minor: minor ?? -1, weight } };
}

/** The weight of the scenario's loop device in a cgroup's setting such as "default 100 7:0 300"; null when there is none. */
export function weightOfDevice(scenario: Scenario, setting: string | null): number | null {
  const words = (setting ?? "").split(" ");
  const at = words.indexOf(scenario.variables["loopDevice"] ?? "");
  return at < 0 ? null : Number(words[at + 1]);
}
