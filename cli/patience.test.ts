import assert from "node:assert/strict";
import { test } from "node:test";
import { projectRoot } from "../reports/model/project-root.ts";
import { UsageError } from "./failure.ts";
import { withPatience } from "./patience.ts";
import { chooseRuntime } from "./runtime-argument.ts";

test("deadlines are as many times as long, or as the profile has them", () => {
  const { profile } = chooseRuntime("runc=/bin/true", projectRoot());
  const { command, scenario } = profile.timeoutsMs;
  const patient = withPatience(profile, "2.5").timeoutsMs;
  assert.deepEqual([patient.command, patient.scenario], [2.5 * command, 2.5 * scenario]);
  assert.equal(withPatience(profile, undefined), profile);
});

test("what is no such number is refused", () => {
  const { profile } = chooseRuntime("runc=/bin/true", projectRoot());
  for (const patience of ["", "0.5", "-1", "x", "1000"]) assert.throws(() => withPatience(profile, patience), UsageError);
});
