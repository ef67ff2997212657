import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { root } from "./command.ts";
import { generatedDocuments, recorded } from "./documents.ts";
import { one, sum, type Check } from "./outcome.ts";

/** Generated documents follow from the recorded results, the features and the catalogue. */
export const documents: Check = {
  name: "documents", title: "Documents follow from the recorded results",
  run: async () => {
    if (!existsSync(path.join(root, recorded))) return one(false, [`${recorded} is missing: no results were recorded`]);
    return sum(await Promise.all(generatedDocuments.map(async ({ file, make }) => {
      const committed = path.join(root, file);
      const found = existsSync(committed) ? readFileSync(committed, "utf8") : "";
      return one(found === await make(), [`${file}: is not what its sources give; make it again with "npm run documents", and commit it`]);
    })));
  },
};
