/** Data that a caller handed in is missing, malformed or contradicts itself; the message says where and what is right. */
export class InputError extends Error {
  readonly code = "INPUT";
  /** Bad usage or configuration. */
  readonly exitCode = 2;

  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "InputError";
  }
}
