/** Network namespaces with an interface, and who answers at its other end. */

import { spawnSync } from "node:child_process";
import { createServer, type Server } from "node:net";

const port = 8080;
export const answer = "soak-network";

/** Names of the namespaces, one for each container at a time. */
export function networkName(slot: number): string {
  return `soak-${slot}`;
}

export function networkPath(slot: number): string {
  return `/run/netns/${networkName(slot)}`;
}

/** Where a container in the namespace is answered: address and port. */
export function networkAddress(slot: number): readonly string[] {
  return [`10.99.${slot}.1`, String(port)];
}

/** Makes the namespaces. @throws when the host's ip(8) cannot. */
export function makeNetworks(count: number): void {
  for (let slot = 0; slot < count; slot++) {
    const name = networkName(slot);
    ip("netns", "add", name);
    ip("link", "add", `soak${slot}`, "type", "veth", "peer", "name", "eth0", "netns", name);
    ip("addr", "add", `10.99.${slot}.1/24`, "dev", `soak${slot}`);
    ip("link", "set", `soak${slot}`, "up");
    ip("-netns", name, "addr", "add", `10.99.${slot}.2/24`, "dev", "eth0");
    ip("-netns", name, "link", "set", "eth0", "up");
    ip("-netns", name, "link", "set", "lo", "up");
  }
}

function ip(...args: readonly string[]): void {
  const { status, stderr } = spawnSync("ip", args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`ip ${args.join(" ")}: ${stderr}`);
}

/** Answers at the host's end of all of them. */
export function serve(): Promise<Server> {
  return new Promise((resolve) => {
    const server = createServer((socket) => void socket.on("error", () => undefined).resume().end(answer));
    server.listen(port, () => resolve(server));
  });
}
