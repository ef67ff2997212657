import { writeSync } from "node:fs";

/** Set once what is printed goes through the stream. */
let isStreamed = false;

/**
 * Prints to standard output.
 *
 * At once where it takes the text: to load Node's streams takes longer than all else that `state` does. What it does not
 * take now, as a full pipe that does not block, goes through the stream.
 */
export function print(text: string): void {
  let rest = Buffer.from(text);
  try {
    while (!isStreamed && rest.length > 0) rest = rest.subarray(writeSync(1, rest));
  } catch {
    isStreamed = true;
  }
  if (rest.length > 0) process.stdout.write(rest);
}

/** Calls `then` when all that was printed has been written. */
export function whenPrinted(then: () => void): void {
  if (isStreamed) process.stdout.write("", then);
  else then();
}
