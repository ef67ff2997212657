import { constants } from "node:os";
import { messageOf, RuntimeError } from "../errors/errors.ts";
import { signalProcess } from "../sandbox/host-process.ts";
import type { StartedShim } from "../sandbox/launch.ts";
import type { Context } from "./context.ts";
import { createContainer, CreateError } from "./create.ts";
import type { CreateOptions } from "./creation.ts";
import { destroyUnlocked } from "./destroy.ts";
import { forwardReady } from "./ready.ts";
import { isHookFailure, startContainer } from "./start.ts";

/** Those that a program can get, but for what is about this command alone (SIGCHLD, SIGWINCH, SIGURG, SIGPIPE) or its own fault. Node takes no real-time ones. */
const forwarded: readonly NodeJS.Signals[] = [
  "SIGHUP", "SIGINT", "SIGQUIT", "SIGTRAP", "SIGABRT", "SIGUSR1", "SIGUSR2", "SIGALRM", "SIGTERM", "SIGSTKFLT", "SIGCONT", "SIGTSTP",
  "SIGTTIN", "SIGTTOU", "SIGXCPU", "SIGXFSZ", "SIGVTALRM", "SIGPROF", "SIGIO", "SIGPWR", "SIGSYS",
];

/** Passes signals on to a shim, which passes them into the guest, until it has ended. @returns The exit status for a shell. */
export async function waitInForeground(shim: StartedShim): Promise<number> {
  const forward = (signal: NodeJS.Signals): void => signalProcess(shim.process, signal);
  for (const signal of forwarded) process.on(signal, forward);
  const { status, signal } = await shim.ended;
  for (const name of forwarded) process.removeListener(name, forward);
  if (status !== null) return status;
  return 128 + (signal === null ? 0 : constants.signals[signal]);
}

export interface RunOptions extends CreateOptions {
  /** Leaves the stopped container to a later delete. */
  readonly keep: boolean;
}

/** `vrun run`: create and start; in the foreground also wait and delete. @returns The exit status. */
export async function run(context: Context, options: RunOptions): Promise<number> {
  const wrap = (error: unknown): never => {
    throw error instanceof RuntimeError ? new CreateError("run", error) : error;
  };
  const { state, shim } = await createContainer(context, options).catch(wrap);
  const destroy = (): Promise<void> => destroyUnlocked(context, state, true);
  try {
    await startContainer(context, state.id);
  } catch (error) {
    if (!isHookFailure(error)) await destroy().catch((failure: unknown) => context.log.warn(messageOf(failure)));
    return wrap(error);
  }
  const told = forwardReady(context, state).catch((error: unknown) => context.log.warn(messageOf(error)));
  if (options.detach) {
    await told;
    shim.detach();
    return 0;
  }
  const status = await waitInForeground(shim);
  if (!options.keep) await destroy();
  return status;
}
