/** Finds the sandbox of the pod that a container's annotations name. */

import { SandboxError } from "../errors/errors.ts";
import { podSandbox } from "../oci/pod.ts";
import type { VmShape } from "../oci/plan-shape.ts";
import type { PodView } from "../oci/refusals.ts";
import { isAlive, type HostProcess } from "./host-process.ts";
import { sandboxPath } from "./paths.ts";
import { locateNamespace } from "./pinned-namespaces.ts";
import { readSandboxSpec } from "./sandbox-spec.ts";
import { findState, listIds, statusOf, tryReadState } from "./state.ts";

/** A running sandbox that containers can join. */
export interface Pod extends PodView {
  /** The id of the container that it was made for. */
  readonly sandbox: string;
  readonly monitor: HostProcess;
  readonly shape: VmShape;
  /** Whether its guest has AppArmor. */
  readonly apparmor: boolean;
}

/**
 * The pod whose sandbox a container is to join; undefined when it gets one of its own.
 *
 * @param isOurs Whether this command is about to make the sandbox too, so that it need not be complete.
 * @throws {SandboxError} when the annotations name a sandbox that does not run.
 */
export function findPod(root: string, annotations: Readonly<Record<string, string>>, isOurs: boolean): Pod | undefined {
  const sandbox = podSandbox(annotations);
  if (sandbox === undefined) return undefined;
  const state = findState(root, sandbox);
  const monitor = state?.monitor ?? null;
  if (state?.sandbox !== sandbox || monitor === null || !isAlive(monitor) || statusOf(state) === "stopped" || (statusOf(state) === "creating" && !isOurs))
    throw new SandboxError(`the pod's sandbox ${sandbox} does not run`);
  const { shape, apparmor, pinned } = readSandboxSpec(sandboxPath(root, sandbox));
  const own = [locateNamespace("network", `/proc/${monitor.pid}/ns/net`), ...pinned];
  const isOwn = (path: string, type: string): boolean => {
    const named = locateNamespace(type, path);
    return own.some((one) => one?.type === type && one.device === named?.device && one.inode === named.inode);
  };
  return { sandbox, monitor, shape, apparmor, memberAt: (path, type) => memberAt(root, sandbox, path) ?? (isOwn(path, type) ? sandbox : undefined) };
}

/** A member is known by the pid that the runtime told for it. */
function memberAt(root: string, sandbox: string, path: string): string | undefined {
  const pid = Number(/^\/proc\/(\d+)\/ns\/[a-z_]+$/.exec(path)?.[1] ?? 0);
  const members = pid === 0 ? [] : listIds(root).map((id) => tryReadState(root, id));
  return members.find((state) => state?.sandbox === sandbox && state.shim?.pid === pid && isAlive(state.shim))?.id;
}
