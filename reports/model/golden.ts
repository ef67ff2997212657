import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { projectRoot } from "./project-root.ts";

/**
 * Compares text with a golden file in fixtures/messages/golden. With UPDATE_GOLDEN=1 in the environment the file is
 * written instead, to be read and committed.
 */
export function assertGolden(name: string, text: string): void {
  const file = path.join(projectRoot(), "fixtures", "messages", "golden", name);
  if (process.env["UPDATE_GOLDEN"] === "1") {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  assert.ok(existsSync(file), `${file} is missing; make it with UPDATE_GOLDEN=1`);
  assert.equal(text, readFileSync(file, "utf8"), `${name} has changed; if that is meant, write it again with UPDATE_GOLDEN=1`);
}
