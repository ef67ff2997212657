/** What a container gets of NOTIFY_SOCKET, where and as runc gives it: a folder with a socket. @see runc, notify_socket.go */

import type { Config } from "./config.ts";
import type { JsonObject } from "./json.ts";
import type { MountPoint } from "./plan-mounts.ts";

const folderInContainer = "/run/notify";
export const readySocketName = "notify.sock";

/** The folder of a container's socket in the guest. */
export function guestReadyFolder(id: string): string {
  return `/run/vrun/${id}/notify`;
}

/** The config whose process is told of the socket. */
export function withReadySocket(config: Config): Config {
  const env = [...(config.process?.env ?? []), `NOTIFY_SOCKET=${folderInContainer}/${readySocketName}`];
  return { ...config, process: { ...config.process, env } };
}

/** The mount that shows the socket, for crun in the guest, and its place in the root. */
export function planReadyMount(id: string): { readonly mount: JsonObject; readonly place: MountPoint } {
  const mount = { destination: folderInContainer, type: "bind", source: guestReadyFolder(id), options: ["bind", "nosuid", "noexec", "nodev", "ro"] };
  return { mount, place: { path: folderInContainer, directory: true } };
}
