/** What is saved of a VM, by the QEMU of this host. */

import assert from "node:assert/strict";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { VrunFixture } from "./vrun-fixture.ts";

/** Far above the state of any device, and far below a guest's memory. */
const stateMaxBytes = 4 * 1024 * 1024;

void describe("a template", () => {
  const fixture = new VrunFixture();
  const store = join(fixture.directory, "templates");
  process.env["VRUN_TEMPLATES"] = store;
  after(() => {
    delete process.env["VRUN_TEMPLATES"];
    fixture.close();
  });

  void it("has the guest's memory apart from the devices' state, and only once", () => {
    const built = fixture.run("template", "build");
    assert.equal(built.status, 0, built.stderr);
    const [template = ""] = readdirSync(store, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => join(store, name));
    assert.ok(statSync(join(template, "state")).size < stateMaxBytes);
    assert.ok(statSync(join(template, "ram")).size > stateMaxBytes);
  });
});
