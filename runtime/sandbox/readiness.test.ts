import assert from "node:assert/strict";
import { test } from "node:test";
import { readyLine } from "./readiness.ts";

test("the line that says that a process is ready is passed on, once it is whole", () => {
  assert.equal(readyLine("listening\nREADY=1\n"), "READY=1");
  assert.equal(readyLine("listening\nREADY=1\nMAINPID=1\n"), "READY=1");
  assert.equal(readyLine("listening\nREADY=1"), undefined);
});

test("nothing else of a guest's reaches systemd", () => {
  for (const line of ["MAINPID=1", "STOPPING=1", "XREADY=1", "READY=1\0MAINPID=1", ""]) assert.equal(readyLine(`listening\n${line}\n`), undefined, line);
});
