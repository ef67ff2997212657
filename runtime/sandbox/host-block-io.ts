/**
 * Limits of block I/O, on the host: what a container reads and writes, virtiofsd reads and writes for it, and virtiofsd lives
 * in the container's cgroup there. The devices are the host's.
 */

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { HostError, messageOf } from "../errors/errors.ts";
import type { BlockIO } from "../oci/config.ts";

const rates = [
  { property: "throttleReadBpsDevice", v1: "blkio.throttle.read_bps_device", v2: "rbps" },
  { property: "throttleWriteBpsDevice", v1: "blkio.throttle.write_bps_device", v2: "wbps" },
  { property: "throttleReadIOPSDevice", v1: "blkio.throttle.read_iops_device", v2: "riops" },
  { property: "throttleWriteIOPSDevice", v1: "blkio.throttle.write_iops_device", v2: "wiops" },
] as const;

/** A line for a file of the cgroup. */
interface Setting {
  readonly file: string;
  readonly line: string;
}

const isSet = (weight: number | undefined): weight is number => (weight ?? 0) !== 0;

/** @param hasBfqAlone Whether the kernel has the scheduler BFQ, and CFQ no more. */
function settingsV1(blockIO: BlockIO, hasBfqAlone: boolean): Setting[] {
  const weight = hasBfqAlone ? "blkio.bfq.weight" : "blkio.weight";
  return [
    ...(isSet(blockIO.weight) ? [{ file: weight, line: `${blockIO.weight}` }] : []),
    ...(isSet(blockIO.leafWeight) ? [{ file: "blkio.leaf_weight", line: `${blockIO.leafWeight}` }] : []),
    ...(blockIO.weightDevice ?? []).flatMap(({ major, minor, weight: own, leafWeight }) => [
      ...(isSet(own) ? [{ file: `${weight}_device`, line: `${major}:${minor} ${own}` }] : []),
      ...(isSet(leafWeight) ? [{ file: "blkio.leaf_weight_device", line: `${major}:${minor} ${leafWeight}` }] : []),
    ]),
    ...rates.flatMap(({ property, v1 }) => (blockIO[property] ?? []).map(({ major, minor, rate }) => ({ file: v1, line: `${major}:${minor} ${rate ?? 0}` }))),
  ];
}

/** The scale of io.weight is 1 to 10000, that of BFQ and the spec 10 to 1000; without BFQ there are no weights of devices as the spec counts. */
function settingsV2(blockIO: BlockIO, hasBfq: boolean): Setting[] {
  const file = hasBfq ? "io.bfq.weight" : "io.weight";
  const scaled = (weight: number): number => (hasBfq ? weight : 1 + Math.floor(((weight - 10) * 9999) / 990));
  const weightsOfDevices = blockIO.weightDevice ?? [];
  if (isSet(blockIO.leafWeight) || weightsOfDevices.some(({ leafWeight }) => isSet(leafWeight)))
    throw new HostError("linux.resources.blockIO.leafWeight needs cgroup version 1 on the host");
  return [
    ...(isSet(blockIO.weight) ? [{ file, line: `${scaled(blockIO.weight)}` }] : []),
    ...weightsOfDevices.flatMap(({ major, minor, weight }) => (isSet(weight) ? [{ file, line: `${major}:${minor} ${scaled(weight)}` }] : [])),
    ...rates.flatMap(({ property, v2 }) => (blockIO[property] ?? []).map(({ major, minor, rate }) => ({ file: "io.max", line: `${major}:${minor} ${v2}=${rate ?? 0}` }))),
  ];
}

/** In version 2 each parent has to hand the controller on. */
function enableIo(directory: string): void {
  const parent = dirname(directory);
  const file = join(parent, "cgroup.subtree_control");
  if (!existsSync(file) || readFileSync(file, "utf8").split(/\s+/).includes("io")) return;
  enableIo(parent);
  writeFileSync(file, "+io");
}

/**
 * Sets the limits in the container's cgroup on the host.
 *
 * @param directories The cgroup in each hierarchy.
 * @throws {HostError} The host has no such controller, scheduler or device.
 */
export function limitBlockIO(directories: readonly string[], blockIO: BlockIO): void {
  const v1 = directories.find((directory) => existsSync(join(directory, rates[0].v1)));
  const v2 = directories.find((directory) => existsSync(join(directory, "cgroup.controllers")));
  const directory = v1 ?? v2;
  if (directory === undefined) throw new HostError("linux.resources.blockIO: the host has no cgroup controller for block I/O");
  try {
    if (v1 === undefined) enableIo(directory);
    const settings = v1 === undefined ? settingsV2(blockIO, existsSync(join(directory, "io.bfq.weight"))) : settingsV1(blockIO, !existsSync(join(directory, "blkio.weight")));
    for (const { file, line } of settings) {
      if (!existsSync(join(directory, file))) throw new HostError(`openat2 ${join(directory, file)}: no such file or directory`);
      writeFileSync(join(directory, file), line);
    }
  } catch (error) {
    throw new HostError(`cannot limit the container's block I/O: ${messageOf(error)}`, { cause: error });
  }
}
