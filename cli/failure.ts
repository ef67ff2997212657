/** Bad usage or configuration: the message says which argument and what would be right. */
export class UsageError extends Error {
  readonly code = "USAGE";
  readonly exitCode = 2;
}

/** This machine cannot do what was asked: the message says what is missing. */
export class HostError extends Error {
  readonly code = "HOST";
  readonly exitCode = 3;
}

/** The exit code that an error carries; null for one that is our bug. */
export function exitCodeOf(error: unknown): number | null {
  if (!(error instanceof Error) || !("exitCode" in error)) return null;
  return typeof error.exitCode === "number" ? error.exitCode : null;
}
