import assert from "node:assert/strict";
import { test } from "node:test";
import { mountFlagsAt, mountsBelow, parseMountInfo } from "./host-mounts.ts";

const mounts = parseMountInfo(`\
20 1 254:1 / / rw,relatime shared:1 - ext4 /dev/root rw
21 20 0:20 / /data rw,nosuid - tmpfs tmpfs rw
22 21 0:21 / /data/a\\040b ro - tmpfs tmpfs rw
23 22 0:22 / /data/a\\040b/deep rw,noexec - tmpfs tmpfs rw
24 20 0:23 / /database rw,nodev - tmpfs tmpfs rw
25 21 0:24 / /data/a\\040b ro,nodev - tmpfs tmpfs rw
`);

test("a path is on the mount with the longest path, the last of several", () => {
  assert.deepEqual(mountFlagsAt(mounts, "/etc"), ["rw", "relatime"]);
  assert.deepEqual(mountFlagsAt(mounts, "/data"), ["rw", "nosuid"]);
  assert.deepEqual(mountFlagsAt(mounts, "/data/a b/x"), ["ro", "nodev"]);
});

test("what is mounted below a path is listed once, outer mounts first", () => {
  assert.deepEqual(mountsBelow(mounts, "/data").map(({ path, flags }) => [path, flags.join()]), [["/data/a b", "ro,nodev"], ["/data/a b/deep", "rw,noexec"]]);
  assert.equal(mountsBelow(mounts, "/").length, 4);
});
