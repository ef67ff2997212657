import { normalize, resolve } from "node:path";
import { ConfigError, ContainerStatusError, UnsupportedError, UsageError } from "../errors/errors.ts";
import { checkProcess } from "../oci/check-process.ts";
import type { Capabilities, Process } from "../oci/config.ts";
import { loadConfig, loadProcess } from "../oci/load.ts";
import { realHost } from "../oci/host-view.ts";
import { planProcess } from "../oci/plan.ts";
import { planPolicy } from "../oci/plan-apparmor.ts";
import { refuseProcess } from "../oci/refusals.ts";
import { ask } from "../sandbox/control-client.ts";
import { inheritedDescriptors } from "../sandbox/descriptors.ts";
import { newKey, startShim, type StartedShim } from "../sandbox/launch.ts";
import { signalProcess } from "../sandbox/host-process.ts";
import { sandboxPath } from "../sandbox/paths.ts";
import { readSandboxSpec } from "../sandbox/sandbox-spec.ts";
import { readState, statusOf, type ContainerState } from "../sandbox/state.ts";
import { trace } from "../sandbox/trace.ts";
import type { Context } from "./context.ts";
import { checkTerminal } from "./create.ts";
import { writePidFile } from "./pid-file.ts";
import { waitInForeground } from "./run.ts";

export interface ExecOptions {
  readonly id: string;
  /** File with a process object; empty for `args` and the rest of these. */
  readonly processFile: string;
  readonly args: readonly string[];
  readonly tty: boolean;
  readonly user: string;
  readonly cwd: string;
  readonly env: readonly string[];
  readonly capabilities: readonly string[];
  readonly additionalGids: readonly number[];
  readonly noNewPrivileges: boolean | undefined;
  readonly apparmor: string;
  readonly processLabel: string;
  readonly detach: boolean;
  readonly pidFile: string;
  readonly consoleSocket: string;
  readonly pidfdSocket: string;
  readonly preserveFds: number;
  readonly ignorePaused: boolean;
  readonly cgroups: readonly string[];
}

const execTimeoutMs = 120_000;
/** A paused container is resumed when its manager wants; a timer holds no more. */
const foreverMs = 2 ** 31 - 1;

const maxId = 2 ** 32 - 2;

function parseId(name: "uid" | "gid", text: string): number {
  if (!/^\d{1,10}$/.test(text) || Number(text) > maxId) throw new UsageError(`bad ${name}: --user must be UID or UID:GID in numbers, has ${JSON.stringify(text)}`);
  return Number(text);
}

function parseUser(user: string): { uid: number; gid?: number } {
  const [uid = "", ...gid] = user.split(":");
  return { uid: parseId("uid", uid), ...(gid.length === 0 ? {} : { gid: parseId("gid", gid.join(":")) }) };
}

function withCapabilities(sets: Capabilities, added: readonly string[]): Capabilities {
  const add = (names: readonly string[] | undefined): readonly string[] => [...(names ?? []), ...added];
  return {
    ...sets,
    bounding: add(sets.bounding),
    effective: add(sets.effective),
    permitted: add(sets.permitted),
    // Ambient ones need the same inheritable ones.
    ...(sets.inheritable === undefined ? {} : { ambient: add(sets.ambient) }),
  };
}

function processFromFlags(container: Process, options: ExecOptions): Process {
  if (options.args.length === 0) throw new UsageError("exec args cannot be empty");
  const negative = options.additionalGids.find((gid) => gid < 0);
  if (negative !== undefined) throw new UsageError(`additional-gids must be a positive number ${negative}`);
  return {
    ...container,
    args: options.args,
    terminal: options.tty,
    env: [...(container.env ?? []), ...options.env],
    ...(options.cwd === "" ? {} : { cwd: options.cwd }),
    ...(options.apparmor === "" ? {} : { apparmorProfile: options.apparmor }),
    ...(options.processLabel === "" ? {} : { selinuxLabel: options.processLabel }),
    ...(options.noNewPrivileges === undefined ? {} : { noNewPrivileges: options.noNewPrivileges }),
    ...(options.capabilities.length === 0 ? {} : { capabilities: withCapabilities(container.capabilities ?? {}, options.capabilities) }),
    user: {
      ...container.user,
      ...(options.user === "" ? {} : parseUser(options.user)),
      additionalGids: [...(container.user?.additionalGids ?? []), ...options.additionalGids],
    },
  };
}

/** What a process file leaves out of these is the container's. */
function withContainerDefaults(process: Process, container: Process): Process {
  return {
    ...(container.capabilities === undefined ? {} : { capabilities: container.capabilities }),
    ...(container.scheduler === undefined ? {} : { scheduler: container.scheduler }),
    ...(container.ioPriority === undefined ? {} : { ioPriority: container.ioPriority }),
    ...(container.execCPUAffinity === undefined ? {} : { execCPUAffinity: container.execCPUAffinity }),
    ...process,
  };
}

/** The process of the container's config; managers may have removed the bundle's file by the time of an exec. */
function containerProcess(state: ContainerState, isNeeded: boolean): Process {
  try {
    return loadConfig(state.bundle).config.process ?? {};
  } catch (error) {
    if (isNeeded || !(error instanceof ConfigError)) throw error;
    return {};
  }
}

function subCgroup(cgroups: readonly string[]): string | undefined {
  const [first, ...more] = cgroups;
  if (first === undefined) return undefined;
  if (more.length > 0 || first.includes(":")) throw new UsageError("--cgroup names a controller, and cgroup v2 has one hierarchy for all");
  if (/^\.\.(\/|$)/.test(normalize(`./${first}`))) throw new UsageError(`${first} is not a sub cgroup path`);
  return first;
}

function checkStatus(state: ContainerState, ignorePaused: boolean): void {
  const status = statusOf(state);
  if (status === "stopped") throw new ContainerStatusError("cannot exec in a stopped container");
  if (status === "creating") throw new ContainerStatusError("cannot exec in a container in the creating state");
  if (status === "paused" && !ignorePaused) throw new ContainerStatusError("cannot exec in a paused container (use --ignore-paused to override)");
}

function terminalOf(process: Process, consoleSocket: string, base: string): Parameters<typeof startShim>[0]["terminal"] {
  if (process.terminal !== true) return { kind: "none" };
  if (consoleSocket === "") return { kind: "foreground" };
  return { kind: "socket", path: resolve(base, consoleSocket), columns: process.consoleSize?.width ?? 0, rows: process.consoleSize?.height ?? 0 };
}

async function startExec(context: Context, state: ContainerState, process: Process & { args: readonly string[] }, options: ExecOptions): Promise<StartedShim> {
  const sandbox = sandboxPath(context.root, state.sandbox);
  const cgroup = subCgroup(options.cgroups);
  const descriptors = inheritedDescriptors(context.installation.host, options.preserveFds);
  const warnings: string[] = [];
  const planned = planProcess(process, warnings);
  for (const warning of warnings) context.log.warn(warning);
  // runc reads the configuration in the bundle, and stays there.
  const base = options.processFile === "" ? state.bundle : ".";
  const policy = planPolicy(process, realHost)?.toString("base64") ?? null;
  if (policy !== null && !readSandboxSpec(sandbox).apparmor) throw new UnsupportedError("process.apparmorProfile");
  const key = newKey();
  const shim = await startShim({
    installation: context.installation,
    sandbox,
    key,
    cgroupFiles: state.cgroupFiles,
    descriptors,
    stdio: "inherit",
    network: `/proc/${state.shim?.pid ?? 0}/ns/net`,
    pidfd: options.pidfdSocket === "" ? undefined : { socket: resolve(base, options.pidfdSocket), text: "setns" },
    terminal: terminalOf(process, options.consoleSocket, base),
  });
  try {
    const { args, terminal = false } = process;
    const asked = ask(sandbox, { op: "exec", id: state.id, key, pid: shim.process.pid, process: planned, args, terminal, descriptors, policy, whenResumed: options.ignorePaused, ...(cgroup === undefined ? {} : { cgroup }) }, options.ignorePaused ? foreverMs : execTimeoutMs);
    await Promise.all([asked, shim.inCgroups]);
    trace("exec process runs");
    if (options.pidFile !== "") writePidFile(options.pidFile, shim.process.pid);
  } catch (error) {
    signalProcess(shim.process, "SIGKILL");
    throw error;
  }
  return shim;
}

/** `vrun exec`. @returns The exit status of the process, or 0 at once when detached. */
export async function exec(context: Context, options: ExecOptions): Promise<number> {
  const state = readState(context.root, options.id);
  checkStatus(state, options.ignorePaused);
  const fromFile = options.processFile !== "";
  const container = containerProcess(state, !fromFile);
  const process = fromFile ? withContainerDefaults(loadProcess(options.processFile), container) : processFromFlags(container, options);
  checkProcess(process);
  refuseProcess(process);
  checkTerminal(process.terminal === true, options.detach, options.consoleSocket);
  const shim = await startExec(context, state, process, options);
  if (options.detach) {
    shim.detach();
    return 0;
  }
  return waitInForeground(shim);
}
