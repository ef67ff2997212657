import assert from "node:assert/strict";
import { test } from "node:test";
import { parseDocument } from "./attachment.ts";
import { projectRoot } from "./project-root.ts";

const output = { bytes: 3, sha256: "0", head: "out", tail: "" };
const good = {
  token: "t0k3n", outcome: { kind: "ran" }, assertions: 1, recorded: false,
  failure: { step: "s", observed: { path: "/tmp/work/x" }, message: "c-t0k3n failed", unproven: false, timedOut: false },
  observations: { status: "created" },
  evidence: { commands: [{ argv: ["runc", "state", "c-t0k3n"], exit: 0, signal: null, durationMs: 1, stdout: output, stderr: output }], configPatch: { a: ["/tmp/work"] } },
  runtimeMs: 1,
};

function parse(change: object) {
  return parseDocument(JSON.stringify({ ...good, ...change }), "/tmp/work");
}

function problemOf(text: string): string {
  const parsed = parseDocument(text, null);
  return parsed.kind === "invalid" ? parsed.problem : "none";
}

test("the run's own names are taken out everywhere", () => {
  const parsed = parse({});
  assert.ok(parsed.kind === "document");
  assert.deepEqual(parsed.document.failure, { ...good.failure, observed: { path: "$WORK/x" }, message: "c-$TOKEN failed" });
  assert.deepEqual(parsed.document.evidence.commands[0]?.argv, ["runc", "state", "c-$TOKEN"]);
  assert.deepEqual(parsed.document.evidence.configPatch, { a: ["$WORK"] });
});

test("paths in the checkout become relative to it", () => {
  const parsed = parse({ observations: { said: `no ${projectRoot()}/bin/vrun` } });
  assert.ok(parsed.kind === "document");
  assert.deepEqual(parsed.document.observations, { said: "no bin/vrun" });
});

test("long texts are cut and other fields dropped", () => {
  const long = { bytes: 1e9, sha256: "0", head: "h".repeat(1e5), tail: "t".repeat(1e5) };
  const command = { ...good.evidence.commands[0], stdout: long, environment: "secret" };
  const parsed = parse({ extra: 1, observations: { text: ["x".repeat(1e5)] }, evidence: { commands: Array(500).fill(command), configPatch: null } });
  assert.ok(parsed.kind === "document");
  const { document } = parsed;
  assert.equal(document.evidence.commands.length, 200);
  assert.equal(document.evidence.commands[0]?.stdout.head.length, 8192);
  assert.equal(document.evidence.commands[0]?.stdout.tail.length, 8192);
  assert.equal(JSON.stringify(document.observations["text"]).length, 16 * 1024 + 5);
  assert.doesNotMatch(JSON.stringify(document), /secret|extra/);
});

test("what is malformed is told, never thrown", () => {
  assert.match(problemOf("{"), /not JSON/);
  assert.match(problemOf("null"), /malformed/);
  assert.match(problemOf(JSON.stringify({ ...good, assertions: -1 })), /assertions/);
  assert.match(problemOf(JSON.stringify({ ...good, outcome: { kind: "host-lacks" } })), /feature/);
  assert.match(problemOf(JSON.stringify({ ...good, outcome: { kind: "fine" } })), /outcome\/kind/);
  const nested = JSON.stringify({ ...good, observations: { deep: "HERE" } }).replace('"HERE"', "[".repeat(50_000) + "]".repeat(50_000));
  assert.match(problemOf(nested), /nested too deeply|not JSON/);
});
