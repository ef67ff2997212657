import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { parseLog } from "./log.ts";

function logFile(t: TestContext, text: string): string {
  const folder = mkdtempSync(join(tmpdir(), "cri-log-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "0.log");
  writeFileSync(file, text);
  return file;
}

test("lines of both streams are told apart, and the pieces of a line are put together", (t) => {
  const file = logFile(t, "2026-01-01T00:00:00.000000001Z stdout P one \n2026-01-01T00:00:00Z stderr F other\n2026-01-01T00:00:00+01:00 stdout F line\n2026-01-01T00:00:00Z stdout F \n");
  assert.deepEqual(parseLog(file), [{ stream: "stderr", text: "other" }, { stream: "stdout", text: "one line" }, { stream: "stdout", text: "" }]);
});

test("a line that is still being written is not told, and without a file there is none", (t) => {
  const file = logFile(t, "2026-01-01T00:00:00Z stdout F done\n2026-01-01T00:00:00Z stdo");
  assert.deepEqual(parseLog(file), [{ stream: "stdout", text: "done" }]);
  assert.deepEqual(parseLog(`${file}.absent`), []);
});

test("a line without time and stream is an error", (t) => {
  assert.throws(() => parseLog(logFile(t, "hello\n")), /no line of a CRI log: "hello"/);
});
