import assert from "node:assert/strict";
import { test } from "node:test";
import { Journal } from "./journal.ts";
import type { Sample } from "./memory.ts";
import type { Options } from "./options.ts";
import type { Result } from "./soak.ts";
import { asMarkdown, summarize } from "./summary.ts";

const options: Options = { containers: 2, execs: 9, parallel: 1, minutes: 1, seed: 1, killRate: 0.12, freezeRate: 0.03, out: "/somewhere/out", vrun: "/somewhere/bin/vrun" };

function result(change: Partial<Result> = {}): Result {
  return { version: "vrun version 1", ending: "all steps were taken", steps: { planned: 2, taken: 2 }, seconds: 30, journal: new Journal(), samples: [], left: [], ...change };
}

/** A monitor whose heap grows by so much for 1,000 execs. */
function samples(growthKiB: number): readonly Sample[] {
  const monitor = (index: number) => ({ rssKiB: 1, pssKiB: 1, anonymousKiB: 20_000 + (index * growthKiB) / 10, descriptors: 27 });
  return Array.from({ length: 21 }, (_, index) => ({ seconds: index, execs: index * 100, processes: { monitor: monitor(index) } }));
}

test("a soak is clean when nothing failed unexplained, nothing is left and nothing grows", () => {
  const killed = new Journal();
  killed.fail({ step: 1, operation: "create", container: "c", expected: true, fault: "kill qemu in create", observed: "gone" });
  assert.ok(summarize(options, result({ journal: killed, samples: samples(100) }), {}).clean);
  const failed = new Journal();
  failed.fail({ step: 1, operation: "start", container: "c", expected: false, fault: "", observed: "gone" });
  assert.ok(!summarize(options, result({ journal: failed }), {}).clean);
  assert.ok(!summarize(options, result({ left: ["mount more: /x tmpfs"] }), {}).clean);
  assert.deepEqual(summarize(options, result({ samples: samples(5000) }), {}).growing, ["monitor: 5000 KiB for 1,000 execs"]);
});

test("the summary names no path of the host", () => {
  const journal = new Journal();
  journal.fail({ step: 1, operation: "start", container: "t7-1", expected: false, fault: "", observed: "/somewhere/bin/vrun is not there" });
  const summary = summarize(options, result({ journal, left: ["process more: 9 /somewhere/dist/vrun-shim"] }), { "/somewhere": ".", "t7-": "" });
  const text = JSON.stringify(summary) + asMarkdown(summary);
  assert.ok(!text.includes("/somewhere"));
  assert.match(text, /step 1, start of 1: \.\/bin\/vrun is not there/);
});
