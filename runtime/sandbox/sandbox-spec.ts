import { readFileSync } from "node:fs";
import { join } from "node:path";
import { SandboxError, messageOf } from "../errors/errors.ts";
import type { SandboxSpec } from "./control.ts";

/** What a sandbox was started with. @throws {SandboxError} */
export function readSandboxSpec(directory: string): SandboxSpec {
  try {
    // Written by the command that started the sandbox, into a directory that only our user can open.
    return JSON.parse(readFileSync(join(directory, "sandbox.json"), "utf8")) as SandboxSpec;
  } catch (error) {
    throw new SandboxError(`cannot read what the sandbox was started with: ${messageOf(error)}`, { cause: error });
  }
}
