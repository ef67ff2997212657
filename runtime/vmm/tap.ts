import { spawn } from "node:child_process";
import { HostError } from "../errors/errors.ts";
import type { Send } from "./qmp.ts";

/**
 * Sends a command with the descriptor of a new tap in this process's network namespace. The tap is down, and goes when
 * QEMU closes it, or ends.
 *
 * @param helper Path of vrun-host: Node sends no descriptors.
 */
export function withTap(helper: string, name: string): Send {
  return (line, channel) => new Promise((resolve, reject) => {
    const child = spawn(helper, ["send-tap", name, line], { stdio: ["ignore", "ignore", "pipe", channel] });
    // Node stops reading from what it hands to a child.
    channel.resume();
    let said = "";
    child.stderr?.on("data", (chunk: Buffer) => (said += chunk.toString("utf8")));
    child.once("error", (cause) => reject(new HostError(`cannot start ${helper}: ${cause.message}`, { cause })));
    child.once("close", (status) => (status === 0 ? resolve() : reject(new HostError(`cannot make the tap ${name}: ${said.trim()}`))));
  });
}
