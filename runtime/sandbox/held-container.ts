/** What a sandbox's monitor knows of one container. */

import type { Socket } from "node:net";
import type { AgentClient, GuestProcess } from "../agent-client/agent-client.ts";
import { ContainerStatusError } from "../errors/errors.ts";
import { isObject, type Json } from "../oci/json.ts";
import { memberPrefix } from "../oci/plan.ts";
import type { SizingLimits } from "../oci/plan-shape.ts";
import { GuestContainer } from "./guest-container.ts";

export class HeldContainer {
  readonly id: string;
  /** The connection of the command that makes the container, until it commits. */
  owner: Socket | undefined;
  /** The key of its shim, once it is owned. */
  key = "";
  committed = false;
  init: GuestProcess | undefined;
  initEnded: Promise<unknown> = new Promise(() => undefined);
  /** What of its limits sizes the VM. */
  limits: SizingLimits = {};
  /** Resolves with what its process says when it is ready; null when it cannot. */
  ready: Promise<string | null> = Promise.resolve(null);
  /** Pending while the container is paused and lives. */
  resumed: Promise<void> = Promise.resolve();
  private readonly end = new AbortController();
  private onResumed: () => void = () => undefined;
  private guest: GuestContainer | undefined;

  constructor(id: string) {
    this.id = id;
  }

  /** Its counterpart in the guest. */
  in(agent: AgentClient): GuestContainer {
    this.guest ??= new GuestContainer(agent, this.id);
    return this.guest;
  }

  /** Its first process. @throws {ContainerStatusError} before there is one. */
  process(): GuestProcess {
    if (this.init === undefined) throw new ContainerStatusError("container not running");
    return this.init;
  }

  /** Aborted when its first process has ended. What waits for that can take its listener back, as nobody can from a promise that lasts. */
  get ended(): AbortSignal {
    return this.end.signal;
  }

  /** Its first process has ended. */
  hasEnded(): void {
    this.end.abort();
    this.onResumed();
  }

  async pause(agent: AgentClient): Promise<void> {
    await this.in(agent).command("pause");
    if (!this.ended.aborted) this.resumed = new Promise((resolve) => (this.onResumed = resolve));
  }

  async resume(agent: AgentClient): Promise<void> {
    await this.in(agent).command("resume");
    this.onResumed();
  }
}

const namespaceFiles: ReadonlyMap<string, string> = new Map([["network", "net"], ["mount", "mnt"]]);

/**
 * The config with the namespaces of other containers where the guest has them.
 *
 * @param pidOf The pid in the guest of a container's first process.
 */
export function joinNamespaces(config: Json, pidOf: (id: string) => number): Json {
  if (!isObject(config) || !isObject(config["linux"])) return config;
  const { linux } = config;
  const namespaces: readonly Json[] = Array.isArray(linux["namespaces"]) ? linux["namespaces"] : [];
  const joined = namespaces.map((namespace) => {
    if (!isObject(namespace)) return namespace;
    const { type, path } = namespace;
    if (typeof type !== "string" || typeof path !== "string" || !path.startsWith(memberPrefix)) return namespace;
    return { type, path: `/proc/${pidOf(path.slice(memberPrefix.length))}/ns/${namespaceFiles.get(type) ?? type}` };
  });
  return { ...config, linux: { ...linux, namespaces: joined } };
}
