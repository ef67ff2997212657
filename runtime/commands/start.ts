import { ContainerStatusError, HookError, messageOf } from "../errors/errors.ts";
import { ask } from "../sandbox/control-client.ts";
import { RemoteError } from "../sandbox/control.ts";
import { longestOf, runHooks, type HookState } from "../sandbox/hooks.ts";
import { withLock } from "../sandbox/lock.ts";
import { containerPaths, sandboxPath } from "../sandbox/paths.ts";
import { checkId, readState, statusOf, type ContainerState } from "../sandbox/state.ts";
import { trace } from "../sandbox/trace.ts";
import type { Context } from "./context.ts";
import { destroyContainer, destroyUnlocked } from "./destroy.ts";
import { forwardReady } from "./ready.ts";

const startTimeoutMs = 120_000;

/** Whether a hook failed while the container was started. */
export function isHookFailure(error: unknown): boolean {
  return error instanceof HookError || (error instanceof RemoteError && error.remoteCode === "HOOK");
}

/** Starts a created container, with its startContainer hooks before. The caller holds the lock. */
async function startLocked(context: Context, id: string): Promise<ContainerState> {
  const state = readState(context.root, id);
  const status = statusOf(state);
  if (status === "stopped") throw new ContainerStatusError("cannot start a container that has stopped");
  if (status === "running") throw new ContainerStatusError("cannot start an already running container");
  if (status !== "created") throw new ContainerStatusError(`cannot start a container in the ${status} state`);
  const { ociVersion, sandbox, bundle, annotations, startContainer, poststart } = state;
  const inContainer = { ociVersion, id, status, pid: 1, bundle, annotations } satisfies HookState;
  const request = { op: "start", id, hooks: startContainer, state: startContainer.length === 0 ? "" : JSON.stringify(inContainer), isAwaited: poststart.length > 0 } as const;
  try {
    await ask(sandboxPath(context.root, sandbox), request, startTimeoutMs + longestOf(startContainer));
  } catch (error) {
    if (isHookFailure(error)) await destroyContainer(context, state, false);
    throw error;
  }
  trace("started");
  return state;
}

/** A hook may take as long as it likes: meanwhile others can change the container, and delete it. */
async function runPoststart(context: Context, state: ContainerState): Promise<void> {
  const { ociVersion, id, bundle, annotations, shim, poststart } = state;
  const onHost = { ociVersion, id, status: "running", ...(shim === null ? {} : { pid: shim.pid }), bundle, annotations } satisfies HookState;
  try {
    await runHooks("poststart", poststart, onHost, { kind: "runtime" });
  } catch (error) {
    if (isHookFailure(error)) await destroyUnlocked(context, state, false);
    throw error;
  }
}

/**
 * Starts a created container, with its startContainer hooks before and its poststart hooks after. When one of them fails
 * the container is destroyed, as runtime.md, section "Lifecycle", has it.
 *
 * @throws {ContainerStatusError} unless the container is created.
 */
export async function startContainer(context: Context, id: string): Promise<ContainerState> {
  const state = await withLock(containerPaths(context.root, id), () => startLocked(context, id));
  await runPoststart(context, state);
  return state;
}

/** `vrun start`. With NOTIFY_SOCKET it returns once the container is ready or has ended. */
export async function start(context: Context, id: string): Promise<void> {
  checkId(id);
  const started = await startContainer(context, id);
  await forwardReady(context, started).catch((error: unknown) => context.log.warn(messageOf(error)));
}
