import path from "node:path";
import { lastLines, root, run } from "./command.ts";
import type { Check } from "./outcome.ts";

const timeoutMs = 20 * 60_000;

/** The suite can fail: a tenth of the mutants is caught, and the stubs pass nothing. */
export const mutants: Check = {
  name: "mutants", title: "The suite catches broken runtimes",
  run: async (say) => {
    const words = ["--sample", "1/10", "--witnesses", "12", "--out", path.join(root, ".cache", "test", "mutants")];
    const { ok, text } = await run([process.execPath, "--require", "ts-node/register", "cli/mutants.ts", ...words], timeoutMs, say);
    const counts = /^(\d+) of \d+ mutants caught, (\d+) untestable here; (\d+) not as expected/m.exec(text);
    const details = [`$ npm run mutants -- ${words.slice(0, 4).join(" ")}`, ...lastLines(text, 15)];
    if (counts === null) return { passed: 0, failed: 1, skipped: 0, details };
    const [, caught = "0", untestable = "0", wrong = "0"] = counts;
    return { passed: Number(caught), failed: ok ? 0 : Math.max(1, Number(wrong)), skipped: Number(untestable), details: ok ? [] : details };
  },
};
