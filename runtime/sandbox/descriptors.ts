/** The descriptors beyond stdio that a command inherited and a container is to have: streams of bytes, carried by its shim. */

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import type { DescriptorUse } from "../agent-client/agent-client.ts";
import { HostError, UnsupportedError } from "../errors/errors.ts";
import { firstDescriptor, maxDescriptors } from "./shim-frames.ts";

export type { DescriptorUse };

const tellTimeoutMs = 10_000;

/**
 * Asks what a container can do with each of the descriptors from 3 on.
 *
 * @param host vrun's helper program.
 * @throws {UnsupportedError} naming the first that is no stream of bytes.
 * @throws {HostError} when one of them is not open; the words are runc's.
 */
export function inheritedDescriptors(host: string, count: number): readonly DescriptorUse[] {
  if (count <= 0) return [];
  const numbers = Array.from({ length: count }, (_, index) => firstDescriptor + index);
  numbers.forEach((number, index) => {
    if (!existsSync(`/proc/self/fd/${number}`)) throw new HostError(`unable to stat preserved-fd ${index} (of ${count}): no such file or directory`);
  });
  if (count > maxDescriptors) throw new UnsupportedError("--preserve-fds", "--preserve-fds", `${count} are more than ${maxDescriptors}`);
  const lines = tell(host, numbers);
  return numbers.map((number, index) => {
    const line = lines[index] ?? "no answer";
    if (line !== "input" && line !== "output" && line !== "both")
      throw new UnsupportedError("--preserve-fds", `descriptor ${number} by --preserve-fds or LISTEN_FDS`, `it is ${line}`);
    return line;
  });
}

function tell(host: string, numbers: readonly number[]): readonly string[] {
  const { error, stdout } = spawnSync(host, ["descriptors", String(numbers.length)], { stdio: ["ignore", "pipe", "ignore", ...numbers], encoding: "utf8", timeout: tellTimeoutMs });
  if (error !== undefined) throw new HostError(`cannot look at the inherited descriptors: ${error.message}`, { cause: error });
  return stdout.split("\n");
}
