import { getSystemErrorMap } from "node:util";
import { RuntimeError } from "./errors.ts";

/** No answer from the guest agent in time; whether the guest did what was asked is unknown. */
export class AgentTimeoutError extends RuntimeError {
  override readonly code = "AGENT_TIMEOUT";

  constructor(operation: string, timeoutMs: number) {
    super(`guest agent: no answer to ${operation} within ${timeoutMs} ms`);
  }
}

/** The channel to the guest agent is closed: the VM ended, or the guest broke the protocol (then that is the cause). */
export class AgentGoneError extends RuntimeError {
  override readonly code = "AGENT_GONE";

  constructor(cause?: Error) {
    super(`guest agent: the channel is closed${cause ? ` (${cause.message})` : ""}`, { cause });
  }
}

/** The guest sent what no agent sends. The channel has been closed. */
export class AgentProtocolError extends RuntimeError {
  override readonly code = "AGENT_PROTOCOL";

  constructor(found: string) {
    super(`guest agent broke the protocol: ${found}`);
  }
}

/** A request that does not fit into the protocol, such as an argument list beyond 64 KiB. Nothing was sent. */
export class AgentRequestError extends RuntimeError {
  override readonly code = "AGENT_REQUEST";
}

/** The guest refused. */
export class GuestError extends RuntimeError {
  override readonly code: string = "GUEST";
  /** Linux errno. */
  readonly errno: number;
  /** The step that failed, in the agent's words. */
  readonly step: string;

  constructor(errno: number, step: string) {
    super(`guest: ${step}: ${describeErrno(errno)}`);
    this.errno = errno;
    this.step = step;
  }
}

/** The process has been reaped; nothing was sent. */
export class NoSuchProcessError extends GuestError {
  override readonly code = "NO_SUCH_PROCESS";
}

/** A spawned program ended before there was a process to adopt. */
export class SpawnFailedError extends RuntimeError {
  override readonly code = "SPAWN_FAILED";
  readonly ending: { kind: "exited"; status: number } | { kind: "signalled"; signal: number };
  /** At most 64 KiB each. */
  readonly stdout: Buffer;
  readonly stderr: Buffer;

  constructor(program: string, ending: SpawnFailedError["ending"], stdout: Buffer, stderr: Buffer) {
    const how = ending.kind === "exited" ? `exited with ${ending.status}` : `was ended by signal ${ending.signal}`;
    super(`guest: ${program} ${how}: ${lastLine(stderr) || lastLine(stdout) || "no output"}`);
    this.ending = ending;
    this.stdout = stdout;
    this.stderr = stderr;
  }
}

/** Guest and host are both Linux, so the host's table of errnos describes the guest's. */
function describeErrno(errno: number): string {
  return getSystemErrorMap().get(-errno)?.[1] ?? `errno ${errno}`;
}

function lastLine(output: Buffer): string {
  return output.toString("utf8").trimEnd().split("\n").at(-1) ?? "";
}
