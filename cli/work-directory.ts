import { chmodSync, mkdirSync, mkdtempSync, statSync } from "node:fs";
import path from "node:path";
import { execaSync } from "execa";

/** Where runs work when the checkout lies in a folder that is closed to other users. */
const openParent = "/var/tmp";

/**
 * Makes the folder that a run works in. The root of a user namespace is another user on the host and must be able to
 * pass through to the container's root, so the folder can be entered, but not listed, by all; the caller removes it.
 */
export function makeWorkDirectory(root: string): string {
  const inside = path.join(root, ".cache", "work");
  mkdirSync(inside, { recursive: true });
  // Roots are made by hard links, which stay on one file system.
  const outside = !canBeEntered(inside) && statSync(openParent).dev === statSync(inside).dev;
  const folder = mkdtempSync(outside ? path.join(openParent, "lacuna-run-") : path.join(inside, "run-"));
  chmodSync(folder, 0o711);
  // Tells ext4 to give each scenario's folder a part of the disk of its own. In one part it looks long for a free inode,
  // because it passes over those that were freed within the last minute. Other file systems refuse, and need it not.
  execaSync("chattr", ["+T", folder], { reject: false });
  return folder;
}

/** Whether every user may pass through a folder and all above it. */
function canBeEntered(folder: string): boolean {
  const open = (statSync(folder).mode & 0o001) !== 0;
  return open && (path.dirname(folder) === folder || canBeEntered(path.dirname(folder)));
}
