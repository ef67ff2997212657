import { ContainerNotFoundError, ContainerStatusError, ForeignStateError } from "../errors/errors.ts";
import { salvageState } from "../sandbox/foreign-state.ts";
import { withLock } from "../sandbox/lock.ts";
import { containerPaths } from "../sandbox/paths.ts";
import { readState, removeState, statusOf, type ContainerState } from "../sandbox/state.ts";
import type { Context } from "./context.ts";
import { destroyContainer } from "./destroy.ts";

/** The state to delete by. With `force` one that another version of vrun wrote is good enough. */
function stateToDelete(context: Context, id: string, force: boolean): ContainerState {
  try {
    return readState(context.root, id);
  } catch (error) {
    if (!force || !(error instanceof ForeignStateError)) throw error;
    return salvageState(context.root, id);
  }
}

/**
 * `vrun delete`.
 *
 * @throws {ContainerStatusError} unless the container is stopped or created, or `force`.
 * @throws {ForeignStateError} for a state that this version does not read, unless `force`.
 */
export async function deleteContainer(context: Context, id: string, force: boolean): Promise<void> {
  const paths = containerPaths(context.root, id);
  try {
    stateToDelete(context, id, force);
    await withLock(paths.lock, async () => {
      const state = stateToDelete(context, id, force);
      const status = statusOf(state);
      if (!force && status !== "stopped" && status !== "created")
        throw new ContainerStatusError(`cannot delete container ${id} that is not stopped: ${status}`);
      await destroyContainer(context, state, true);
    });
  } catch (error) {
    if (!(error instanceof ContainerNotFoundError)) throw error;
    // A create that was cut short may have left a directory without state.
    removeState(context.root, id, id);
    if (!force) throw error;
  }
}
