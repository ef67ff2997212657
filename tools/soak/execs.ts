/** The kinds of exec, and what is right for each. */

import { createHash } from "node:crypto";
import type { ExecKind } from "./plan.ts";
import type { Ran } from "./vrun.ts";

const inputBytes = 300_000;
const outputBlocks = 48;
const outputBytes = outputBlocks * 65_536;
const input = Buffer.alloc(inputBytes, "what goes in comes out ");

function digest(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}

const inputDigest = digest(input);
const outputDigest = digest(Buffer.alloc(outputBytes));

export interface Exec {
  readonly flags: readonly string[];
  readonly program: readonly string[];
  readonly input?: Buffer;
  readonly terminal?: boolean;
  /** What is wrong with how it ran; null for nothing. */
  readonly judge: (ran: Ran) => string | null;
}

function status(wanted: number): (ran: Ran) => string | null {
  return (ran) => (ran.status === wanted ? null : `status ${ran.status}, not ${wanted}`);
}

function output(bytes: number, wanted: string): (ran: Ran) => string | null {
  return (ran) => status(0)(ran) ?? (ran.stdoutDigest === wanted ? null : `${ran.stdoutBytes} bytes came out that are not the ${bytes} that went in`);
}

export const execs: Readonly<Record<ExecKind, Exec>> = {
  short: { flags: [], program: ["true"], judge: status(0) },
  status: { flags: [], program: ["sh", "-c", "exit 7"], judge: status(7) },
  input: { flags: [], program: ["cat"], input, judge: output(inputBytes, inputDigest) },
  output: { flags: [], program: ["dd", "if=/dev/zero", "bs=65536", `count=${outputBlocks}`, "status=none"], judge: output(outputBytes, outputDigest) },
  terminal: {
    flags: ["--tty"],
    program: ["tty"],
    terminal: true,
    judge: (ran) => status(0)(ran) ?? (ran.stdout.includes("/dev/") ? null : `its terminal is ${JSON.stringify(ran.stdout)}`),
  },
  missing: { flags: [], program: ["/no/such/program"], judge: (ran) => (ran.status === 0 || ran.status === null ? `status ${ran.status} for a program that is not there` : null) },
  detached: { flags: ["--detach"], program: ["sleep", "0.1"], judge: status(0) },
};
