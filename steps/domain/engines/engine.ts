import type { CommandRun } from "../command.ts";
import type { Scope, ScopeOptions } from "./scope.ts";

/** A container manager that calls a runtime the way it does in production. */
export type EngineName = "Docker" | "Podman" | "containerd";

/** A port of the scope's network that leads to one of a container. */
export interface PublishedPort {
  readonly host: number;
  readonly container: number;
}

/** What a manager is asked to run. Its image is the suite's own. */
export interface ContainerRequest {
  readonly name: string;
  readonly argv: readonly string[];
  /** The manager's command returns once the container runs; output is kept for `logs`. */
  readonly detached: boolean;
  /** The container reads the command's standard input. */
  readonly input: boolean;
  readonly terminal: boolean;
  /** The manager's own network, with a port that is published there or without; null for the network "none". */
  readonly network: { readonly publish: PublishedPort | null } | null;
  /** The pod that it joins, whose network it then has; null for none. Only Podman has pods. */
  readonly pod: string | null;
  /** The limit; null for none. */
  readonly memoryBytes: number | null;
  /** A folder of the host and the place where the container sees it; null for none. */
  readonly bind: { readonly source: string; readonly target: string } | null;
}

/** One question or order for a manager about one container, beside running it. */
export type ContainerAction =
  | { readonly kind: "exec"; readonly argv: readonly string[] }
  /** Signals carry no "SIG". */
  | { readonly kind: "kill"; readonly signal: string }
  /** Asks it to end by SIGTERM, and kills it after the grace, in whole seconds. */
  | { readonly kind: "stop"; readonly graceS: number }
  /** Answers with what the container has printed. */
  | { readonly kind: "logs" }
  /** Answers with the exit status once the container has ended. */
  | { readonly kind: "wait" }
  /** Answers with the pid of the container's process as the scope counts it; 0 when it has ended. */
  | { readonly kind: "pid" }
  /** Answers with created, running, paused, stopped or absent. */
  | { readonly kind: "status" }
  | { readonly kind: "pause" }
  | { readonly kind: "resume" }
  /** Answers with one line for each process in it, and a heading. */
  | { readonly kind: "top" }
  /** Makes a pod of this name for it, before it is run. */
  | { readonly kind: "make-pod"; readonly pod: string }
  /** Removes the pod with all its containers. */
  | { readonly kind: "remove-pod"; readonly pod: string }
  /** Kills it where it still runs, and forgets it. */
  | { readonly kind: "remove" };

/**
 * A private instance of a manager. Its commands are words for the caller to run in the scope, so that each is evidence.
 */
export interface Engine {
  readonly name: EngineName;
  readonly version: string;
  readonly scope: Scope;
  run(request: ContainerRequest): readonly string[];
  /**
   * The commands for an action, to be run one after the other; the last one has the answer.
   *
   * @throws {UnsupportedActionError} The manager's command line has no such thing.
   */
  commands(container: string, action: ContainerAction): readonly (readonly string[])[];
  /** The answer to an action in what its last command printed. */
  answer(container: string, action: ContainerAction, run: CommandRun): string;
  /** Ends the instance with all that it started. */
  close(): Promise<void>;
}

/** A manager's command line lacks an action: a mistake in a scenario. */
export class UnsupportedActionError extends Error {
  constructor(engine: EngineName, action: ContainerAction) {
    super(`${engine}'s command line has no "${action.kind}"`);
  }
}

export interface EngineOptions extends ScopeOptions {
  /** The runtime under test, as an absolute path, and what precedes its subcommands. */
  readonly runtime: { readonly path: string; readonly flags: readonly string[] };
  /** The manager has a network for its containers: a bridge, and rules of a firewall for the ports that are published. */
  readonly network: boolean;
  /** The container root that becomes the image. */
  readonly rootfs: string;
}
