/**
 * Joins the interfaces of the container's network namespace on the host to the container in the guest.
 *
 * The monitor and QEMU live in that namespace. For each interface there QEMU makes a tap, and all that arrives at the
 * one leaves by the other: interface and tap redirect to each other by tc. The guest's interface has the same name,
 * MAC, MTU, addresses and routes.
 */

import type { AgentClient } from "../agent-client/agent-client.ts";
import { HostError, messageOf } from "../errors/errors.ts";
import type { Vm } from "../vmm/vm.ts";
import { awaitPlugged, runInGuest } from "./guest-program.ts";
import { guestCommands, type GuestCommand } from "./network-guest.ts";
import { readInterfaces, refuseOtherVm, runNetworkTool, type HostInterface } from "./network-view.ts";
import { noteRedirected } from "./network-release.ts";
import { watchNetwork, type NetworkWatch } from "./network-watch.ts";
import { trace } from "./trace.ts";

const fileTimeoutMs = 10_000;

/** Runs commands from a file, a word between two tabs, so that no word is ever looked into. */
const runCommands = `
set -f
tab=$(printf '\\t')
while IFS= read -r line; do
  IFS=$tab
  set -- $line
  IFS=
  if [ "$1" = write ]; then printf '%s' "$3" >"$2"; else busybox "$@"; fi || { echo "$*" >&2; exit 1; }
done
`;

/** Finds the network device that was plugged in, by its MAC, names it, and gives it to a process's namespace. */
const adoptDevice = `${awaitPlugged}
mac=$1 name=$2 pid=$3
busybox modprobe virtio_net
await_plugged '/sys/class/net/*' address "$mac" 'network device'
own=\${found##*/}
if [ "$own" != "$name" ]; then busybox ip link set dev "$own" name "$name" || exit 1; fi
busybox ip link set dev "$name" netns "$pid"
`;

interface Joined {
  readonly id: string;
  readonly tap: string;
  /** What the guest has. */
  readonly state: HostInterface;
}

/** The network of one container. */
export class SandboxNetwork {
  readonly #directory: string;
  readonly #vm: Vm;
  readonly #agent: AgentClient;
  readonly #joined = new Map<number, Joined>();
  #plugged = 0;
  #watch: NetworkWatch | undefined;
  #order: Promise<void> = Promise.resolve();

  /** @param directory The sandbox's, where it is noted what is to be taken back. */
  constructor(vm: Vm, agent: AgentClient, directory: string) {
    this.#directory = directory;
    this.#vm = vm;
    this.#agent = agent;
  }

  /**
   * Brings the guest to what the host's namespace is now.
   *
   * @param pid A process in the guest that is in the container's network namespace.
   * @throws {UnsupportedError} An interface or a route cannot be had in a VM.
   * @throws {HostError | SandboxError} The host or the guest refused.
   */
  update(pid: number): Promise<void> {
    const updated = this.#order.then(() => this.#update(pid));
    this.#order = updated.catch(() => undefined);
    return updated;
  }

  /** As `update`, and from then on whenever the host's namespace changes. Where there is nothing but loopback, that stays so. */
  async follow(pid: number): Promise<void> {
    await this.update(pid);
    if (this.#joined.size === 0 || this.#watch !== undefined) return;
    this.#watch = await watchNetwork(() => {
      this.update(pid).catch((error: unknown) => process.stderr.write(`vrun-monitor: network: ${messageOf(error)}\n`));
    });
  }

  /** Looks at changes no more. Never rejects. */
  async unfollow(): Promise<void> {
    await this.#watch?.close().catch(() => undefined);
    await this.#order;
  }

  /** Takes back what was made on the host's interfaces. Call when QEMU has ended; never rejects. */
  async release(): Promise<void> {
    for (const { state } of this.#joined.values()) await removeRedirect(state.name).catch(() => undefined);
    this.#joined.clear();
    this.#note();
  }

  #note(): void {
    noteRedirected(this.#directory, [...this.#joined.values()].map(({ state }) => state.name));
  }

  async #update(pid: number): Promise<void> {
    const interfaces = await readInterfaces(new Set([...this.#joined.values()].map(({ tap }) => tap)));
    refuseOtherVm(interfaces);
    for (const [index, joined] of this.#joined) {
      const now = interfaces.find((entry) => entry.index === index);
      // The guest knows it by the name and address that it had.
      if (now === undefined || now.name !== joined.state.name || now.mac !== joined.state.mac) await this.#leave(joined);
    }
    for (const now of interfaces) {
      const before = this.#joined.get(now.index);
      const joined = before ?? (await this.#join(now, pid));
      await this.#configure(guestCommands(before?.state, now), pid);
      this.#joined.set(now.index, { ...joined, state: now });
    }
    if (interfaces.length > 0) trace("network is up to date");
  }

  async #join(host: HostInterface, pid: number): Promise<Joined> {
    const joined = { id: `net${this.#plugged++}`, tap: tapName(host), state: host };
    await this.#vm.plugNetwork({ id: joined.id, tap: joined.tap, mac: host.mac }).catch((error: unknown) => {
      throw new HostError(`cannot join the interface ${host.name} to a VM: ${messageOf(error)}`, { cause: error });
    });
    this.#joined.set(host.index, joined);
    this.#note();
    await runNetworkTool("ip", ["link", "set", "dev", joined.tap, "mtu", `${host.mtu}`, "up"]);
    await addRedirect(host.name, joined.tap);
    await addRedirect(joined.tap, host.name);
    trace(`${host.name} is joined to a tap`);
    await runInGuest(this.#agent, ["/usr/bin/sh", "-c", adoptDevice, "adopt", host.mac, host.name, `${pid}`], `cannot give ${host.name} to the container`);
    trace(`${host.name} is in the guest`);
    return joined;
  }

  async #leave({ id, state }: Joined): Promise<void> {
    this.#joined.delete(state.index);
    await removeRedirect(state.name).catch(() => undefined); // mostly it went with the interface
    this.#note();
    await this.#vm.unplugNetwork(id);
  }

  async #configure(commands: readonly GuestCommand[], pid: number): Promise<void> {
    if (commands.length === 0) return;
    const file = "/run/vrun/network";
    await this.#agent.makeDirectory("/run/vrun", 0o700, fileTimeoutMs);
    await this.#agent.writeFile(file, Buffer.from(`${commands.map((words) => words.join("\t")).join("\n")}\n`), 0o600, fileTimeoutMs);
    const inside = ["/usr/bin/busybox", "nsenter", "-t", `${pid}`, "-n"];
    await runInGuest(this.#agent, [...inside, "/usr/bin/sh", "-c", `exec <${file}\n${runCommands}`], "cannot set the container's network up");
  }
}

/** An interface's name has 15 characters at most; the index tells which it belongs to. */
function tapName(host: HostInterface): string {
  return `vrun-tap${host.index}`;
}

async function addRedirect(from: string, to: string): Promise<void> {
  const add = ["qdisc", "add", "dev", from, "ingress"];
  // One may be left by a VM whose monitor was killed: its tap, and with it the VM's part of it, has gone.
  await runNetworkTool("tc", add).catch(async () => {
    await removeRedirect(from);
    await runNetworkTool("tc", add);
  });
  const everything = ["protocol", "all", "u32", "match", "u32", "0", "0"];
  await runNetworkTool("tc", ["filter", "add", "dev", from, "parent", "ffff:", ...everything, "action", "mirred", "egress", "redirect", "dev", to]);
}

async function removeRedirect(from: string): Promise<void> {
  await runNetworkTool("tc", ["qdisc", "del", "dev", from, "ingress"]);
}
