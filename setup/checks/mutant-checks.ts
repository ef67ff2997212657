import path from "node:path";
import { lastLines, root, run } from "./command.ts";
import type { Check } from "./outcome.ts";

const timeoutMs = 20 * 60_000;

/** The suite can fail: a tenth of the mutants is caught, and the stubs pass nothing of a tenth of the suite. */
export const mutants: Check = {
  name: "mutants", title: "The suite catches broken runtimes",
  run: async (say) => {
    // Virtual machines take too long here, the newest runc is not on every machine, and witnesses are for a longer look.
    const words = ["--sample", "1/10", "--skip", "vrun", "runc@sid", "--witnesses", "0"];
    const { ok, text } = await run([process.execPath, "--require", "ts-node/register", "cli/mutants.ts", ...words, "--out", path.join(root, ".cache", "test", "mutants")], timeoutMs, say);
    const seed = /chosen by (--seed \S+)/.exec(text)?.[1] ?? "";
    const again = `again: npm run mutants -- ${words.join(" ")} ${seed}`;
    const counts = /^(\d+) of \d+ mutants caught, (\d+) untestable here; (\d+) not as expected/m.exec(text);
    if (counts === null) return { passed: 0, failed: 1, skipped: 0, details: [again, ...lastLines(text, 15)] };
    const [, caught = "0", untestable = "0", wrong = "0"] = counts;
    const complaints = text.split("\n").filter((line) => /^(survived|too much|wrong) /.test(line));
    return { passed: Number(caught), failed: ok ? 0 : Math.max(1, Number(wrong)), skipped: Number(untestable), details: [again, ...complaints] };
  },
};
