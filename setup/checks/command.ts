import path from "node:path";
import { execa } from "execa";

/** The checkout. */
export const root = path.join(__dirname, "../..");

export interface Ran {
  readonly ok: boolean;
  readonly exitCode: number | null;
  /** Standard output and error, as they came. */
  readonly text: string;
  readonly stdout: string;
}

/**
 * Runs a program in the checkout to its end.
 *
 * @param say gets each line as it comes
 * @throws {Error} It did not end in time.
 */
export async function run(argv: readonly string[], timeoutMs: number, say: (line: string) => void = () => {}): Promise<Ran> {
  const [program = "", ...args] = argv;
  const child = execa(program, args, { cwd: root, reject: false, all: true, stdin: "ignore", timeout: timeoutMs, env: { FORCE_COLOR: "0", NO_COLOR: "1" } });
  for await (const line of child.iterable({ from: "all" })) say(line);
  const result = await child;
  if (result.timedOut) throw new Error(`${argv.join(" ")} did not end within ${timeoutMs / 1000} s`);
  return { ok: result.exitCode === 0, exitCode: result.exitCode ?? null, text: result.all, stdout: result.stdout };
}

/** The last lines of a text. */
export function lastLines(text: string, count: number): readonly string[] {
  return text.split("\n").filter((line) => line.trim() !== "").slice(-count);
}
