/**
 * The documents that are generated, and how. Run by itself, it writes them; `npm test` checks them.
 *
 *   npm run documents
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { lastLines, root, run } from "./command.ts";

const timeoutMs = 120_000;

/** The recorded results that generated documents and gates rest on. */
export const recorded = "fixtures/results/baseline.json";

export interface GeneratedDocument {
  readonly file: string;
  /** Makes the text. @throws {Error} The command failed. */
  readonly make: () => Promise<string>;
}

export const generatedDocuments: readonly GeneratedDocument[] = [
  { file: "docs/limitations/vrun.md", make: () => lacuna(["limitations", recorded, "--runtime", "vrun"]) },
  { file: "docs/coverage.md", make: () => lacuna(["coverage", "--markdown"]) },
  { file: "docs/COMPATIBILITY.md", make: compatibility },
];

async function compatibility(): Promise<string> {
  const out = ".cache/test/documents";
  await lacuna(["report", recorded, "--format", "md", "--out", out]);
  return readFileSync(path.join(root, out, "compatibility.md"), "utf8");
}

async function lacuna(words: readonly string[]): Promise<string> {
  const { ok, text, stdout } = await run([process.execPath, path.join(root, "bin/lacuna"), ...words], timeoutMs);
  if (!ok) throw new Error([`$ lacuna ${words.join(" ")}`, ...lastLines(text, 5)].join("\n"));
  return `${stdout}\n`;
}

async function writeAll(): Promise<void> {
  for (const { file, make } of generatedDocuments) {
    const text = await make();
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
    console.log(file);
  }
}

if (require.main === module) void writeAll();
