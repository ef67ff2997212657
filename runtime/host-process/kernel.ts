/** System calls that Node does not have. runtime/host/kernel.c is the other half. */

import { join } from "node:path";
import { getSystemErrorName } from "node:util";
import { HostError } from "../errors/errors.ts";

interface Kernel {
  lock(descriptor: number): boolean;
  exchange(one: string, other: string): void;
}

const program = join(__dirname, "../../dist/vrun-kernel.node");
let loaded: Kernel | undefined;

function kernel(): Kernel {
  if (loaded !== undefined) return loaded;
  const module: { exports: Partial<Kernel> } = { exports: {} };
  try {
    process.dlopen(module, program);
  } catch (cause) {
    throw new HostError(`cannot load ${program}; "npm start" and "npm test" make it`, { cause });
  }
  const { lock, exchange } = module.exports;
  if (lock === undefined || exchange === undefined) throw new HostError(`${program} is another version's`);
  return (loaded = { lock, exchange });
}

/** The error of a call as Node's own are, by which callers tell them apart. */
function asNodes(syscall: string, path: string, error: unknown): unknown {
  if (!(error instanceof Error) || !("errno" in error) || typeof error.errno !== "number") return error;
  const code = getSystemErrorName(-error.errno);
  return Object.assign(new Error(`${code}: ${syscall} failed, ${syscall} '${path}'`), { code, errno: -error.errno, syscall, path });
}

/**
 * Takes an exclusive lock on an open file, unless somebody else has it. It ends when the file is closed, which the kernel does for
 * a process that dies, and no other program inherits it.
 *
 * @returns Whether it is held now.
 * @throws {NodeJS.ErrnoException}
 * @see flock(2)
 */
export function tryLock(descriptor: number, path: string): boolean {
  try {
    return kernel().lock(descriptor);
  } catch (error) {
    throw asNodes("flock", path, error);
  }
}

/**
 * Has two files change names, at once: a reader finds one or the other whole. It takes no space.
 *
 * @throws {NodeJS.ErrnoException} EINVAL where the file system cannot.
 * @see renameat2(2), RENAME_EXCHANGE
 */
export function exchangeFiles(one: string, other: string): void {
  try {
    kernel().exchange(one, other);
  } catch (error) {
    throw asNodes("rename", one, error);
  }
}
