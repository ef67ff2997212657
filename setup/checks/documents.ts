/**
 * The documents that are generated, and how. Run by itself, it writes them; `npm test` checks them.
 *
 *   npm run documents
 */
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { lastLines, root, run } from "./command.ts";

const timeoutMs = 120_000;

/** The recorded results that generated documents and gates rest on. */
export const recorded = "fixtures/results";

const compatibilityFolder = "docs/compatibility";

/** Makes the documents that follow from recorded results, the features and the catalogue, by their files. @throws {Error} A command failed. */
export async function generatedDocuments(): Promise<ReadonlyMap<string, string>> {
  const out = path.join(root, ".cache/test/documents");
  const [limitations, coverage] = await Promise.all([
    lacuna(["limitations", recorded, "--runtime", "vrun"]), lacuna(["coverage", "--markdown"]), lacuna(["report", recorded, "--format", "md", "--out", out]),
  ]);
  const pages = readdirSync(path.join(out, "compatibility")).sort();
  return new Map([
    ["docs/limitations/vrun.md", limitations], ["docs/coverage.md", coverage], ["docs/COMPATIBILITY.md", readFileSync(path.join(out, "compatibility.md"), "utf8")],
    ...pages.map((name): [string, string] => [`${compatibilityFolder}/${name}`, readFileSync(path.join(out, "compatibility", name), "utf8").replaceAll("(../compatibility.md)", "(../COMPATIBILITY.md)")]),
  ]);
}

/** Pages that are there and belong to no recorded run any more. */
export function leftoverDocuments(made: ReadonlyMap<string, string>): readonly string[] {
  const folder = path.join(root, compatibilityFolder);
  return (existsSync(folder) ? readdirSync(folder) : []).map((name) => `${compatibilityFolder}/${name}`).filter((file) => !made.has(file));
}

async function lacuna(words: readonly string[]): Promise<string> {
  const { ok, text, stdout } = await run([process.execPath, path.join(root, "bin/lacuna"), ...words], timeoutMs);
  if (!ok) throw new Error([`$ lacuna ${words.join(" ")}`, ...lastLines(text, 5)].join("\n"));
  return `${stdout}\n`;
}

async function writeAll(): Promise<void> {
  const made = await generatedDocuments();
  for (const [file, text] of made) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
    console.log(file);
  }
  for (const file of leftoverDocuments(made)) rmSync(path.join(root, file));
}

if (require.main === module) void writeAll();
