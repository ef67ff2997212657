/** The corpus: each text that ever went wrong, tried first from then on. */

import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Case } from "./cases.ts";
import { documents } from "./documents.ts";

const folder = join(__dirname, "corpus");

/** Its files are named `<document>-<anything>.json`. */
export function readCorpus(): readonly (Case & { readonly name: string })[] {
  return readdirSync(folder).sort().flatMap((name) => {
    const document = documents.find((one) => name.startsWith(`${one}-`));
    return document === undefined ? [] : [{ name, document, text: readFileSync(join(folder, name), "utf8") }];
  });
}

/** @returns The name of the new file. */
export function keep({ document, text }: Case): string {
  const name = `${document}-${createHash("sha256").update(text).digest("hex").slice(0, 12)}.json`;
  writeFileSync(join(folder, name), text);
  return name;
}
