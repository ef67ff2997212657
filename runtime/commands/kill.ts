import { ContainerStatusError, UsageError } from "../errors/errors.ts";
import { signalNumber } from "../oci/names.ts";
import { RemoteError } from "../sandbox/control.ts";
import { ask } from "../sandbox/control-client.ts";
import { sandboxPath } from "../sandbox/paths.ts";
import { readState, statusOf, type ContainerState } from "../sandbox/state.ts";
import type { Context } from "./context.ts";

const killTimeoutMs = 30_000;

async function signalInit(context: Context, state: ContainerState, signal: number): Promise<void> {
  const status = statusOf(state);
  if (status === "stopped") throw new ContainerStatusError("container not running");
  if (status === "creating") throw new ContainerStatusError("cannot kill a container in the creating state");
  if (signal === 0) return;
  const sandbox = sandboxPath(context.root, state.sandbox);
  try {
    await ask(sandbox, { op: "kill", id: state.id, signal }, killTimeoutMs);
    // A frozen process takes a signal when it is thawed; SIGKILL is not to wait for that.
    if (signal === 9 && status === "paused") await ask(sandbox, { op: "resume", id: state.id }, killTimeoutMs).catch(() => undefined);
  } catch (error) {
    const ended = statusOf(state) === "stopped" || (error instanceof RemoteError && error.remoteCode === "NO_SUCH_PROCESS");
    throw ended ? new ContainerStatusError("container not running", { cause: error }) : error;
  }
}

/**
 * `vrun kill`.
 *
 * @param all runc's obsolete flag: a stopped container is no error then.
 * @throws {ContainerStatusError} when the container has stopped.
 */
export async function kill(context: Context, id: string, signalText: string, all: boolean): Promise<void> {
  const state = readState(context.root, id);
  const signal = signalNumber(signalText);
  if (signal === undefined || signal > 64) throw new UsageError(`unknown signal ${JSON.stringify(signalText)}`);
  await signalInit(context, state, signal).catch((error: unknown) => {
    if (!(all && error instanceof ContainerStatusError)) throw error;
  });
}
