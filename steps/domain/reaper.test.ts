import assert from "node:assert/strict";
import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { describeEnding, ReaperLog } from "./reaper.ts";

test("an ending belongs to the process with that number and start time, and a half line waits for its rest", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "reaper-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "log");
  const log = new ReaperLog(path);
  assert.equal(log.endingOf({ pid: 7, startTime: "100" }), null);
  appendFileSync(path, "7 100 exit 3\n8 200 sig");
  assert.deepEqual(log.endingOf({ pid: 7, startTime: "100" }), { kind: "exited", status: 3 });
  assert.equal(log.endingOf({ pid: 7, startTime: "101" }), null);
  appendFileSync(path, "nal 9\n");
  const ending = log.endingOf({ pid: 8, startTime: "200" });
  assert.equal(ending === null ? "" : describeEnding(ending), "signal KILL");
});
