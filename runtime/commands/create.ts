import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { ConfigError, RuntimeError, UnsupportedError, messageOf } from "../errors/errors.ts";
import { realHost } from "../oci/host-view.ts";
import { loadConfig, type LoadedConfig } from "../oci/load.ts";
import { planContainer } from "../oci/plan.ts";
import { inheritedDescriptors } from "../sandbox/descriptors.ts";
import type { StartedShim } from "../sandbox/launch.ts";
import { replacePinned } from "../sandbox/pinned-namespaces.ts";
import { findPod } from "../sandbox/pod.ts";
import { checkId, claimId, type ContainerState } from "../sandbox/state.ts";
import { planScope } from "../sandbox/systemd-scope.ts";
import { trace } from "../sandbox/trace.ts";
import type { Context } from "./context.ts";
import { Creation, type CreateOptions } from "./creation.ts";
import { keepPod } from "./pod-keeper.ts";
import { notifySocket } from "./ready.ts";
import { refuseBeyondVm } from "./update.ts";

export interface CreatedContainer {
  readonly state: ContainerState;
  readonly shim: StartedShim;
}

/** The rules for --console-socket, for exec too; the words are runc's. */
export function checkTerminal(terminal: boolean, detach: boolean, consoleSocket: string): void {
  if (detach && terminal && consoleSocket === "") throw new ConfigError("cannot allocate tty if runc will detach without setting console socket");
  if ((!detach || !terminal) && consoleSocket !== "") throw new ConfigError("cannot use console socket if runc will not detach or allocate tty");
}

/** How many descriptors systemd's socket activation hands to this command, which are the first ones then. */
function activatedDescriptors(): number {
  const { LISTEN_PID: pid, LISTEN_FDS: count } = process.env;
  return Number(pid) === process.pid && Number(count) > 0 ? Number(count) : 0;
}

/** The config with what socket activation tells the container's process, as runc tells it. */
function withActivation(loaded: LoadedConfig, count: number): LoadedConfig {
  if (count === 0) return loaded;
  const { config } = loaded;
  const env = [...(config.process?.env ?? []), `LISTEN_FDS=${count}`, "LISTEN_PID=1"];
  return { ...loaded, config: { ...config, process: { ...config.process, env } } };
}

/**
 * Creates a container and leaves its process waiting. On failure nothing of it is left.
 *
 * @see runtime-spec, runtime.md, section "Create"
 */
export async function createContainer(context: Context, options: CreateOptions): Promise<CreatedContainer> {
  checkId(options.id);
  const bundle = resolve(options.bundle);
  if (!existsSync(bundle)) throw new ConfigError(`chdir ${bundle}: no such file or directory`);
  const activated = activatedDescriptors();
  const loaded = withActivation(loadConfig(bundle), activated);
  const keeper = await keepPod(context, loaded);
  try {
    const created = await createFrom(context, options, bundle, loaded, activated, keeper !== undefined);
    await keeper?.commit();
    return created;
  } catch (error) {
    await keeper?.undo().catch((failure: unknown) => context.log.warn(`cannot undo all of create: ${messageOf(failure)}`));
    throw error;
  }
}

/** @param activated How many descriptors socket activation hands over. @param isKept Whether this command keeps the VM of its pod too. */
async function createFrom(context: Context, options: CreateOptions, bundle: string, given: LoadedConfig, activated: number, isKept: boolean): Promise<CreatedContainer> {
  const { loaded, pinned } = await replacePinned(context.installation.host, given);
  const { linux, annotations = {} } = loaded.config;
  const scope = context.systemdCgroup ? planScope(linux?.cgroupsPath ?? "", options.id, annotations) : undefined;
  const pod = findPod(context.root, annotations, isKept);
  const tellsReady = notifySocket() !== undefined;
  const plan = planContainer(options.id, bundle, loaded, realHost, pod, tellsReady);
  if (pod !== undefined) refuseBeyondVm(linux?.resources ?? {}, pod.shape);
  if (pod?.apparmor === false && plan.policy !== undefined) throw new UnsupportedError("process.apparmorProfile");
  for (const warning of plan.warnings) context.log.warn(warning);
  checkTerminal(plan.terminal, options.detach, options.consoleSocket);
  const descriptors = inheritedDescriptors(context.installation.host, activated + options.preserveFds);
  trace("config checked");
  const creation = new Creation(context, claimId(context.root, options.id), plan, pod, pinned);
  try {
    creation.save({});
    const shim = await creation.make(options, { descriptors, scope, tellsReady, stdio: "inherit" });
    await creation.commit();
    return { state: creation.state, shim };
  } catch (error) {
    await creation.undo().catch((failure: unknown) => context.log.warn(`cannot undo all of create: ${messageOf(failure)}`));
    throw error;
  }
}

/** `vrun create`. */
export async function create(context: Context, options: CreateOptions): Promise<void> {
  const { shim } = await createContainer(context, options).catch((error: unknown) => {
    throw error instanceof RuntimeError ? new CreateError("create", error) : error;
  });
  shim.detach();
}

/** Wraps a failure in the words that runc begins with. */
export class CreateError extends RuntimeError {
  override readonly code = "CREATE";

  constructor(command: "create" | "run", cause: RuntimeError) {
    super(`vrun ${command} failed: ${cause.message}`, { cause });
  }
}
