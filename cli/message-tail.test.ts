import assert from "node:assert/strict";
import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { MessageTail } from "./message-tail.ts";
import { progressText } from "./progress-text.ts";

test("progress is counted as messages arrive, also when one arrives in pieces", (context) => {
  const directory = mkdtempSync(path.join(tmpdir(), "lacuna-tail-"));
  context.after(() => rmSync(directory, { recursive: true }));
  const file = path.join(directory, "messages.ndjson");
  const tail = new MessageTail(file);
  assert.deepEqual(tail.read(), { finished: 0, failed: 0, running: [] });
  const add = (...messages: object[]): void => appendFileSync(file, messages.map((message) => `${JSON.stringify(message)}\n`).join(""));
  add({ pickle: { id: "p1", name: "First" } }, { pickle: { id: "p2", name: "Second" } }, { testCase: { id: "c1", pickleId: "p1" } }, { testCase: { id: "c2", pickleId: "p2" } });
  add({ testCaseStarted: { id: "s1", testCaseId: "c1" } }, { attachment: { body: "x" } });
  assert.deepEqual(tail.read(), { finished: 0, failed: 0, running: ["First"] });
  add({ testStepFinished: { testCaseStartedId: "s1", testStepResult: { status: "FAILED" } } }, { testCaseFinished: { testCaseStartedId: "s1", willBeRetried: false } });
  appendFileSync(file, '{"testCaseStarted":{"id":"s2",');
  assert.deepEqual(tail.read(), { finished: 1, failed: 1, running: [] });
  appendFileSync(file, '"testCaseId":"c2"}}\n');
  assert.deepEqual(tail.read(), { finished: 1, failed: 1, running: ["Second"] });
});

test("a line of progress has counts, the time left once there is a pace, and a name that is safe to print", () => {
  assert.equal(progressText({ finished: 1, failed: 0, running: [] }, 10, 1000), "1 of 10");
  assert.match(progressText({ finished: 5, failed: 1, running: ["a\u001b[31mb"] }, 10, 60_000), /^5 of 10 · 1 differ, known or not · about 1 min 0 s left · a\\u001b\[31mb$/);
});
