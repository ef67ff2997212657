/** Gives block devices of the host to a sandbox's VM, and to its container under the guest's numbers. */

import { closeSync, fstatSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { AgentClient } from "../agent-client/agent-client.ts";
import { HostError, messageOf } from "../errors/errors.ts";
import { isObject, type Json } from "../oci/json.ts";
import type { BlockDevice } from "../oci/plan-devices.ts";
import type { Drive } from "../vmm/vm.ts";
import { awaitPlugged, runInGuest } from "./guest-program.ts";

/** The device's numbers as a drive's serial, and as the key of those in the guest. */
export const driveId = ({ major, minor }: Pick<BlockDevice, "major" | "minor">): string => `${major}:${minor}`;

/** Names of drives whose numbers are asked for, one a word; prints the numbers in the guest, one a line, and links their names to them. */
const findDrives = `${awaitPlugged}
busybox modprobe virtio_blk
busybox mkdir -p /run/vrun/block
for id; do
  await_plugged '/sys/block/vd*' serial "$id" drive
  cat "$found/dev"
  busybox ln -sf "/dev/\${found##*/}" "/run/vrun/block/$id"
done
`;

/** Opens a device for a VM; the caller closes it. @throws {HostError} naming it. */
export function openDevice(device: BlockDevice): Drive {
  const id = driveId(device);
  try {
    const name = /^DEVNAME=(.*)$/m.exec(readFileSync(`/sys/dev/block/${id}/uevent`, "utf8"))?.[1] ?? "";
    const path = join("/dev", name);
    const { descriptor, writable } = openForAccess(path, device.writable);
    const { major, minor } = device;
    // What is at the path may be another device, or none.
    const isIt = fstatSync(descriptor, { bigint: true }).rdev === numberOf(major, minor);
    if (!isIt) {
      closeSync(descriptor);
      throw new HostError(`${path} is another device`);
    }
    return { id, descriptor, writable };
  } catch (error) {
    throw new HostError(`cannot open the block device ${id} for the VM: ${messageOf(error)}`, { cause: error });
  }
}

/** The kernel's number of a device, as glibc makes it. */
function numberOf(major: number, minor: number): bigint {
  const [high, low] = [BigInt(major), BigInt(minor)];
  return ((high & 0xfffn) << 8n) | (low & 0xffn) | ((low & 0xffffff00n) << 12n) | ((high & 0xfffff000n) << 32n);
}

/** A device that is read-only itself is one for the guest. */
function openForAccess(path: string, writable: boolean): { readonly descriptor: number; readonly writable: boolean } {
  try {
    return { descriptor: openSync(path, writable ? "r+" : "r"), writable };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (!writable || (code !== "EROFS" && code !== "EACCES" && code !== "EPERM")) throw error;
    return { descriptor: openSync(path, "r"), writable: false };
  }
}

/**
 * The numbers that the guest has given the drives, by those on the host.
 *
 * @throws {SandboxError} One does not appear.
 */
export async function guestNumbers(agent: Pick<AgentClient, "run">, devices: readonly BlockDevice[]): Promise<ReadonlyMap<string, string>> {
  if (devices.length === 0) return new Map();
  const ids = devices.map(driveId);
  const printed = await runInGuest(agent, ["/usr/bin/sh", "-c", findDrives, "find", ...ids], "the guest does not find a block device");
  const found = printed.trim().split("\n");
  return new Map(ids.map((id, index) => [id, found[index] ?? ""]));
}

function listOf(value: Json | undefined): readonly Json[] {
  const list: readonly Json[] = Array.isArray(value) ? value : [];
  return list;
}

function renumber(device: Json, numbers: ReadonlyMap<string, string>): Json {
  if (!isObject(device) || device["type"] !== "b") return device;
  const number = numbers.get(`${Number(device["major"] ?? 0)}:${Number(device["minor"] ?? 0)}`);
  return number === undefined ? device : { ...device, ...split(number) };
}

function split(number: string): { readonly major: number; readonly minor: number } {
  const [major = 0, minor = 0] = number.split(":").map(Number);
  return { major, minor };
}

/** A rule for block devices of the host becomes one for each of them that the guest has. One for all stays as it is. */
function renumberRule(rule: Json, numbers: ReadonlyMap<string, string>): readonly Json[] {
  if (!isObject(rule) || rule["type"] !== "b") return [rule];
  const given = (name: string): number => Number(rule[name] ?? -1);
  if (given("major") === -1 && given("minor") === -1) return [rule];
  const isNamed = (host: string): boolean => {
    const { major, minor } = split(host);
    return (given("major") === -1 || given("major") === major) && (given("minor") === -1 || given("minor") === minor);
  };
  return [...numbers].filter(([host]) => isNamed(host)).map(([, guest]) => ({ ...rule, ...split(guest) }));
}

/** A container's config with the guest's numbers of the host's block devices. */
export function withGuestNumbers(config: Json, numbers: ReadonlyMap<string, string>): Json {
  if (numbers.size === 0 || !isObject(config) || !isObject(config["linux"])) return config;
  const { linux } = config;
  const devices = listOf(linux["devices"]).map((device) => renumber(device, numbers));
  const { resources } = linux;
  if (!isObject(resources)) return { ...config, linux: { ...linux, devices } };
  const rules = listOf(resources["devices"]).flatMap((rule) => renumberRule(rule, numbers));
  return { ...config, linux: { ...linux, devices, resources: { ...resources, devices: rules } } };
}
