/** The parts of config.json that vrun itself reads, after `checkConfig` has seen them. Spelled as the spec spells them. */

import type { Json } from "./json.ts";

export interface IdMapping {
  readonly containerID: number;
  readonly hostID: number;
  readonly size: number;
}

export interface Mount {
  readonly destination: string;
  readonly type?: string;
  readonly source?: string;
  readonly options?: readonly string[];
  readonly uidMappings?: readonly IdMapping[];
  readonly gidMappings?: readonly IdMapping[];
}

export interface Hook {
  readonly path: string;
  readonly args?: readonly string[];
  readonly env?: readonly string[];
  /** Seconds. */
  readonly timeout?: number | bigint;
}

export type HookName = "prestart" | "createRuntime" | "createContainer" | "startContainer" | "poststart" | "poststop";
export type Hooks = { readonly [name in HookName]?: readonly Hook[] };

export interface Capabilities {
  readonly bounding?: readonly string[];
  readonly effective?: readonly string[];
  readonly inheritable?: readonly string[];
  readonly permitted?: readonly string[];
  readonly ambient?: readonly string[];
}

export interface Rlimit {
  readonly type: string;
  readonly hard: number | bigint;
  readonly soft: number | bigint;
}

export interface Process {
  readonly terminal?: boolean;
  readonly consoleSize?: { readonly height: number; readonly width: number };
  readonly user?: { readonly uid?: number; readonly gid?: number; readonly umask?: number; readonly additionalGids?: readonly number[] };
  readonly args?: readonly string[];
  readonly env?: readonly string[];
  readonly cwd?: string;
  readonly capabilities?: Capabilities;
  readonly rlimits?: readonly Rlimit[];
  readonly noNewPrivileges?: boolean;
  readonly apparmorProfile?: string;
  readonly selinuxLabel?: string;
  readonly oomScoreAdj?: number;
  readonly scheduler?: Scheduler;
  readonly ioPriority?: Json;
  readonly execCPUAffinity?: { readonly initial?: string; readonly final?: string };
}

export interface Scheduler {
  readonly policy: string;
  readonly nice?: number;
  readonly priority?: number;
  readonly runtime?: number | bigint;
  readonly deadline?: number | bigint;
  readonly period?: number | bigint;
}

export interface Namespace {
  readonly type: string;
  readonly path?: string;
}

export interface Device {
  readonly path: string;
  readonly type: string;
  readonly major?: number;
  readonly minor?: number;
  readonly fileMode?: number;
}

export interface DeviceRule {
  readonly allow?: boolean;
  readonly type?: string;
  readonly major?: number;
  readonly minor?: number;
  readonly access?: string;
}

export interface DeviceWeight {
  readonly major: number;
  readonly minor: number;
  readonly weight?: number;
  readonly leafWeight?: number;
}

export interface DeviceRate {
  readonly major: number;
  readonly minor: number;
  readonly rate?: number | bigint;
}

export interface BlockIO {
  readonly weight?: number;
  readonly leafWeight?: number;
  readonly weightDevice?: readonly DeviceWeight[];
  readonly throttleReadBpsDevice?: readonly DeviceRate[];
  readonly throttleWriteBpsDevice?: readonly DeviceRate[];
  readonly throttleReadIOPSDevice?: readonly DeviceRate[];
  readonly throttleWriteIOPSDevice?: readonly DeviceRate[];
}

export interface Resources {
  readonly memory?: {
    readonly limit?: number | bigint;
    readonly swap?: number | bigint;
    readonly kernel?: number | bigint;
    readonly kernelTCP?: number | bigint;
    readonly swappiness?: number | bigint;
    readonly disableOOMKiller?: boolean;
    readonly useHierarchy?: boolean;
  };
  readonly cpu?: {
    readonly shares?: number | bigint;
    readonly quota?: number | bigint;
    readonly period?: number | bigint;
    readonly realtimeRuntime?: number | bigint;
    readonly realtimePeriod?: number | bigint;
    readonly idle?: number | bigint;
    readonly cpus?: string;
    readonly mems?: string;
  };
  readonly blockIO?: BlockIO;
  readonly network?: { readonly classID?: number; readonly priorities?: readonly Json[] };
  readonly rdma?: { readonly [device: string]: Json };
  readonly devices?: readonly DeviceRule[];
  readonly pids?: { readonly limit?: number | bigint };
  readonly unified?: { readonly [file: string]: string };
}

export interface Linux {
  readonly uidMappings?: readonly IdMapping[];
  readonly gidMappings?: readonly IdMapping[];
  readonly sysctl?: { readonly [name: string]: string };
  readonly resources?: Resources;
  readonly cgroupsPath?: string;
  readonly namespaces?: readonly Namespace[];
  readonly devices?: readonly Device[];
  readonly netDevices?: { readonly [name: string]: Json };
  readonly seccomp?: {
    readonly defaultAction: string;
    readonly defaultErrnoRet?: number;
    readonly listenerPath?: string;
    readonly listenerMetadata?: string;
    readonly flags?: readonly string[];
    readonly syscalls?: readonly { readonly names: readonly string[]; readonly action: string; readonly errnoRet?: number }[];
  };
  readonly rootfsPropagation?: string;
  readonly maskedPaths?: readonly string[];
  readonly readonlyPaths?: readonly string[];
  readonly mountLabel?: string;
  readonly intelRdt?: { readonly [name: string]: Json };
  readonly personality?: { readonly domain: string; readonly flags?: readonly string[] };
  readonly timeOffsets?: { readonly [clock: string]: Json };
}

export interface Config {
  readonly ociVersion: string;
  readonly process?: Process;
  readonly root?: { readonly path: string; readonly readonly?: boolean };
  readonly hostname?: string;
  readonly domainname?: string;
  readonly mounts?: readonly Mount[];
  readonly hooks?: Hooks;
  readonly annotations?: { readonly [key: string]: string };
  readonly linux?: Linux;
  readonly vm?: { readonly [name: string]: Json };
}
