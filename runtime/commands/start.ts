import { ContainerStatusError } from "../errors/errors.ts";
import { ask } from "../sandbox/control-client.ts";
import { runHooksToTheEnd } from "../sandbox/hooks.ts";
import { withLock } from "../sandbox/lock.ts";
import { containerPaths, type ContainerPaths } from "../sandbox/paths.ts";
import { readState, statusOf, writeState, type ContainerState } from "../sandbox/state.ts";
import { trace } from "../sandbox/trace.ts";
import type { Context } from "./context.ts";

const startTimeoutMs = 120_000;

/** Starts a created container and runs its poststart hooks. The caller holds the lock, or is the only one to know it. */
export async function startCreated(context: Context, paths: ContainerPaths, state: ContainerState): Promise<void> {
  await ask(paths.sandbox, { op: "start" }, startTimeoutMs);
  writeState(paths, { ...state, stage: "running" });
  trace("started");
  const { ociVersion, id, bundle, annotations, shim } = state;
  const hookState = { ociVersion, id, status: "running" as const, ...(shim === null ? {} : { pid: shim.pid }), bundle, annotations };
  for (const warning of await runHooksToTheEnd("poststart", state.poststart, hookState)) context.log.warn(warning);
}

/** `vrun start`. @throws {ContainerStatusError} unless the container is created. */
export async function start(context: Context, id: string): Promise<void> {
  readState(context.root, id);
  const paths = containerPaths(context.root, id);
  await withLock(paths.lock, async () => {
    const state = readState(context.root, id);
    const status = statusOf(state);
    switch (status) {
      case "created": return startCreated(context, paths, state);
      case "stopped": throw new ContainerStatusError("cannot start a container that has stopped");
      case "running": throw new ContainerStatusError("cannot start an already running container");
      case "creating": case "paused": throw new ContainerStatusError(`cannot start a container in the ${status} state`);
    }
  });
}
