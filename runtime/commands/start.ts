import { ContainerStatusError, HookError, messageOf } from "../errors/errors.ts";
import { ask } from "../sandbox/control-client.ts";
import { RemoteError } from "../sandbox/control.ts";
import { longestOf, runHooks, type HookState } from "../sandbox/hooks.ts";
import { withLock } from "../sandbox/lock.ts";
import { containerPaths, sandboxPath, type ContainerPaths } from "../sandbox/paths.ts";
import { readState, statusOf, writeState, type ContainerState } from "../sandbox/state.ts";
import { trace } from "../sandbox/trace.ts";
import type { Context } from "./context.ts";
import { destroyContainer } from "./destroy.ts";
import { forwardReady } from "./ready.ts";

const startTimeoutMs = 120_000;

/** Whether a hook failed while the container was started. */
export function isHookFailure(error: unknown): boolean {
  return error instanceof HookError || (error instanceof RemoteError && error.remoteCode === "HOOK");
}

/**
 * Starts a created container, with its startContainer hooks before and its poststart hooks after. When one of them fails
 * the container is destroyed, as runtime.md, section "Lifecycle", has it. The caller holds the lock, or is the only one
 * to know the container.
 */
export async function startCreated(context: Context, paths: ContainerPaths, state: ContainerState): Promise<void> {
  try {
    await startWithHooks(context, paths, state);
  } catch (error) {
    if (isHookFailure(error)) await destroyContainer(context, state, false);
    throw error;
  }
}

async function startWithHooks(context: Context, paths: ContainerPaths, state: ContainerState): Promise<void> {
  const { ociVersion, id, sandbox, bundle, annotations, shim, startContainer, poststart } = state;
  const inContainer = { ociVersion, id, status: "created", pid: 1, bundle, annotations } satisfies HookState;
  await ask(sandboxPath(context.root, sandbox), { op: "start", id, hooks: startContainer, state: JSON.stringify(inContainer), isAwaited: poststart.length > 0 }, startTimeoutMs + longestOf(startContainer));
  writeState(paths, { ...state, stage: "running" });
  trace("started");
  const onHost = { ociVersion, id, status: "running", ...(shim === null ? {} : { pid: shim.pid }), bundle, annotations } satisfies HookState;
  await runHooks("poststart", poststart, onHost, { kind: "runtime" });
}

/** `vrun start`. With NOTIFY_SOCKET it returns once the container is ready or has ended. @throws {ContainerStatusError} unless the container is created. */
export async function start(context: Context, id: string): Promise<void> {
  readState(context.root, id);
  const paths = containerPaths(context.root, id);
  const started = await withLock(paths.lock, () => startLocked(context, paths, id));
  await forwardReady(context, started).catch((error: unknown) => context.log.warn(messageOf(error)));
}

async function startLocked(context: Context, paths: ContainerPaths, id: string): Promise<ContainerState> {
  const state = readState(context.root, id);
  const status = statusOf(state);
  switch (status) {
    case "created": await startCreated(context, paths, state); return state;
    case "stopped": throw new ContainerStatusError("cannot start a container that has stopped");
    case "running": throw new ContainerStatusError("cannot start an already running container");
    case "creating": case "paused": throw new ContainerStatusError(`cannot start a container in the ${status} state`);
  }
}
