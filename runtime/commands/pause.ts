import { ContainerStatusError } from "../errors/errors.ts";
import { ask } from "../sandbox/control-client.ts";
import { withLock } from "../sandbox/lock.ts";
import { containerPaths, sandboxPath } from "../sandbox/paths.ts";
import { readState, statusOf, writeState } from "../sandbox/state.ts";
import type { Context } from "./context.ts";

const timeoutMs = 30_000;

/** Freezes or thaws all processes of a container in the guest. */
async function setPaused(context: Context, id: string, paused: boolean): Promise<void> {
  readState(context.root, id);
  const paths = containerPaths(context.root, id);
  await withLock(paths, async () => {
    const state = readState(context.root, id);
    const status = statusOf(state);
    if (paused && status !== "running" && status !== "created") throw new ContainerStatusError(`cannot pause a container that is ${status}: container not running`);
    if (!paused && status !== "paused") throw new ContainerStatusError("container not paused");
    const change = (to: boolean): Promise<unknown> => ask(sandboxPath(context.root, state.sandbox), { op: to ? "pause" : "resume", id }, timeoutMs);
    await change(paused);
    try {
      writeState(paths, { ...state, paused });
    } catch (error) {
      await change(!paused).catch(() => undefined);
      throw error;
    }
  });
}

/** `vrun pause`. */
export function pause(context: Context, id: string): Promise<void> {
  return setPaused(context, id, true);
}

/** `vrun resume`. */
export function resume(context: Context, id: string): Promise<void> {
  return setPaused(context, id, false);
}
