import { runHooksToTheEnd } from "../sandbox/hooks.ts";
import { ask } from "../sandbox/control-client.ts";
import { isAlive, signalProcess, waitUntil, type HostProcess } from "../sandbox/host-process.ts";
import { removeHostCgroup } from "../sandbox/host-cgroup.ts";
import { findMonitor } from "../sandbox/launch.ts";
import { withLock } from "../sandbox/lock.ts";
import { containerPaths, sandboxPath } from "../sandbox/paths.ts";
import { releaseRedirected } from "../sandbox/network-release.ts";
import { listIds, removeState, statusOf, tryReadState, type ContainerState } from "../sandbox/state.ts";
import { ContainerNotFoundError, ContainerStatusError } from "../errors/errors.ts";
import type { Context } from "./context.ts";

const shutdownTimeoutMs = 10_000;
const endTimeoutMs = 10_000;
const removeTimeoutMs = 30_000;

async function endProcess(target: HostProcess | null): Promise<void> {
  if (target === null || !isAlive(target)) return;
  signalProcess(target, "SIGKILL");
  if (!(await waitUntil(() => !isAlive(target), endTimeoutMs))) throw new ContainerStatusError("container init still running");
}

/**
 * Ends what runs of a container and its sandbox: politely, so that the guest's files are written out, or else by
 * SIGKILL. The monitor takes the VM with it, whichever way it ends.
 */
async function endSandbox(directory: string, state: ContainerState, polite: boolean): Promise<void> {
  const { shim } = state;
  const monitor = state.monitor ?? findMonitor(directory) ?? null;
  if (monitor !== null && isAlive(monitor)) {
    if (polite) await ask(directory, { op: "shutdown" }, shutdownTimeoutMs).catch(() => undefined);
    if (!polite || !(await waitUntil(() => !isAlive(monitor), 1000))) await endProcess(monitor);
  }
  // A shim whose monitor has gone ends by itself.
  if (shim !== null) await waitUntil(() => !isAlive(shim), 2000);
  await endProcess(shim);
}

/** Ends a container that shares the sandbox of another. Its shim's death ends it too, should the monitor not answer. */
async function leaveSandbox(directory: string, { id, shim }: ContainerState): Promise<void> {
  await ask(directory, { op: "remove", id }, removeTimeoutMs).catch(() => undefined);
  if (shim !== null) await waitUntil(() => !isAlive(shim), 2000);
  await endProcess(shim);
}

const graceMs = 2000;
const creatorGraceMs = 30_000;

/**
 * Gets a container's lock from the command that holds it, for one that deletes by force: ends what that works with, so that it fails
 * and takes back what it began. A `create` that still goes on, in a hook that does not end, is ended itself.
 */
export class Interruption {
  private readonly context: Context;
  private readonly id: string;
  private readonly began = performance.now();

  constructor(context: Context, id: string) {
    this.context = context;
    this.id = id;
  }

  /** To be called time and again while the lock is not free. */
  proceed(): void {
    const waitedMs = performance.now() - this.began;
    const state = waitedMs < graceMs ? undefined : tryReadState(this.context.root, this.id);
    if (state === undefined) return;
    const { sandbox, id, shim, creator, stage } = state;
    const monitor = sandbox === id ? (state.monitor ?? findMonitor(sandboxPath(this.context.root, sandbox)) ?? null) : null;
    for (const target of [monitor, shim]) if (target !== null) signalProcess(target, "SIGKILL");
    if (stage === "creating" && waitedMs > creatorGraceMs) signalProcess(creator, "SIGKILL");
  }
}

/** Whether a container only keeps the VM of its pod. */
export function isKeeper({ installation }: Context, { bundle }: ContainerState): boolean {
  return bundle === installation.pause;
}

/** Ends the container that keeps a pod's VM once it is the last of the pod; two commands may have deleted the others. */
async function endKeeper(context: Context, sandbox: string): Promise<void> {
  const { root } = context;
  const keeper = (): ContainerState | undefined => {
    const found = tryReadState(root, sandbox);
    const isLast = !listIds(root).some((id) => id !== sandbox && tryReadState(root, id)?.sandbox === sandbox);
    // The command that is making one has a container to come.
    return found !== undefined && isKeeper(context, found) && isLast && statusOf(found) !== "creating" ? found : undefined;
  };
  if (keeper() === undefined) return;
  await withLock(containerPaths(root, sandbox), async () => {
    const last = keeper();
    if (last !== undefined) await destroyContainer(context, last, true);
  }).catch((error: unknown) => {
    if (!(error instanceof ContainerNotFoundError)) throw error;
  });
}

/**
 * Removes everything of a container and runs its poststop hooks, whose failures are warnings. With the last container of a
 * pod goes what kept its VM.
 */
export async function destroyContainer(context: Context, state: ContainerState, polite: boolean): Promise<void> {
  const { ociVersion, id, sandbox, bundle, annotations } = state;
  const directory = sandboxPath(context.root, sandbox);
  if (sandbox === id) {
    await endSandbox(directory, state, polite);
    await releaseRedirected(context.installation.host, directory);
  } else {
    await leaveSandbox(directory, state);
  }
  await removeHostCgroup(state.cgroups);
  removeState(context.root, id, sandbox);
  const warnings = await runHooksToTheEnd("poststop", state.poststop, { ociVersion, id, status: "stopped", bundle, annotations });
  for (const warning of warnings) context.log.warn(warning);
  if (sandbox !== id) await endKeeper(context, sandbox);
}

/** As `destroyContainer`, for a caller that does not hold the lock. Another may have removed the container before. */
export async function destroyUnlocked(context: Context, state: ContainerState, polite: boolean): Promise<void> {
  await withLock(containerPaths(context.root, state.id), () => destroyContainer(context, state, polite)).catch((error: unknown) => {
    if (!(error instanceof ContainerNotFoundError)) throw error;
  });
}
