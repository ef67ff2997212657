/** Commands for QEMU that come with a descriptor. Node sends none, so that vrun-host does. */

import { spawn } from "node:child_process";
import { HostError } from "../errors/errors.ts";
import type { Send } from "./qmp.ts";

/**
 * Sends a command with the descriptor of a new tap in this process's network namespace. The tap is down, and goes when
 * QEMU closes it, or ends.
 *
 * @param helper Path of vrun-host.
 */
export function withTap(helper: string, name: string): Send {
  return sendBy(helper, ["send-tap", name], [], `make the tap ${name}`);
}

/** Sends a command with a descriptor of this process, which stays open here. @param helper Path of vrun-host. */
export function withDescriptor(helper: string, descriptor: number): Send {
  return sendBy(helper, ["send"], [descriptor], "send a descriptor to QEMU");
}

/** @param descriptors What the helper has from 4 on. @param what For errors. */
function sendBy(helper: string, words: readonly string[], descriptors: readonly number[], what: string): Send {
  return (line, channel) => new Promise((resolve, reject) => {
    const child = spawn(helper, [...words, line], { stdio: ["ignore", "ignore", "pipe", channel, ...descriptors] });
    // Node stops reading from what it hands to a child.
    channel.resume();
    let said = "";
    child.stderr?.on("data", (chunk: Buffer) => (said += chunk.toString("utf8")));
    child.once("error", (cause) => reject(new HostError(`cannot start ${helper}: ${cause.message}`, { cause })));
    child.once("close", (status) => (status === 0 ? resolve() : reject(new HostError(`cannot ${what}: ${said.trim()}`))));
  });
}
