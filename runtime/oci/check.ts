/** What types alone cannot say of a config.json: rules of the spec, and of runc where managers rely on them. */

import { isAbsolute, resolve } from "node:path";
import { ConfigError } from "../errors/errors.ts";
import { checkProcess } from "./check-process.ts";
import type { Config, Hook, HookName, Linux } from "./config.ts";
import { mountOptions } from "./names.ts";
import { isBind } from "./refusals.ts";

function refuse(message: string): never {
  throw new ConfigError(message);
}

function checkVersion(version: string): void {
  const match = /^(\d+)\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?$/.exec(version);
  if (match === null) refuse(`config.json: ociVersion must be a version such as 1.3.0, is ${JSON.stringify(version)}`);
  if (match[1] !== "1") refuse(`config.json: ociVersion ${version} is not supported: 1.0.0 to 1.3.0 are`);
}

const hookNames: readonly HookName[] = ["prestart", "createRuntime", "createContainer", "startContainer", "poststart", "poststop"];

function checkHook(name: string, hook: Hook): void {
  if (!isAbsolute(hook.path)) refuse(`config.json: hooks.${name} path must be absolute, is ${JSON.stringify(hook.path)}`);
  if (hook.timeout !== undefined && hook.timeout <= 0) refuse(`config.json: hooks.${name} timeout must be above 0, is ${hook.timeout}`);
}

function checkNamespaces(config: Config, linux: Linux): void {
  const types = new Set<string>();
  for (const { type, path } of linux.namespaces ?? []) {
    if (types.has(type)) refuse(`malformed spec file: duplicated ns ${JSON.stringify(type)}`);
    if (path !== undefined && path !== "" && !isAbsolute(path)) refuse(`config.json: linux.namespaces: path of ${type} must be absolute, is ${JSON.stringify(path)}`);
    types.add(type);
  }
  if (config.hostname !== undefined && config.hostname !== "" && !types.has("uts")) refuse("unable to set hostname without a private UTS namespace");
  if (config.domainname !== undefined && config.domainname !== "" && !types.has("uts")) refuse("unable to set domainname without a private UTS namespace");
  const mapped = (linux.uidMappings?.length ?? 0) + (linux.gidMappings?.length ?? 0) > 0;
  if (mapped && !types.has("user")) refuse("user namespace mappings specified, but user namespace isn't enabled in the config");
  if (types.has("user") && !(linux.uidMappings?.length && linux.gidMappings?.length)) refuse("user namespaces enabled, but no uid or gid mappings found");
  if (linux.timeOffsets !== undefined && Object.keys(linux.timeOffsets).length > 0) {
    if (!types.has("time")) refuse("time namespace offsets specified, but time namespace isn't enabled in the config");
    for (const clock of Object.keys(linux.timeOffsets))
      if (clock !== "monotonic" && clock !== "boottime") refuse(`config.json: linux.timeOffsets has an unknown clock ${JSON.stringify(clock)}`);
  }
}

function checkDevices(linux: Linux): void {
  const paths = new Set<string>();
  for (const device of linux.devices ?? []) {
    if (!isAbsolute(device.path)) refuse(`config.json: linux.devices: path must be absolute, is ${JSON.stringify(device.path)}`);
    if (paths.has(device.path)) refuse(`config.json: linux.devices lists ${device.path} twice`);
    paths.add(device.path);
    if (device.type === "a") refuse(`config.json: linux.devices: type of ${device.path} must be one of b, c, u, p`);
    if (device.type !== "p" && (device.major === undefined || device.minor === undefined))
      refuse(`config.json: linux.devices: ${device.path} needs major and minor`);
  }
}

/** What lxcfs and the like put into /proc; runc takes no other mount there. */
const placesInProc = ["cpuinfo", "diskstats", "meminfo", "stat", "swaps", "uptime", "loadavg", "slabinfo", "sys/kernel/ns_last_pid", "sys/crypto/fips_enabled"].map((name) => `/proc/${name}`);

function checkMounts({ mounts = [] }: Config): void {
  for (const mount of mounts) {
    const { destination } = mount;
    if (destination === "") refuse("config.json: mounts: destination must not be empty");
    const own = isBind(mount) ? mount.options?.find((option) => !["", "shared", "rshared", ...mountOptions].includes(option)) : undefined;
    if (own !== undefined) refuse(`config.json: mounts (${destination}): a bind mount has no options of a file system, such as ${JSON.stringify(own)}`);
    const place = resolve("/", destination);
    if (place.startsWith("/proc/") && !placesInProc.includes(place)) refuse(`config.json: mounts: ${destination} cannot be mounted because it is inside /proc`);
  }
}

/** config-linux.md, "Block IO": a device's entry has a weight of one kind or the other. */
function checkDeviceWeights({ resources }: Linux): void {
  for (const { major, minor, weight, leafWeight } of resources?.blockIO?.weightDevice ?? [])
    if (weight === undefined && leafWeight === undefined) refuse(`config.json: linux.resources.blockIO.weightDevice: ${major}:${minor} needs weight or leafWeight`);
}

function checkDeviceRules(linux: Linux): void {
  for (const { access } of linux.resources?.devices ?? [])
    if (access !== undefined && !/^[rwm]*$/.test(access)) refuse(`config.json: linux.resources.devices: access must be of r, w and m, is ${JSON.stringify(access)}`);
}

/** seccomp(2) and config-linux.md, section "Seccomp". */
const seccompFlags: readonly string[] = ["TSYNC", "LOG", "SPEC_ALLOW", "WAIT_KILLABLE_RECV"].map((name) => `SECCOMP_FILTER_FLAG_${name}`);

function checkSeccomp({ flags = [], syscalls = [], listenerPath = "", listenerMetadata = "" }: NonNullable<Linux["seccomp"]>): void {
  for (const flag of flags) if (!seccompFlags.includes(flag)) refuse(`config.json: linux.seccomp.flags has an unknown flag ${JSON.stringify(flag)}`);
  for (const { names } of syscalls) if (names.length === 0) refuse("config.json: linux.seccomp.syscalls: names must have at least one entry");
  if (listenerMetadata !== "" && listenerPath === "") refuse("config.json: linux.seccomp.listenerMetadata needs listenerPath");
}

function checkPaths(linux: Linux): void {
  for (const name of ["maskedPaths", "readonlyPaths"] as const)
    for (const path of linux[name] ?? [])
      if (!isAbsolute(path)) refuse(`config.json: linux.${name} must be absolute, has ${JSON.stringify(path)}`);
}

/** Checks a config whose types are right already. @throws {ConfigError} for the first rule that is broken. */
export function checkRules(config: Config): void {
  const { linux = {} } = config;
  checkVersion(config.ociVersion);
  checkProcess(config.process);
  if (config.root?.path === "") refuse("config.json: root.path must not be empty");
  for (const name of hookNames) for (const hook of config.hooks?.[name] ?? []) checkHook(name, hook);
  for (const key of Object.keys(config.annotations ?? {})) if (key === "") refuse("config.json: annotations has an empty key");
  checkMounts(config);
  checkNamespaces(config, linux);
  checkDevices(linux);
  checkDeviceRules(linux);
  checkDeviceWeights(linux);
  if (linux.seccomp !== undefined) checkSeccomp(linux.seccomp);
  checkPaths(linux);
}
