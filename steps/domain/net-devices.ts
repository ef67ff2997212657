import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { poll } from "./poll.ts";
import type { Scenario } from "./scenario.ts";
import { readText } from "./written-files.ts";

const TIMEOUT_MS = 10_000;

function ip(...words: readonly string[]): Promise<unknown> {
  return execa("ip", words, { timeout: TIMEOUT_MS, stdin: "ignore" });
}

/** ip(8) in the network namespace that a process is in. */
function ipBeside(pid: number, ...words: readonly string[]): Promise<unknown> {
  return execa("nsenter", ["--target", String(pid), "--net", "ip", ...words], { timeout: TIMEOUT_MS, stdin: "ignore" });
}

/**
 * Makes a network device of the host that is down, with an MTU, an alias, a queue length, and a global address of either
 * family. Bundles name it as `${netDevice}`. It goes with the scenario, wherever it is then.
 */
export async function addNetDevice(scenario: Scenario): Promise<void> {
  const name = `lc${scenario.token.slice(-8)}`;
  await addDevice((...words) => ip(...words), name);
  scenario.variables["netDevice"] = name;
  scenario.onEnd(`remove the network device ${name}`, async () => {
    for (const left of devicesWith(scenario.token)) await ip("link", "delete", left);
  });
  await ip("link", "set", name, "alias", scenario.token);
  await ip("link", "set", name, "mtu", "1400");
  await ip("link", "set", name, "txqueuelen", "77");
  await ip("address", "add", "192.0.2.7/24", "dev", name);
  await ip("address", "add", "2001:db8::7/64", "dev", name, "nodad");
  scenario.variables["netDeviceFacts"] = attributesOf(name);
}

/** The host's devices with this alias, which stays with a device whatever it is called. */
function devicesWith(alias: string): string[] {
  return readdirSync("/sys/class/net").filter((name) => readAttribute(name, "ifalias") === alias);
}

function readAttribute(name: string, file: string): string {
  return readText(join("/sys/class/net", name, file)).trim();
}

/** Makes a device of a given name in the network namespace that a process is in. */
export async function addDeviceBeside(pid: number, name: string): Promise<void> {
  await addDevice((...words) => ipBeside(pid, ...words), name);
}

/** Gives the scenario's device addresses of IPv4 that are no permanent ones of global scope. */
export async function addOtherAddresses(scenario: Scenario): Promise<void> {
  const name = scenario.variables["netDevice"] ?? "";
  await ip("address", "add", "169.254.7.7/16", "dev", name, "scope", "link");
  await ip("address", "add", "198.51.100.7/24", "dev", name, "valid_lft", "3600", "preferred_lft", "3600");
}

/** How long the kernel may take to remove a network namespace and what is in it. */
const NAMESPACE_GONE_MS = 10_000;

/** Waits until the end of the cable that stayed on the host is gone, as it is once its other end is destroyed; false when it stays. */
export async function awaitPeerGone(scenario: Scenario): Promise<boolean> {
  const name = scenario.variables["netDevice"] ?? "";
  const gone = (): boolean => ![name, peerOf(name)].some((one) => existsSync(join("/sys/class/net", one)));
  await poll(() => (gone() ? true : null), NAMESPACE_GONE_MS);
  return gone();
}

const peerOf = (name: string): string => `p${name.slice(1)}`;

/** Makes one end of a virtual cable: it needs no hardware, can move, and its module makes no device of its own. */
async function addDevice(run: (...words: readonly string[]) => Promise<unknown>, name: string): Promise<void> {
  await run("link", "add", name, "type", "veth", "peer", "name", peerOf(name));
}

/** MTU, hardware address, alias and queue length, as a process reads them of its own devices. */
function attributesOf(name: string): string {
  return ["mtu", "address", "ifalias", "tx_queue_len"].map((file) => readAttribute(name, file)).join(" ");
}

/** The attributes that the scenario's device had before any runtime touched it. */
export function netDeviceFacts(scenario: Scenario): string {
  return scenario.variables["netDeviceFacts"] ?? "";
}

/** True while the scenario's device is in the host's network namespace. */
export function hostHasNetDevice(scenario: Scenario): boolean {
  const name = scenario.variables["netDevice"];
  return name !== undefined && existsSync(join("/sys/class/net", name));
}

/** True while the network namespace of a process has a device of this name. */
export async function hasDeviceBeside(pid: number, name: string): Promise<boolean> {
  const { exitCode } = await execa("nsenter", ["--target", String(pid), "--net", "ip", "link", "show", "dev", name], { timeout: TIMEOUT_MS, stdio: "ignore", reject: false });
  return exitCode === 0;
}
