import { setTimeout as pause } from "node:timers/promises";

/** A condition did not come true in time. What was waited for has been left as it is. */
export class DeadlineError extends Error {
  constructor(what: string, deadlineMs: number, found: string) {
    super(`${what}: not within ${deadlineMs} ms; last seen: ${found}`);
  }
}

/**
 * Asks `look` until it answers with a value, first at once and then at growing intervals (1 to 20 ms).
 *
 * @returns the value, or null when the deadline has passed.
 */
export async function poll<T>(look: () => T | null | Promise<T | null>, deadlineMs: number): Promise<T | null> {
  const until = performance.now() + deadlineMs;
  for (let intervalMs = 1; ; intervalMs = Math.min(intervalMs * 2, 20)) {
    const seen = await look();
    if (seen !== null) return seen;
    if (performance.now() >= until) return null;
    await pause(intervalMs);
  }
}
