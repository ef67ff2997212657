import { oneLine } from "./one-line.ts";
import { refusals, type RefusalName } from "./refusal-list.ts";

/**
 * The root of all errors that vrun reports to its caller.
 *
 * `code` is what programs match on, `exitCode` what the command ends with. The message names the operation, what was
 * found and what was needed, in one line. Anything else that reaches `cli` is a bug of ours and prints a stack.
 */
export abstract class RuntimeError extends Error {
  abstract readonly code: string;
  readonly exitCode: number = 1;

  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The command line cannot be understood: an unknown flag, a missing argument, a value out of range. */
export class UsageError extends RuntimeError {
  override readonly code = "USAGE";
}

/** There is no command of this name. The exit status is what runc's command line has for it. */
export class UnknownCommandError extends RuntimeError {
  override readonly code = "UNKNOWN_COMMAND";
  override readonly exitCode = 3;

  constructor(name: string) {
    super(`No help topic for '${name}': there is no such command; --help lists them`);
  }
}

/** config.json is missing, is no JSON, or has a property of the wrong type or value. Nothing was made. */
export class ConfigError extends RuntimeError {
  override readonly code = "CONFIG_INVALID";
}

/** Something valid is asked for that vrun cannot do. For a property of config.json nothing was made and no VM was booted. */
export class UnsupportedError extends RuntimeError {
  override readonly code = "UNSUPPORTED";
  /** What was refused as it was given, such as `mounts (/mnt) type ext4`. */
  readonly property: string;
  readonly refusal: RefusalName;

  /**
   * @param refusal The entry of the closed list that has the reason.
   * @param property Where in what was given; without it, the entry's name.
   * @param found What was found there, for the message.
   */
  constructor(refusal: RefusalName, property: string = refusal, found = "") {
    super(`${property} is not supported: ${found === "" ? "" : `${found}; `}${refusals[refusal].reason}`);
    this.property = property;
    this.refusal = refusal;
  }
}

/** No container has this id under the state root. Managers match on the words of the message. */
export class ContainerNotFoundError extends RuntimeError {
  override readonly code = "CONTAINER_NOT_FOUND";

  constructor() {
    super("container does not exist");
  }
}

/** The id is taken by another container under the same state root. */
export class ContainerExistsError extends RuntimeError {
  override readonly code = "CONTAINER_EXISTS";

  constructor() {
    super("container with given ID already exists");
  }
}

/** The operation does not fit the container's status. Thrown before anything is changed. */
export class ContainerStatusError extends RuntimeError {
  override readonly code = "CONTAINER_STATUS";
}

/** Something on the host refused: a file, a mount, a cgroup, a program that could not be started. */
export class HostError extends RuntimeError {
  override readonly code = "HOST";
}

/** The state of a container is not one that this version of vrun reads: another version wrote it, or it is damaged. */
export class ForeignStateError extends RuntimeError {
  override readonly code = "FOREIGN_STATE";

  /** @param found What is wrong with it. */
  constructor(id: string, found: string, cause?: unknown) {
    super(`the state of ${id} ${found}: use the version of vrun that wrote it, or remove the container with "vrun delete --force ${id}"`, { cause });
  }
}

/** A hook ended with a failure, could not be started or ran out of its time. */
export class HookError extends RuntimeError {
  override readonly code = "HOOK";
}

/** The sandbox's monitor cannot be reached or refused a request; `detail` is the monitor's own line. */
export class SandboxError extends RuntimeError {
  override readonly code = "SANDBOX";
}

/** The program of the container or of exec could not be started. The message has the words managers look for. */
export class ProcessStartError extends RuntimeError {
  override readonly code = "PROCESS_START";
}

/** Whether a call to the system failed: what is wrong is the host's, such as a full disk, and no bug of ours. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "syscall" in error && "code" in error && typeof error.code === "string";
}

/** What a failed call on a file says, as C and Go programs say it and managers look for it: `open /x: no such file or directory`. */
function fileError(error: NodeJS.ErrnoException): string {
  const words = /^E[A-Z0-9]+: (.+?), /.exec(error.message)?.[1];
  return words === undefined ? error.message : `${error.syscall}${error.path === undefined ? "" : ` ${error.path}`}: ${words}`;
}

/** The message of anything that was thrown, in one line of at most `messageMax` characters. */
export function messageOf(error: unknown): string {
  return oneLine(error instanceof Error ? fileError(error) : String(error));
}
