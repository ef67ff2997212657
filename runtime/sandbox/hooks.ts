/** Runs the hooks that belong to the host. */

import { HookError, messageOf } from "../errors/errors.ts";
import type { Hook, HookName } from "../oci/config.ts";
import type { ContainerStatus } from "./state.ts";
import { runProgram, type ProgramResult } from "./run-program.ts";

/** The state that a hook reads on its standard input. */
export interface HookState {
  readonly ociVersion: string;
  readonly id: string;
  readonly status: ContainerStatus;
  readonly pid?: number;
  readonly bundle: string;
  readonly annotations: Readonly<Record<string, string>>;
}

/** Where a hook runs: in the command's own namespaces, or in a network namespace on the host; the directory is the command's own unless one is given. */
export type HookPlace = ({ readonly kind: "runtime" } | { readonly kind: "network"; readonly file: string; readonly helper: string }) & { readonly directory?: string };

/** A hook without a timeout of its own may not hang a manager for ever. */
const defaultMs = 600_000;
/** Twelve days; a timer of Node holds no more than twice that. */
const longestMs = 2 ** 30;

/** How long hooks may take together, in milliseconds. */
export function longestOf(hooks: readonly Hook[]): number {
  return hooks.reduce((sum, { timeout }) => Math.min(longestMs, sum + (timeout === undefined ? defaultMs : Number(timeout) * 1000)), 0);
}

/** Without an environment of its own a hook has the caller's, as with runc. */
function environment({ env }: Hook): NodeJS.ProcessEnv {
  if (env === undefined) return process.env;
  return Object.fromEntries(
    env.map((entry) => {
      const equals = entry.indexOf("=");
      return equals < 0 ? [entry, ""] : [entry.slice(0, equals), entry.slice(equals + 1)];
    }),
  );
}

function describe(result: ProgramResult, timeoutMs: number): string | undefined {
  const said = result.stderr.trim() || result.stdout.trim();
  if (result.timedOut) return `did not end within ${timeoutMs / 1000} s and was killed`;
  if (result.signal !== undefined) return `was ended by ${result.signal}`;
  if (result.status !== 0) return `exit status ${result.status}${said ? `, output: ${said}` : ""}`;
  return undefined;
}

async function runHook(name: HookName, index: number, hook: Hook, state: HookState, place: HookPlace): Promise<void> {
  const timeoutMs = longestOf([hook]);
  const [argv0, ...args] = hook.args?.length ? hook.args : [hook.path];
  const directory = place.directory === undefined ? {} : { cwd: place.directory };
  const options = { env: environment(hook), input: JSON.stringify(state), timeoutMs, ...directory };
  const running =
    place.kind === "runtime"
      ? runProgram(hook.path, args, { ...options, argv0: argv0 ?? hook.path })
      : runProgram(place.helper, ["in-network", place.file, hook.path, argv0 ?? hook.path, ...args], options);
  const at = `error running ${name} hook #${index} (${hook.path})`;
  const result = await running.catch((error: unknown) => {
    throw new HookError(`${at}: ${messageOf(error)}`, { cause: error });
  });
  const failure = describe(result, timeoutMs);
  if (failure !== undefined) throw new HookError(`${at}: ${failure}`);
}

/** Runs the hooks of one kind in order. @throws {HookError} at the first that fails; the rest is not run. */
export async function runHooks(name: HookName, hooks: readonly Hook[] | undefined, state: HookState, place: HookPlace): Promise<void> {
  for (const [index, hook] of (hooks ?? []).entries()) await runHook(name, index, hook, state, place);
}

/** Runs the hooks of one kind, all of them; failures come back as warnings. */
export async function runHooksToTheEnd(name: HookName, hooks: readonly Hook[], state: HookState): Promise<string[]> {
  const warnings: string[] = [];
  for (const [index, hook] of hooks.entries())
    await runHook(name, index, hook, state, { kind: "runtime" }).catch((error: unknown) => warnings.push(messageOf(error)));
  return warnings;
}
