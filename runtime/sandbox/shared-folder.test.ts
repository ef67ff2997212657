import assert from "node:assert/strict";
import { test } from "node:test";
import { mountsInShare } from "./shared-folder.ts";

test("what is mounted in a container's part of a share is told relative to it, without what is another's", () => {
  const line = (path: string): string => `36 35 98:0 / /run/vr\\040un/shared${path} rw,noatime - ext4 /dev/root rw\n`;
  const mountInfo = ["", "/web/rootfs", "/web/rootfs/in\\040ner", "/web/mounts/0", "/web2/rootfs"].map(line).join("");
  assert.deepEqual([...mountsInShare("/run/vr un/shared", "web", mountInfo)].sort(), ["mounts/0", "rootfs", "rootfs/in ner"]);
});
