import { readState, statusOf, type ContainerState, type ContainerStatus } from "../sandbox/state.ts";
import type { Context } from "./context.ts";

/** What `state` and `list` print, with runc's names and order. */
export interface ContainerReport {
  readonly ociVersion: string;
  readonly id: string;
  /** 0 once stopped. */
  readonly pid: number;
  readonly status: ContainerStatus;
  readonly bundle: string;
  readonly rootfs: string;
  readonly created: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly owner: string;
}

export function report(state: ContainerState, owner: string): ContainerReport {
  const status = statusOf(state);
  return {
    ociVersion: state.ociVersion,
    id: state.id,
    pid: status === "stopped" ? 0 : (state.shim?.pid ?? 0),
    status,
    bundle: state.bundle,
    rootfs: state.rootfs,
    created: state.created,
    ...(Object.keys(state.annotations).length > 0 ? { annotations: state.annotations } : {}),
    owner,
  };
}

/** `vrun state`. @throws {ContainerNotFoundError} */
export function state(context: Context, id: string): ContainerReport {
  return report(readState(context.root, id), "");
}
