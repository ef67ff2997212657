import { readdirSync } from "node:fs";
import path from "node:path";
import { lastLines, root, run } from "./command.ts";
import { one, sum, type Check, type Outcome } from "./outcome.ts";

const minute = 60_000;
const bin = (name: string): string => path.join(root, "node_modules", ".bin", name);

async function passes(argv: readonly string[], timeoutMs: number): Promise<Outcome> {
  const { ok, text } = await run(argv, timeoutMs);
  return one(ok, [`$ ${argv.map((word) => path.basename(word)).join(" ")}`, ...lastLines(text, 40)]);
}

/** Style, the one direction of imports, and features against the catalogue and the expectations. */
export const lint: Check = {
  name: "lint", title: "Lint",
  run: async () => sum([
    await passes([bin("eslint"), "."], 10 * minute),
    await passes([bin("depcruise"), "--config", ".dependency-cruiser.js", "bench", "cli", "reports", "runtime", "steps", "setup", "tools"], 5 * minute),
    await passes([process.execPath, "--require", "ts-node/register", "reports/lint-main.ts"], 2 * minute),
  ]),
};

export const types: Check = { name: "types", title: "Types", run: async () => passes([bin("tsc"), "--noEmit"], 5 * minute) };

/** Folders whose tests need root, boot virtual machines or run for minutes. */
const elsewhere = ["runtime/test", "cli/test", "bench"];

/** Test files, by name. */
export function unitTestFiles(): readonly string[] {
  return ["cli", "reports", "runtime", "setup", "steps", "fixtures", "tools"].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" }).map((file) => path.join(folder, file)))
    .filter((file) => file.endsWith(".test.ts") && !elsewhere.some((folder) => file.startsWith(`${folder}/`))).sort();
}

export const unit: Check = {
  name: "unit", title: "Unit tests",
  run: async (say) => tests(unitTestFiles(), say),
};

/** Tests that boot virtual machines: ten minutes without KVM, and more on a busy machine. */
export const vmTests: Check = {
  name: "vm", title: "Tests in virtual machines",
  run: async (say) => tests(readdirSync(path.join(root, "runtime/test")).filter((file) => file.endsWith(".vm-test.ts")).map((file) => `runtime/test/${file}`).sort(), say, { timeoutMs: 60 * minute }),
};

/** Of these, what a guest must never be able to do: half a minute, on every run. */
export const hostileGuests: Check = {
  name: "guests", title: "A hostile guest reaches nothing of the host's",
  run: async (say) => tests(["escape", "confinement", "executed-pages"].map((name) => `runtime/test/${name}.vm-test.ts`), say),
};

/** How tests are run. */
interface TestRun {
  /** The words of a program that runs them, such as one that gives them namespaces of their own. */
  readonly within?: readonly string[];
  readonly timeoutMs?: number;
}

/** Runs test files and counts their tests. */
export async function tests(files: readonly string[], say: (line: string) => void, { within = [], timeoutMs = 15 * minute }: TestRun = {}): Promise<Outcome> {
  const { text, ok } = await run([...within, process.execPath, "--require", "ts-node/register", "--test", "--test-reporter=tap", ...files], timeoutMs, (line) => {
    if (/^(not )?ok \d+/.test(line)) say(line);
  });
  return unitOutcome(text, ok);
}

/** Reads the counts at the end of the test runner's output. */
export function unitOutcome(tap: string, ok: boolean): Outcome {
  const count = (word: string): number => Number(new RegExp(`^# ${word} (\\d+)$`, "m").exec(tap)?.[1] ?? 0);
  const failed = count("fail") + count("cancelled");
  const details = tap.split("\n").filter((line) => /^\s*not ok \d+/.test(line) || /^\s*(error|expected|actual|location):/.test(line));
  if (count("tests") === 0) return { passed: 0, failed: 1, skipped: 0, details: ["no unit test ran", ...lastLines(tap, 20)] };
  return { passed: count("pass"), failed: ok ? failed : Math.max(1, failed), skipped: count("skipped") + count("todo"), details };
}

export const cTests: Check = {
  name: "c", title: "Tests of the C programs",
  run: async () => sum([
    await passes(["make", "-s", "-C", "runtime/guest", `OUT=${path.join(root, ".cache/guest-build")}`, "test"], 5 * minute),
    await passes(["make", "-s", "-C", "runtime/host", `OUT=${path.join(root, ".cache/host-build")}`, "test"], 5 * minute),
  ]),
};
