import { existsSync, readFileSync, readlinkSync } from "node:fs";
import path from "node:path";
import { lastLines, root, run } from "./command.ts";
import { one, type Check, type Outcome } from "./outcome.ts";
import { tests } from "./source-checks.ts";

const lacuna = [process.execPath, path.join(root, "bin/lacuna")];
const suiteTimeoutMs = 40 * 60_000;
const gateTimeoutMs = 120_000;

interface RecordedVerdicts {
  readonly scenarios: readonly { readonly results: Readonly<Record<string, { readonly verdict: string }>> }[];
}

/**
 * Runs the suite and holds its results against what was recorded.
 *
 * @param options words of `lacuna run`
 */
async function suite(name: string, options: readonly string[], say: (line: string) => void): Promise<Outcome> {
  const out = path.join(root, ".cache", "test", name);
  const ran = await run([...lacuna, "run", ...options, "--out", out], suiteTimeoutMs, say);
  // 1 is the gate without a baseline, which is asked again below with one.
  if (ran.exitCode !== 0 && ran.exitCode !== 1) return { passed: 0, failed: 1, skipped: 0, details: [`$ lacuna run ${options.join(" ")}`, ...lastLines(ran.text, 10)] };
  const results = path.join(out, "results.json");
  const baseline = path.join(root, "fixtures/results");
  const gate = await run([...lacuna, "gate", results, ...(existsSync(baseline) ? ["--baseline", baseline] : [])], gateTimeoutMs);
  return gateOutcome(gate.text, gate.exitCode, skippedIn(readFileSync(results, "utf8")), options);
}

/** Reads the gate's last line. What could not run, or does not apply, counts as skipped. */
export function gateOutcome(text: string, exitCode: number | null, skipped: number, options: readonly string[]): Outcome {
  const counts = /^(\d+) as expected, (\d+) not$/m.exec(text);
  if (counts === null || (exitCode !== 0 && exitCode !== 1)) return { passed: 0, failed: 1, skipped: 0, details: ["the gate broke", ...lastLines(text, 10)] };
  const failed = Number(counts[2]);
  const details = text.split("\n").filter((line) => line.trim() !== "");
  return { passed: Math.max(0, Number(counts[1]) - skipped), failed, skipped, details: failed > 0 ? [`suite: lacuna run ${options.join(" ")}`, ...details] : details.filter((line) => line.startsWith("note: ")) };
}

function skippedIn(results: string): number {
  const { scenarios } = JSON.parse(results) as RecordedVerdicts;
  return scenarios.flatMap((scenario) => Object.values(scenario.results)).filter(({ verdict }) => verdict === "skipped").length;
}

/** The runtimes that process isolation gives, in the versions that this machine's distribution has. */
export const suiteOnRuntimes: Check = {
  name: "suite", title: "The suite on runc and crun",
  run: async (say) => suite("suite", ["--runtime", "runc", "--runtime", "crun"], say),
};

/** The newest versions of both; only when it is asked for, because it takes as long again. */
export const suiteOnNewest: Check = {
  name: "newest", title: "The suite on the newest runc and crun",
  run: async (say) => {
    const newest = ["runc@sid", "crun@sid"].filter((name) => existsSync(path.join(root, ".cache/runtimes", name)));
    if (newest.length === 0) return one(false, ["no newest version was unpacked; get them by: lacuna runtimes install runc@sid crun@sid"]);
    return suite("newest", newest.flatMap((name) => ["--runtime", name]), say);
  },
};

export const smokeOnVrun: Check = {
  name: "vrun", title: "The suite's smoke part on vrun",
  run: async (say) => suite("vrun", ["--runtime", "vrun", "--tags", "@smoke"], say),
};

export const interrupts: Check = {
  name: "interrupts", title: "A run that is cut short leaves nothing",
  run: async (say) => tests(["cli/test/interrupts.test.ts"], say),
};

/** The shell stays, as their first process, and takes the ends of orphans. */
const ownNamespaces = ["unshare", "--fork", "--pid", "--mount-proc", "--kill-child", "bash", "-c", '"$0" "$@"; exit $?'];

export const hostile: Check = {
  name: "hostile", title: "A hostile runtime fails its own scenario alone",
  // It ends processes as it likes: none but its own may be there.
  run: async (say) => tests(["cli/test/hostile.test.ts"], say, { within: [...ownNamespaces, "env", `HOSTILE_OUTSIDE=${readlinkSync("/proc/self/ns/pid")}`] }),
};
