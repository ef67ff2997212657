/** Many processes and one lock, whose owners are killed. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { makeLock } from "../../runtime/sandbox/lock.ts";

/** Of the sections, how many end by the death of their owner; of the moments, how many see some process killed from outside. */
const dieOneIn = 10;
const killEveryMs = 25;

export interface StressResult {
  /** How often a process was in the section. */
  readonly sections: number;
  /** How many processes died by SIGKILL, inside the section or anywhere. */
  readonly killed: number;
  /** What was found of two in the section at once. */
  readonly violations: readonly string[];
}

/** Runs `processes` at once until they have been in the section `sections` times. One that dies is replaced. */
export async function stressLocks(sections: number, processes: number): Promise<StressResult> {
  const directory = mkdtempSync(join(tmpdir(), "stress-locks-"));
  const worker = join(__dirname, "../../.cache/stress-locks/worker.js");
  buildSync({
    entryPoints: [join(__dirname, "worker.ts")], outfile: worker, bundle: true, platform: "node", format: "cjs", logLevel: "error",
    // The modules find what is built from where they lie.
    define: { __dirname: JSON.stringify(join(__dirname, "../../runtime/sandbox")) },
  });
  makeLock(join(directory, "lock")).close();
  const violations: string[] = [];
  const running = new Set<ReturnType<typeof spawn>>();
  let [done, killed] = [0, 0];
  try {
    await new Promise<void>((resolve, reject) => {
      const start = (): void => {
        const child = spawn(process.execPath, [worker, directory, String(dieOneIn)], { stdio: ["ignore", "pipe", "inherit"] });
        running.add(child);
        child.stdout?.setEncoding("utf8").on("data", (text: string) => {
          const lines = text.split("\n").filter((line) => line !== "");
          violations.push(...lines.filter((line) => line.startsWith("v")));
          done += lines.length;
          if (done >= sections) resolve();
        });
        child.once("exit", (status, signal) => {
          running.delete(child);
          if (signal !== "SIGKILL") reject(new Error(`a process ended with ${status ?? signal}`));
          killed++;
          if (done < sections) start();
        });
      };
      for (let count = 0; count < processes; count++) start();
      const killing = setInterval(() => {
        if (done >= sections) clearInterval(killing);
        else [...running][Math.floor(Math.random() * running.size)]?.kill("SIGKILL");
      }, killEveryMs);
    });
  } finally {
    for (const child of running) child.kill("SIGKILL");
    rmSync(directory, { recursive: true, force: true });
  }
  return { sections: done, killed, violations };
}
