import assert from "node:assert/strict";
import { test } from "node:test";
import { UsageError } from "../errors/errors.ts";
import { chooseRows, tableArguments } from "./process-table.ts";

test("without arguments, and for -ef, the table has the full format", () => {
  const full = tableArguments([]);
  assert.deepEqual(full, ["-o", "user,pid,ppid,tty,args"]);
  assert.deepEqual(tableArguments(["-ef"]), full);
});

test("columns are passed on", () => {
  assert.deepEqual(tableArguments(["-e", "-o", "pid,args"]), ["-o", "pid,args"]);
  assert.deepEqual(tableArguments(["-eo", "pid"]), ["-o", "pid"]);
});

test("what busybox does not have is refused", () => {
  assert.throws(() => tableArguments(["--forest"]), UsageError);
});

test("the head and the container's rows are chosen by pid", () => {
  assert.equal(chooseRows("PID   COMMAND\n    1 init\n   12 sleep 12\n  112 sh\n", [12]), "    PID COMMAND\n     12 sleep 12\n");
});

test("the full format has the head of ps -ef", () => {
  const table = chooseRows("USER     PID   PPID  TT     COMMAND\nroot      12     1 ?      sleep 12\n", [12]);
  assert.equal(table, "UID          PID    PPID TTY      CMD\nroot          12       1 ?        sleep 12\n");
});

test("a table without pids is an error", () => {
  assert.throws(() => chooseRows("COMMAND\nsh\n", [1]), UsageError);
});
