/** What each step of `create` makes, and how it is undone. */

import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { ConfigError } from "../errors/errors.ts";
import type { ContainerPlan } from "../oci/plan.ts";
import type { ControlRequest } from "../sandbox/control.ts";
import { ControlClient } from "../sandbox/control-client.ts";
import type { DescriptorUse } from "../sandbox/descriptors.ts";
import { makeHostCgroup, planHostCgroup } from "../sandbox/host-cgroup.ts";
import { checkHostCgroup } from "../sandbox/host-cgroup-check.ts";
import { limitBlockIO } from "../sandbox/host-block-io.ts";
import { runHooks, type HookState } from "../sandbox/hooks.ts";
import { identify, type HostProcess } from "../sandbox/host-process.ts";
import { newKey, startMonitor, startShim, type StartedShim } from "../sandbox/launch.ts";
import { sandboxPath, sharePath, startMarks, type ContainerPaths } from "../sandbox/paths.ts";
import type { HostNamespace } from "../sandbox/pinned-namespaces.ts";
import type { Pod } from "../sandbox/pod.ts";
import { addToShare } from "../sandbox/shared-folder.ts";
import { stateFormat, writeState, type Claim, type ContainerState } from "../sandbox/state.ts";
import { startScope, type HeldScope, type Scope } from "../sandbox/systemd-scope.ts";
import { trace } from "../sandbox/trace.ts";
import type { Context } from "./context.ts";
import { destroyContainer } from "./destroy.ts";
import { writePidFile } from "./pid-file.ts";

export interface CreateOptions {
  readonly id: string;
  /** Empty for the working directory. */
  readonly bundle: string;
  readonly pidFile: string;
  readonly consoleSocket: string;
  /** Where a pidfd of the container's process is sent; empty for nowhere. */
  readonly pidfdSocket: string;
  /** Whether the command ends while the container lives on. */
  readonly detach: boolean;
  readonly preserveFds: number;
}

export interface MakeOptions {
  readonly descriptors: readonly DescriptorUse[];
  readonly scope: Scope | undefined;
  /** Whether its process gets a socket to say that it is ready. */
  readonly tellsReady: boolean;
  /** Of the shim: this command's, or none. */
  readonly stdio: "inherit" | "ignore";
}

/** From create to first output a VM boots, without KVM on a busy machine. */
const createTimeoutMs = 240_000;
const commitTimeoutMs = 120_000;

/** Makes a container step by step; `state` always says what is there to be undone. */
export class Creation {
  readonly paths: ContainerPaths;
  state: ContainerState;
  private readonly context: Context;
  private readonly plan: ContainerPlan;
  private readonly pod: Pod | undefined;
  private readonly pinned: readonly HostNamespace[];
  private readonly sandbox: string;
  private readonly lock: Claim["lock"];
  private owner: ControlClient | undefined;

  constructor(context: Context, { paths, lock }: Claim, plan: ContainerPlan, pod: Pod | undefined, pinned: readonly HostNamespace[]) {
    const creator = identify(process.pid);
    if (creator === undefined) throw new ConfigError("cannot read /proc/self/stat");
    this.context = context;
    this.paths = paths;
    this.lock = lock;
    this.plan = plan;
    this.pod = pod;
    this.pinned = pinned;
    this.sandbox = sandboxPath(context.root, pod?.sandbox ?? plan.id);
    this.state = {
      schemaVersion: stateFormat,
      id: plan.id,
      sandbox: pod?.sandbox ?? plan.id,
      ociVersion: plan.ociVersion,
      bundle: plan.bundle,
      rootfs: plan.rootfs,
      annotations: plan.annotations,
      created: new Date().toISOString(),
      stage: "creating",
      paused: false,
      creator,
      shim: null,
      monitor: null,
      cgroups: [],
      cgroupFiles: [],
      startContainer: plan.hooks.startContainer ?? [],
      poststart: plan.hooks.poststart ?? [],
      poststop: plan.hooks.poststop ?? [],
    };
  }

  save(change: Partial<ContainerState>): void {
    this.state = { ...this.state, ...change };
    writeState(this.paths, this.state);
  }

  /** Makes it all. Until `commit` it is undone when this process ends. */
  async make(options: CreateOptions, { descriptors, scope, tellsReady, stdio }: MakeOptions): Promise<StartedShim> {
    const { plan, context, pod, sandbox } = this;
    const { id, binds, mountPoints } = plan;
    const { installation } = context;
    const held = scope === undefined ? undefined : await startScope(scope, id);
    const monitor = await this.enterCgroup(held).finally(() => held?.release());
    this.owner = await ControlClient.connect(sandbox);
    const key = newKey();
    await this.owner.request({ op: "own", id, key }, commitTimeoutMs);
    // From here, and not by the monitor: what the manager has mounted since the sandbox began need not reach its namespace.
    if (pod !== undefined) await addToShare({ helper: installation.host, folder: sharePath(sandbox) }, id, binds, mountPoints, { process: `/proc/${monitor.pid}` });
    const shim = await startShim({
      installation,
      sandbox,
      key,
      cgroupFiles: this.state.cgroupFiles,
      descriptors,
      network: `/proc/${monitor.pid}/ns/net`,
      pidfd: options.pidfdSocket === "" ? undefined : { socket: resolve(plan.bundle, options.pidfdSocket), text: "standard" },
      terminal: this.terminal(options),
      stdio,
    });
    this.save({ shim: shim.process });
    await shim.inCgroups;
    trace("shim started");
    await this.runCreateHooks(shim.process.pid);
    const request: ControlRequest = {
      op: "create", id, tellsReady, pid: shim.process.pid, config: plan.guestConfig, args: plan.args, terminal: plan.terminal, descriptors,
      policy: plan.policy?.toString("base64") ?? null, limits: plan.limits, blockDevices: plan.blockDevices,
    };
    await this.owner.request(request, createTimeoutMs);
    writeFileSync(startMarks(sandbox, id).created, "", { mode: 0o600 });
    if (options.pidFile !== "") writePidFile(options.pidFile, shim.process.pid);
    return shim;
  }

  /** Lets the container outlive this process, and other commands change it. Before, one whose command died counts as stopped. */
  async commit(): Promise<void> {
    this.save({ stage: "created" });
    await this.owner?.request({ op: "commit", id: this.plan.id }, commitTimeoutMs);
    this.owner?.close();
    this.lock.close();
    trace("created");
  }

  /**
   * Makes the cgroup, and the sandbox unless there is one to join. Resolves with the sandbox's monitor.
   *
   * @param scope The one that systemd has just made, and holds by a process until there are others.
   */
  private async enterCgroup(scope: HeldScope | undefined): Promise<HostProcess> {
    const { id, shape, apparmor, binds, mountPoints, cgroupsPath, cpus, blockIO, networkPath } = this.plan;
    const { installation, node } = this.context;
    const cgroup = planHostCgroup(scope?.cgroupsPath ?? cgroupsPath ?? id);
    if (scope === undefined) checkHostCgroup(cgroup);
    this.save({ cgroups: cgroup.made, cgroupFiles: cgroup.files });
    makeHostCgroup(cgroup, cpus);
    if (blockIO !== undefined) limitBlockIO(cgroup.leaves.map(({ directory }) => directory), blockIO);
    if (this.pod !== undefined) return this.pod.monitor;
    const monitor = await startMonitor({ schemaVersion: 1, id, installation, shape, apparmor, binds, mountPoints, network: networkPath ?? null, pinned: this.pinned }, this.sandbox, cgroup.files, node);
    this.save({ monitor });
    trace("monitor started");
    return monitor;
  }

  async undo(): Promise<void> {
    this.owner?.close();
    await destroyContainer(this.context, this.state, false).finally(() => this.lock.close());
  }

  private terminal({ consoleSocket }: CreateOptions): Parameters<typeof startShim>[0]["terminal"] {
    const { plan } = this;
    if (!plan.terminal) return { kind: "none" };
    // runc dials it from the bundle.
    if (consoleSocket !== "") return { kind: "socket", path: resolve(plan.bundle, consoleSocket), columns: plan.columns, rows: plan.rows };
    return { kind: "foreground" };
  }

  private async runCreateHooks(pid: number): Promise<void> {
    const { hooks, ociVersion, id, bundle, annotations } = this.plan;
    const state: HookState = { ociVersion, id, status: "creating", pid, bundle, annotations };
    const file = `/proc/${pid}/ns/net`;
    // Where runc runs them.
    await runHooks("prestart", hooks.prestart, state, { kind: "runtime", directory: bundle });
    await runHooks("createRuntime", hooks.createRuntime, state, { kind: "runtime", directory: bundle });
    await runHooks("createContainer", hooks.createContainer, state, { kind: "network", file, helper: this.context.installation.host, directory: this.plan.rootfs });
  }
}
