/** Finds the sandbox of the pod that a container's annotations name. */

import { statSync } from "node:fs";
import { SandboxError } from "../errors/errors.ts";
import { podSandbox } from "../oci/pod.ts";
import type { VmShape } from "../oci/plan-shape.ts";
import type { PodView } from "../oci/refusals.ts";
import { isAlive, type HostProcess } from "./host-process.ts";
import { sandboxPath } from "./paths.ts";
import { readSandboxSpec } from "./sandbox-spec.ts";
import { listIds, readState, statusOf } from "./state.ts";

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
 * @throws {SandboxError} when the annotations name a sandbox that does not run.
 */
export function findPod(root: string, annotations: Readonly<Record<string, string>>): Pod | undefined {
  const sandbox = podSandbox(annotations);
  if (sandbox === undefined) return undefined;
  const { monitor, sandbox: own, ...state } = readState(root, sandbox);
  if (own !== sandbox || monitor === null || !isAlive(monitor) || ["creating", "stopped"].includes(statusOf({ ...state, monitor, sandbox })))
    throw new SandboxError(`the pod's sandbox ${sandbox} does not run`);
  const { shape, apparmor } = readSandboxSpec(sandboxPath(root, sandbox));
  return { sandbox, monitor, shape, apparmor, memberAt: (path) => memberAt(root, sandbox, monitor, path) };
}

/** A member is known by the pid that the runtime told for it, and the pod's network by whatever leads to it. */
function memberAt(root: string, sandbox: string, monitor: HostProcess, path: string): string | undefined {
  const pid = Number(/^\/proc\/(\d+)\/ns\/[a-z_]+$/.exec(path)?.[1] ?? 0);
  const members = pid === 0 ? [] : listIds(root).map((id) => tryRead(root, id));
  const member = members.find((state) => state?.sandbox === sandbox && state.shim?.pid === pid && isAlive(state.shim));
  if (member !== undefined) return member.id;
  return isSame(path, `/proc/${monitor.pid}/ns/net`) ? sandbox : undefined;
}

/** A container may be deleted meanwhile. */
function tryRead(root: string, id: string): ReturnType<typeof readState> | undefined {
  try {
    return readState(root, id);
  } catch {
    return undefined;
  }
}

function isSame(path: string, other: string): boolean {
  const [one, two] = [path, other].map((file) => statSync(file, { throwIfNoEntry: false }));
  return one !== undefined && two !== undefined && one.dev === two.dev && one.ino === two.ino;
}
