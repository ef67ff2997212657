import { existsSync, readdirSync, rmSync, rmdirSync } from "node:fs";
import { ContainerNotFoundError, ContainerStatusError, ForeignStateError } from "../errors/errors.ts";
import { salvageState } from "../sandbox/foreign-state.ts";
import { withLock } from "../sandbox/lock.ts";
import { containerPaths, type ContainerPaths } from "../sandbox/paths.ts";
import { checkId, readState, statusOf, type ContainerState } from "../sandbox/state.ts";
import type { Context } from "./context.ts";
import { destroyContainer, Interruption } from "./destroy.ts";

/** The state to delete by. With `force` one that another version of vrun wrote is good enough. */
function stateToDelete(context: Context, id: string, force: boolean): ContainerState {
  try {
    return readState(context.root, id);
  } catch (error) {
    if (!force || !(error instanceof ForeignStateError)) throw error;
    return salvageState(context.root, id);
  }
}

/** Removes what a create that was killed before it had written a state left. */
async function removeUnfinished(paths: ContainerPaths): Promise<void> {
  const { directory, lock, state } = paths;
  if (!existsSync(directory)) return;
  if (existsSync(lock)) {
    await withLock(paths, async () => {
      if (!existsSync(state)) rmSync(directory, { recursive: true, force: true });
    });
  } else if (readdirSync(directory).length === 0) {
    rmdirSync(directory); // and fails when a create has come so far by now
  } else {
    rmSync(directory, { recursive: true, force: true });
  }
}

/**
 * `vrun delete`.
 *
 * With `force` a command that holds the container's lock is not waited for patiently: what it works with is ended, and at last a
 * `create` itself.
 *
 * @throws {ContainerStatusError} unless the container is stopped or created, or `force`.
 * @throws {ForeignStateError} for a state that this version does not read, unless `force`.
 */
export async function deleteContainer(context: Context, id: string, force: boolean): Promise<void> {
  checkId(id);
  const paths = containerPaths(context.root, id);
  const interruption = new Interruption(context, id);
  try {
    stateToDelete(context, id, force);
    await withLock(paths, async () => {
      const state = stateToDelete(context, id, force);
      const status = statusOf(state);
      if (!force && status !== "stopped" && status !== "created")
        throw new ContainerStatusError(`cannot delete container ${id} that is not stopped: ${status}`);
      await destroyContainer(context, state, true);
    }, () => {
      if (force) interruption.proceed();
    });
  } catch (error) {
    if (!(error instanceof ContainerNotFoundError)) throw error;
    await removeUnfinished(paths).catch((failure: unknown) => {
      if (!(failure instanceof ContainerNotFoundError)) throw failure;
    });
    if (!force) throw error;
  }
}
