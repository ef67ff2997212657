import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { HostError } from "../errors/errors.ts";
import { limitsBlockIO } from "../oci/block-io.ts";
import { limitBlockIO } from "./host-block-io.ts";

/** A folder with a cgroup's files. Resolves with what is in them after. */
function written(files: readonly string[], parentControls: string | undefined, limit: (directory: string) => void): Record<string, string> {
  const parent = mkdtempSync(join(tmpdir(), "vrun-block-io-test-"));
  const directory = join(parent, "c");
  try {
    mkdirSync(directory);
    if (parentControls !== undefined) writeFileSync(join(parent, "cgroup.subtree_control"), parentControls);
    for (const file of files) writeFileSync(join(directory, file), "");
    limit(directory);
    const found = readdirSync(directory).map((file) => [file, readFileSync(join(directory, file), "utf8")] as const);
    return Object.fromEntries([...found.filter(([, text]) => text !== ""), ...(parentControls === undefined ? [] : [["parent", readFileSync(join(parent, "cgroup.subtree_control"), "utf8")] as const])]);
  } finally {
    rmSync(parent, { recursive: true });
  }
}

const rate = [{ major: 7, minor: 1, rate: 1000 }];
const v1 = ["blkio.throttle.read_bps_device", "blkio.throttle.write_iops_device", "blkio.bfq.weight", "blkio.bfq.weight_device"];

test("in version 1 each kind of limit has a file", () => {
  const blockIO = { weight: 300, weightDevice: [{ major: 8, minor: 0, weight: 20 }], throttleReadBpsDevice: rate, throttleWriteIOPSDevice: rate };
  assert.deepEqual(written(v1, undefined, (directory) => limitBlockIO([directory], blockIO)), {
    "blkio.bfq.weight": "300", "blkio.bfq.weight_device": "8:0 20", "blkio.throttle.read_bps_device": "7:1 1000", "blkio.throttle.write_iops_device": "7:1 1000",
  });
});

test("in version 2 rates go to io.max, and the parent hands the controller on", () => {
  const limit = (directory: string): void => limitBlockIO([directory], { weight: 1000, throttleWriteBpsDevice: rate });
  assert.deepEqual(written(["cgroup.controllers", "io.max", "io.weight"], "cpu", limit), { "io.weight": "10000", "io.max": "7:1 wbps=1000", parent: "+io" });
  assert.deepEqual(written(["cgroup.controllers", "io.max", "io.bfq.weight"], "cpu io", limit), { "io.bfq.weight": "1000", "io.max": "7:1 wbps=1000", parent: "cpu io" });
});

test("what the host cannot limit is an error that names it", () => {
  assert.throws(() => written([], undefined, (directory) => limitBlockIO([directory], { weight: 10 })), (error) => error instanceof HostError && /no cgroup controller/.test(error.message));
  assert.throws(() => written(v1, undefined, (directory) => limitBlockIO([directory], { leafWeight: 10 })), (error) => error instanceof HostError && /blkio\.leaf_weight: no such file/.test(error.message));
  assert.throws(() => written(["cgroup.controllers"], "io", (directory) => limitBlockIO([directory], { leafWeight: 10 })), (error) => error instanceof HostError && /version 1/.test(error.message));
});

test("weights of 0 and empty lists limit nothing", () => {
  for (const none of [undefined, {}, { weight: 0, leafWeight: 0, weightDevice: [], throttleReadBpsDevice: [] }]) assert.equal(limitsBlockIO(none), false);
  assert.equal(limitsBlockIO({ throttleReadBpsDevice: rate }), true);
});
