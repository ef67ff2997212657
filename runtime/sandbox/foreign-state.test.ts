import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { ForeignStateError } from "../errors/errors.ts";
import { salvageState } from "./foreign-state.ts";
import { claimId, InvalidIdError, readState } from "./state.ts";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "foreign-state-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(text: string): void {
  writeFileSync(claimId(root, "c").paths.state, text);
}

const shim = { pid: 4242, startTime: "77" };
const monitor = { pid: 4241, startTime: "76" };
const poststop = [{ path: "/bin/hook", args: ["hook", "x"], timeout: 3 }];
/** As the first version of vrun wrote it. */
const formatOne = {
  schemaVersion: 1, id: "c", ociVersion: "1.2.0", bundle: "/b", rootfs: "/b/rootfs", annotations: { a: "b" }, created: "2026-01-01T00:00:00.000Z",
  stage: "running", paused: false, creator: monitor, shim, monitor, cgroups: ["/sys/fs/cgroup/pods", "/sys/fs/cgroup/pods/c"],
  cgroupFiles: ["/sys/fs/cgroup/pods/c/cgroup.procs"], poststart: [], poststop,
};

test("a state of another format, or half a state, is an error that says what to do", () => {
  for (const [state, found] of [[JSON.stringify(formatOne), /^the state of c has format 1, .*vrun delete --force c/], ['{"schemaVer', /damaged.*delete --force/]] as const) {
    write(state);
    assert.throws(() => readState(root, "c"), (error) => error instanceof ForeignStateError && found.test(error.message));
    rmSync(root, { recursive: true });
  }
});

test("of format 1 all is found that has to be taken back", () => {
  write(JSON.stringify(formatOne));
  const { sandbox, shim: foundShim, monitor: foundMonitor, cgroups, bundle, poststop: hooks } = salvageState(root, "c");
  assert.deepEqual({ sandbox, foundShim, foundMonitor, cgroups, bundle, hooks }, { sandbox: "c", foundShim: shim, foundMonitor: monitor, cgroups: formatOne.cgroups, bundle: "/b", hooks: poststop });
});

test("of a newer format a member of a pod is known as one", () => {
  write(JSON.stringify({ ...formatOne, schemaVersion: 9, sandbox: "pod", more: {} }));
  const { sandbox, monitor: found } = salvageState(root, "c");
  assert.deepEqual({ sandbox, found }, { sandbox: "pod", found: null });
});

test("what has another shape is left out, and no path outside of the cgroups is taken for one", () => {
  write(JSON.stringify({ schemaVersion: 9, shim: 17, monitor: { pid: -1, startTime: "1" }, cgroups: ["/etc", "/sys/fs/cgroup/../../etc", "/sys/fs/cgroup/", "/sys/fs/cgroup/x", 3], poststop: [{ path: "relative" }, { path: "/x", args: [1] }, { path: "/x" }] }));
  const { shim: foundShim, monitor: foundMonitor, cgroups, poststop: hooks } = salvageState(root, "c");
  assert.deepEqual({ foundShim, foundMonitor, cgroups, hooks }, { foundShim: null, foundMonitor: null, cgroups: ["/sys/fs/cgroup/x"], hooks: [{ path: "/x" }] });
});

test("a sandbox that is no id leads nowhere", () => {
  write(JSON.stringify({ ...formatOne, schemaVersion: 9, sandbox: "../../etc" }));
  assert.throws(() => salvageState(root, "c"), InvalidIdError);
});

test("half a state is a container of which nothing is known", () => {
  write('{"schemaVer');
  const { id, sandbox, shim: found, cgroups } = salvageState(root, "c");
  assert.deepEqual({ id, sandbox, found, cgroups }, { id: "c", sandbox: "c", found: null, cgroups: [] });
});
