import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { mountedFolders } from "./shared-folder.ts";

test("a share's mounted folders are told relative to it, without files and what is another's", (t) => {
  const shared = mkdtempSync(join(tmpdir(), "vrun shared-"));
  t.after(() => rmSync(shared, { recursive: true }));
  for (const folder of ["web/rootfs/inner", "web/mounts/0", "web2/rootfs"]) mkdirSync(join(shared, folder), { recursive: true });
  writeFileSync(join(shared, "web/mounts/1"), "");
  const line = (path: string): string => `36 35 98:0 / ${join(shared, path).replaceAll(" ", "\\040")} rw,noatime - ext4 /dev/root rw\n`;
  const mountInfo = ["", "web/rootfs", "web/rootfs/inner", "web/mounts/0", "web/mounts/1", "web/mounts/gone", "web2/rootfs"].map(line).join("");
  assert.deepEqual([...mountedFolders(shared, "web", mountInfo)].sort(), ["mounts/0", "rootfs", "rootfs/inner"]);
});
