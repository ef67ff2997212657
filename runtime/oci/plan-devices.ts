/** Plans the host's block devices that a container gets: its VM gets them as disks. */

import type { DeviceRule, Linux } from "./config.ts";
import type { DeviceNumber, HostView } from "./host-view.ts";

/** A block device by its numbers on the host. */
export interface BlockDevice {
  readonly major: number;
  readonly minor: number;
  readonly writable: boolean;
}

/** Whether the rules let a device be written: the last that speaks of it counts, and none is no restriction. */
function isWritable(major: number, minor: number, rules: readonly DeviceRule[]): boolean {
  const speaks = (rule: DeviceRule): boolean =>
    (rule.type ?? "a") !== "c" && [[rule.major, major], [rule.minor, minor]].every(([given, own]) => (given ?? -1) === -1 || given === own) && (rule.access ?? "rwm").includes("w");
  return rules.filter(speaks).at(-1)?.allow !== false;
}

/** Where the guest finds a block device of the host that its VM has. */
export function guestDisk({ major, minor }: DeviceNumber): string {
  return `/run/vrun/block/${major}:${minor}`;
}

/**
 * The devices that a driver of the host serves, each once: those of `linux.devices`, and those of mounts.
 *
 * @param mounted A device that is mounted is written by the kernel, whatever the rules let the container do.
 */
export function planBlockDevices({ devices = [], resources = {} }: Linux, mounted: readonly BlockDevice[], host: HostView): readonly BlockDevice[] {
  const listed = devices.filter(({ type, major = 0, minor = 0 }) => type === "b" && host.hasDevice("block", major, minor));
  const numbers = new Set([...listed, ...mounted].map(({ major = 0, minor = 0 }) => `${major}:${minor}`));
  return [...numbers].map((number) => {
    const [major = 0, minor = 0] = number.split(":").map(Number);
    const ofMounts = mounted.filter((disk) => disk.major === major && disk.minor === minor);
    const isForContainer = ofMounts.length === 0 || listed.some((device) => device.major === major && device.minor === minor);
    return { major, minor, writable: ofMounts.some(({ writable }) => writable) || (isForContainer && isWritable(major, minor, resources.devices ?? [])) };
  });
}
