/** The conversation between a command and a sandbox's monitor: one JSON document a line, each request has one reply. */

import { RuntimeError, SandboxError, isSystemError, messageOf } from "../errors/errors.ts";
import { formatJson, isObject, parseJson, type Json, type JsonObject } from "../oci/json.ts";
import type { Hook } from "../oci/config.ts";
import type { BlockDevice } from "../oci/plan-devices.ts";
import type { MountPoint, SharedBind } from "../oci/plan-mounts.ts";
import type { SizingLimits, VmShape } from "../oci/plan-shape.ts";
import type { DescriptorUse } from "./descriptors.ts";
import type { Installation } from "./paths.ts";
import type { HostNamespace } from "./pinned-namespaces.ts";

/** What a monitor is started with, in sandbox.json of its directory. */
export interface SandboxSpec {
  readonly schemaVersion: 1;
  readonly id: string;
  readonly installation: Installation;
  readonly shape: VmShape;
  /** Whether the guest has AppArmor. */
  readonly apparmor: boolean;
  /** The root is the first. */
  readonly binds: readonly SharedBind[];
  readonly mountPoints: readonly MountPoint[];
  /** File of the network namespace that the VM lives in; null for a new one. */
  readonly network: string | null;
  /** Namespaces of the host that those of its container stand for; the monitor holds them open, so that no other comes in their place. */
  readonly pinned: readonly HostNamespace[];
}

/** `id` is the container's. */
export type ContainerRequest = { readonly id: string } & (
  /** The connection that asks owns the container until `commit`: when it closes before, all is undone. `key` is that of the shim to come. */
  | { readonly op: "own"; readonly key: string }
  /** `pid` is the shim's, here and in `exec`; `policy` is for AppArmor, in base64. The files of a container that joins the sandbox are in the shared folder by now. */
  | { readonly op: "create"; readonly tellsReady: boolean; readonly pid: number; readonly config: Json; readonly args: readonly string[]; readonly terminal: boolean; readonly descriptors: readonly DescriptorUse[]; readonly policy: string | null; readonly limits: SizingLimits; readonly blockDevices: readonly BlockDevice[] }
  | { readonly op: "commit" }
  /** `hooks` are run in the guest before, with `state` as their input; `isAwaited` asks for the program to be executed when the reply comes. */
  | { readonly op: "start"; readonly hooks: readonly Hook[]; readonly state: string; readonly isAwaited: boolean }
  | { readonly op: "kill"; readonly signal: number }
  | { readonly op: "exec"; readonly key: string; readonly pid: number; readonly process: Json; readonly args: readonly string[]; readonly terminal: boolean; readonly descriptors: readonly DescriptorUse[]; readonly cgroup?: string; readonly whenResumed: boolean; readonly policy: string | null }
  | { readonly op: "pause" }
  | { readonly op: "resume" }
  /** The reply is the list of pids. */
  | { readonly op: "ps" }
  /** The reply is the guest's own table, made with these arguments. */
  | { readonly op: "table"; readonly args: readonly string[] }
  | { readonly op: "statistics" }
  /** The reply is the line by which the container's process says that it is ready, or null when it ends before or cannot. */
  | { readonly op: "wait-ready" }
  /** The reply comes when the kernel has killed more than `seen` processes for lack of memory, or the container has ended. */
  | { readonly op: "wait-oom"; readonly seen: number }
  | { readonly op: "update"; readonly resources: Json; readonly limits: SizingLimits }
  /** Ends a container that joined the sandbox, and takes back what was made for it. */
  | { readonly op: "remove" }
);

export type ControlRequest =
  | ContainerRequest
  /** Ends the VM and the monitor. The reply comes when the VM has gone. */
  | { readonly op: "shutdown" };

export const maxControlLine = 32 * 1024 * 1024;

/** A failure of the monitor's side, with its code kept for whoever matches on it. */
export class RemoteError extends SandboxError {
  readonly remoteCode: string;

  constructor(remoteCode: string, message: string) {
    super(message);
    this.remoteCode = remoteCode;
  }
}

export function formatRequest(request: ControlRequest): string {
  // The types of requests hold nothing but JSON.
  return `${formatJson({ ...request } as unknown as JsonObject)}\n`;
}

/** Our own commands write these, over a socket that only our user can open; the op is what may not be known. */
export function parseRequest(line: string): ControlRequest {
  const value = parseJson(line);
  if (!isObject(value) || typeof value["op"] !== "string") throw new SandboxError("a request without op");
  return value as unknown as ControlRequest;
}

export function formatReply(result: { readonly value: Json } | { readonly error: unknown }): string {
  if ("value" in result) return `${formatJson({ ok: true, value: result.value })}\n`;
  const { error } = result;
  if (error instanceof RuntimeError) return `${formatJson({ ok: false, code: error.code, message: error.message })}\n`;
  if (isSystemError(error)) return `${formatJson({ ok: false, code: "HOST", message: messageOf(error) })}\n`;
  return `${formatJson({ ok: false, code: "BUG", message: error instanceof Error ? (error.stack ?? error.message) : String(error) })}\n`;
}

/** @throws {RemoteError} when the reply is a failure. */
export function parseReply(line: string): Json {
  const reply = parseJson(line);
  if (!isObject(reply)) throw new SandboxError("the monitor sent no reply");
  if (reply["ok"] === true) return reply["value"] ?? null;
  throw new RemoteError(text(reply, "code"), text(reply, "message"));
}

function text(reply: JsonObject, key: string): string {
  const value = reply[key];
  return typeof value === "string" ? value : "";
}
