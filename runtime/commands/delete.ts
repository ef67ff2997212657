import { ContainerNotFoundError, ContainerStatusError } from "../errors/errors.ts";
import { withLock } from "../sandbox/lock.ts";
import { containerPaths } from "../sandbox/paths.ts";
import { readState, removeState, statusOf } from "../sandbox/state.ts";
import type { Context } from "./context.ts";
import { destroyContainer } from "./destroy.ts";

/** `vrun delete`. @throws {ContainerStatusError} unless the container is stopped or created, or `force`. */
export async function deleteContainer(context: Context, id: string, force: boolean): Promise<void> {
  const paths = containerPaths(context.root, id);
  try {
    readState(context.root, id);
    await withLock(paths.lock, async () => {
      const state = readState(context.root, id);
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
