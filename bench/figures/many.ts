import { existsSync, readdirSync, readFileSync } from "node:fs";
import { execa } from "execa";
import { figureOf, type Measurement } from "../figure.ts";
import { leaving, vrun } from "../workspace.ts";

const count = 20;
const atOnce = 4;

/** Twenty sandboxes, four at a time, and what is left of them. */
export const many: Measurement = async ({ workspace, say }) => {
  const { lasting, stateRoot } = workspace;
  say(`${count} sandboxes, ${atOnce} at a time`);
  const waiting = Array.from({ length: count }, (_, index) => `many-${process.pid}-${index}`);
  const failures: string[] = [];
  const began = performance.now();
  const worker = async (): Promise<void> => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
      const failure = await lifetime(stateRoot, lasting, id);
      if (failure !== null) failures.push(failure);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  const seconds = (performance.now() - began) / 1000;
  for (const failure of failures) say(failure);
  return [
    figureOf(`sandboxes of ${count} created, started and deleted`, count - failures.length, "sandboxes", { atLeast: count }),
    figureOf("traces left by them", traces(stateRoot, `many-${process.pid}-`), "traces", { atMost: 0 }),
    figureOf(`time for ${count} sandboxes, ${atOnce} at a time`, seconds, "s"),
  ];
};

async function lifetime(stateRoot: string, bundle: string, id: string): Promise<string | null> {
  try {
    await leaving(vrun, ["--root", stateRoot, "create", "--bundle", bundle, id]);
    await leaving(vrun, ["--root", stateRoot, "start", id]);
    await leaving(vrun, ["--root", stateRoot, "delete", "--force", id]);
    return null;
  } catch (error) {
    await execa(vrun, ["--root", stateRoot, "delete", "--force", id], { reject: false });
    return error instanceof Error ? error.message : String(error);
  }
}

/** Processes, mounts, cgroups and state that bear the sandboxes' names. */
function traces(stateRoot: string, needle: string): number {
  const processes = readdirSync("/proc").filter((name) => /^\d+$/.test(name) && text(`/proc/${name}/cmdline`).includes(needle));
  const mounts = text("/proc/self/mountinfo").split("\n").filter((line) => line.includes(needle));
  const cgroups = readdirSync("/sys/fs/cgroup", { recursive: true, encoding: "utf8" }).filter((path) => path.split("/").at(-1)?.startsWith(needle));
  const state = ["containers", "sandboxes"].flatMap((kind) => (existsSync(`${stateRoot}/${kind}`) ? readdirSync(`${stateRoot}/${kind}`) : [])).filter((name) => name.startsWith(needle));
  return processes.length + mounts.length + cgroups.length + state.length;
}

function text(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
