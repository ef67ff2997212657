import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { root } from "./command.ts";
import { generatedDocuments, leftoverDocuments, recorded } from "./documents.ts";
import { one, sum, type Check } from "./outcome.ts";

const longestBytes = 150_000;
const longestLine = 300;

/** What makes a document one that nobody reads, or null. */
function tooLarge(text: string): string | null {
  if (Buffer.byteLength(text) > longestBytes) return `has ${Buffer.byteLength(text)} bytes, and may have ${longestBytes}`;
  const long = text.split("\n").findIndex((line) => line.length > longestLine && !line.startsWith("|"));
  return long === -1 ? null : `line ${long + 1} has more than ${longestLine} characters`;
}

/** Generated documents follow from the recorded results, the features and the catalogue. */
export const documents: Check = {
  name: "documents", title: "Documents follow from the recorded results",
  run: async () => {
    if (!existsSync(path.join(root, recorded))) return one(false, [`${recorded} is missing: no results were recorded`]);
    const made = await generatedDocuments();
    const again = "make it again with \"npm run documents\", and commit it";
    return sum([
      ...[...made].map(([file, text]) => {
        const committed = path.join(root, file);
        const found = existsSync(committed) ? readFileSync(committed, "utf8") : "";
        return sum([one(found === text, [`${file}: is not what its sources give; ${again}`]), one(tooLarge(text) === null, [`${file}: ${tooLarge(text) ?? ""}`])]);
      }),
      ...leftoverDocuments(made).map((file) => one(false, [`${file}: its runtime is not recorded any more; remove it`])),
    ]);
  },
};
