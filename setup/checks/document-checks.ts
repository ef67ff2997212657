import { existsSync } from "node:fs";
import path from "node:path";
import { lastLines, root, run } from "./command.ts";
import { one, sum, type Check } from "./outcome.ts";

const timeoutMs = 120_000;
const recorded = "fixtures/results/baseline.json";

/** The documents that are generated, each with the words of `lacuna` that check it. */
const generated: readonly (readonly string[])[] = [
  ["limitations", recorded, "--runtime", "vrun", "--out", "docs/limitations/vrun.md", "--check"],
];

/** Generated documents follow from the recorded results. */
export const documents: Check = {
  name: "documents", title: "Documents follow from the recorded results",
  run: async () => {
    if (!existsSync(path.join(root, recorded))) return one(false, [`${recorded} is missing: no results were recorded`]);
    return sum(await Promise.all(generated.map(async (words) => {
      const { ok, text } = await run([process.execPath, path.join(root, "bin/lacuna"), ...words], timeoutMs);
      return one(ok, [`$ lacuna ${words.join(" ")}`, ...lastLines(text, 5)]);
    })));
  },
};
