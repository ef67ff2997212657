/** The options of the commands that make a container or a process. */

import type { CreateOptions } from "../commands/creation.ts";
import type { Options, OptionSpec } from "./options.ts";

export const bundle: OptionSpec = { name: "bundle", short: "b", kind: "text", help: "path to the root of the bundle directory, defaults to the current directory" };
export const consoleSocket: OptionSpec = { name: "console-socket", kind: "text", help: "path to an AF_UNIX socket which will receive a file descriptor referencing the master end of the console's pseudoterminal" };
export const pidfdSocket: OptionSpec = { name: "pidfd-socket", kind: "text", help: "path to an AF_UNIX socket which will receive a pidfd of the container's process on the host" };
export const pidFile: OptionSpec = { name: "pid-file", kind: "text", help: "specify the file to write the process id to" };
export const detach: OptionSpec = { name: "detach", short: "d", kind: "flag", help: "detach from the container's process" };
export const preserveFds: OptionSpec = { name: "preserve-fds", kind: "number", help: "pass N more descriptors to the container (stdio + $LISTEN_FDS + N in total); each must be a stream of bytes" };
export const creation: readonly OptionSpec[] = [
  bundle, consoleSocket, pidfdSocket, pidFile, preserveFds,
  { name: "no-pivot", kind: "flag", help: "accepted: the guest's root can always be pivoted" },
  { name: "no-new-keyring", kind: "flag", help: "accepted: a VM has keyrings of its own" },
];

/** A path as the command would read it later; empty stays empty. */
export function absolute(path: string): string {
  return path === "" || path.startsWith("/") ? path : `${process.cwd()}/${path}`;
}

/** What create and run are asked for. */
export function createOptions(options: Options, id: string, isDetached: boolean): CreateOptions {
  return {
    id,
    bundle: options.text("bundle"),
    pidFile: absolute(options.text("pid-file")),
    consoleSocket: options.text("console-socket"),
    pidfdSocket: options.text("pidfd-socket"),
    detach: isDetached,
    preserveFds: options.number("preserve-fds"),
  };
}
