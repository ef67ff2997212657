/**
 * Turns the first Ctrl-C (or TERM, or hang-up) into an abort, so that what runs can be cleaned up and written; a second
 * one is no different, because the clean-up has a bound of its own.
 *
 * @param say called once, with what to tell the user
 */
export async function interruptible<T>(say: (text: string) => void, work: (interrupt: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const abort = (): void => {
    if (controller.signal.aborted) return;
    say("interrupted: cleaning up, then writing the results so far");
    controller.abort();
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.on(signal, abort);
  try {
    return await work(controller.signal);
  } finally {
    for (const signal of signals) process.off(signal, abort);
  }
}
