import type { Installation } from "../sandbox/paths.ts";

/** What every command gets from the command line. */
export interface Context {
  /** The state root, absolute. */
  readonly root: string;
  /** Whether --root was given. */
  readonly rootIsExplicit: boolean;
  readonly installation: Installation;
  /** The Node program that runs the monitor. */
  readonly node: string;
  /** Whether new containers are to get their cgroup from systemd. */
  readonly systemdCgroup: boolean;
  readonly log: Logger;
}

/** Where records go is the command line's business. */
export interface Logger {
  warn(message: string): void;
  debug(message: string): void;
}
