import assert from "node:assert/strict";
import { test } from "node:test";
import { changedFeatures } from "./host-features.ts";
import type { HostFeature } from "./run-description.ts";

const there: HostFeature = { present: true, where: "host", probe: "criu check succeeds", reason: "" };
const absent: HostFeature = { ...there, present: false, reason: "the host lacks checkpoint and restore by CRIU (criu check: exit status 1: no kernel); to have it: the package criu" };

test("a feature that is there at one time and not at another is told, with the reason", () => {
  assert.deepEqual(changedFeatures({ criu: there, fuse: absent }, { criu: there, fuse: absent }), []);
  assert.deepEqual(changedFeatures({ criu: there }, { criu: absent }), [`criu was there and is not: ${absent.reason}`]);
  assert.deepEqual(changedFeatures({ criu: absent }, { criu: there }), [`criu was not there and is: ${absent.reason}`]);
});
