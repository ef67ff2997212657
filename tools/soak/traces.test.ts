import assert from "node:assert/strict";
import { test } from "node:test";
import { differences } from "./traces.ts";

test("tells what is more and what is gone, by kind", () => {
  const before = { mount: ["/a tmpfs", "/b tmpfs"], process: ["1 init"] };
  assert.deepEqual(differences(before, before), []);
  assert.deepEqual(differences(before, { mount: ["/b tmpfs", "/c tmpfs"], process: ["1 init", "9 left"] }), [
    "mount more: /c tmpfs", "mount gone: /a tmpfs", "process more: 9 left",
  ]);
});

test("counts what is there twice", () => {
  assert.deepEqual(differences({ mount: ["/a"] }, { mount: ["/a", "/a"] }), ["mount more: /a"]);
});
