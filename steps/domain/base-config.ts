import type { JsonObject } from "./json.ts";

/** How a runtime wants its cgroup paths: a path below the cgroup mount, or systemd's "slice:prefix:name". */
export type CgroupDriver = "cgroupfs" | "systemd";

/**
 * The configuration that scenarios start from: what every runtime of spec 1.0 takes, and nothing whose effect a scenario
 * would have to explain away. It sets no limits and no hooks.
 */
export function baseConfig(options: { readonly args: readonly string[]; readonly token: string; readonly id: string; readonly cgroupDriver: CgroupDriver }): JsonObject {
  const capabilities = ["CAP_AUDIT_WRITE", "CAP_KILL", "CAP_NET_BIND_SERVICE"];
  return {
    ociVersion: "1.0.2",
    process: {
      terminal: false,
      user: { uid: 0, gid: 0 },
      args: options.args,
      env: ["PATH=/bin", `LACUNA_TOKEN=${options.token}`],
      cwd: "/",
      capabilities: { bounding: capabilities, effective: capabilities, permitted: capabilities },
      noNewPrivileges: true,
    },
    root: { path: "rootfs", readonly: false },
    hostname: "lacuna",
    mounts: [
      { destination: "/proc", type: "proc", source: "proc" },
      { destination: "/dev", type: "tmpfs", source: "tmpfs", options: ["nosuid", "strictatime", "mode=755", "size=65536k"] },
      { destination: "/dev/pts", type: "devpts", source: "devpts", options: ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620"] },
      { destination: "/dev/shm", type: "tmpfs", source: "shm", options: ["nosuid", "noexec", "nodev", "mode=1777", "size=65536k"] },
      { destination: "/dev/mqueue", type: "mqueue", source: "mqueue", options: ["nosuid", "noexec", "nodev"] },
      { destination: "/sys", type: "sysfs", source: "sysfs", options: ["nosuid", "noexec", "nodev", "ro"] },
      { destination: "/sys/fs/cgroup", type: "cgroup", source: "cgroup", options: ["nosuid", "noexec", "nodev", "relatime", "ro"] },
    ],
    linux: {
      cgroupsPath: options.cgroupDriver === "systemd" ? `system.slice:lacuna:${options.id}` : `/${options.id}`,
      namespaces: [{ type: "pid" }, { type: "network" }, { type: "ipc" }, { type: "uts" }, { type: "mount" }, { type: "cgroup" }],
    },
  };
}
