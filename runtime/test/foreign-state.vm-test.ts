/** Containers whose state another version of vrun wrote: they can be deleted by force, and nothing else touches them. */

import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { VrunFixture } from "./vrun-fixture.ts";

void describe("the state of another version", () => {
  const fixture = new VrunFixture();
  after(() => fixture.close());

  for (const [name, change] of [
    ["format 1", (state: object): string => JSON.stringify({ ...state, schemaVersion: 1, sandbox: undefined, startContainer: undefined })],
    ["a format of the future", (state: object): string => JSON.stringify({ ...state, schemaVersion: 99, more: [] })],
  ] as const) {
    void it(`of ${name} is refused with what to do, and deleted by force with all that runs`, async () => {
      const id = name.replaceAll(" ", "-");
      fixture.prepare(id);
      const ran = fixture.run("run", "--detach", "--bundle", `{bundles}/${id}`, id);
      assert.equal(ran.status, 0, ran.stderr);
      fixture.rewriteState(id, change);
      for (const command of [["state", id], ["kill", id, "KILL"], ["exec", id, "true"], ["start", id], ["delete", id]]) {
        const refused = fixture.run(...command);
        assert.notEqual(refused.status, 0, command[0]);
        assert.match(refused.stderr, new RegExp(`the state of ${id} has format .*vrun delete --force ${id}`), command[0]);
        assert.equal(refused.stderr.trim().split("\n").length, 1, refused.stderr);
      }
      assert.ok(fixture.processes(id, "qemu").length > 0, "it runs on");
      const deleted = fixture.run("delete", "--force", id);
      assert.equal(deleted.status, 0, deleted.stderr);
      assert.deepEqual(await fixture.leftOf(id), []);
    });
  }
});
