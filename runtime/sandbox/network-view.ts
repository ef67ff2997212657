/** What is in a network namespace of the host, as iproute2 tells it. */

import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { UnsupportedError, HostError } from "../errors/errors.ts";

const queryTimeoutMs = 10_000;
const answerBytesMax = 16 * 1024 * 1024;

export interface Address {
  readonly family: "inet" | "inet6";
  readonly local: string;
  readonly prefix: number;
  readonly peer: string | undefined;
  readonly broadcast: string | undefined;
  readonly scope: string;
}

export interface Route {
  readonly family: "inet" | "inet6";
  /** A prefix, an address, or `default`. */
  readonly destination: string;
  readonly gateway: string | undefined;
  readonly source: string | undefined;
  readonly metric: number | undefined;
  readonly scope: string | undefined;
  readonly onlink: boolean;
}

export interface Neighbour {
  readonly address: string;
  readonly mac: string;
}

/** An interface and all that the guest's one is to have. */
export interface HostInterface {
  readonly index: number;
  readonly name: string;
  readonly mac: string;
  readonly mtu: number;
  readonly up: boolean;
  /** The namespace keeps IPv6 off this interface. */
  readonly ipv6: boolean;
  readonly addresses: readonly Address[];
  readonly routes: readonly Route[];
  /** Permanent ones. */
  readonly neighbours: readonly Neighbour[];
}

const tapPattern = /^vrun-tap\d+$/;

/** Runs `ip` or `tc` in this process's network namespace. @throws {HostError} with the program's words. */
export function runNetworkTool(program: "ip" | "tc", args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { timeout: queryTimeoutMs, maxBuffer: answerBytesMax, env: { PATH: "/usr/sbin:/sbin:/usr/bin:/bin", LC_ALL: "C" } };
    execFile(program, [...args], options, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout);
      const missing = "code" in error && String(error.code) === "ENOENT";
      const words = missing ? "it is not there; install the package iproute2" : stderr.trim() || error.message;
      reject(new HostError(`${program} ${args.join(" ")}: ${words}`, { cause: error }));
    });
  });
}

/** Reads the interfaces of this process's network namespace that carry Ethernet, apart from those named in `ours`. */
export async function readInterfaces(ours: ReadonlySet<string>): Promise<HostInterface[]> {
  const links = list(await runNetworkTool("ip", ["-json", "address", "show"]));
  const wanted = links.filter((link) => text(link, "link_type") !== "loopback" && !ours.has(text(link, "ifname") ?? ""));
  for (const link of wanted) refuseOtherThanEthernet(link);
  const ethernet = wanted.filter((link) => text(link, "link_type") === "ether");
  if (ethernet.length === 0) return [];
  const [rules, rules6, routes, routes6, neighbours] = await Promise.all([
    runNetworkTool("ip", ["-json", "-4", "rule", "show"]).then(list),
    runNetworkTool("ip", ["-json", "-6", "rule", "show"]).then(list),
    runNetworkTool("ip", ["-json", "-4", "route", "show"]).then(list),
    runNetworkTool("ip", ["-json", "-6", "route", "show"]).then(list),
    runNetworkTool("ip", ["-json", "neighbour", "show", "nud", "permanent"]).then(list),
  ]);
  refuseRules([...rules, ...rules6]);
  refuseDeadRoutes([...routes, ...routes6]);
  return Promise.all(
    ethernet.map(async (link) => {
      const name = text(link, "ifname") ?? "";
      const at = (entry: Fields): boolean => text(entry, "dev") === name;
      return {
        index: number(link, "ifindex") ?? 0,
        name,
        mac: text(link, "address") ?? "",
        mtu: number(link, "mtu") ?? 1500,
        up: strings(link, "flags").includes("UP"),
        ipv6: (await readFile(`/proc/sys/net/ipv6/conf/${name}/disable_ipv6`, "utf8").catch(() => "1")).trim() === "0",
        addresses: parseAddresses(link),
        routes: [...parseRoutes("inet", routes, name), ...parseRoutes("inet6", routes6, name)],
        neighbours: neighbours.filter(at).flatMap(parseNeighbour),
      };
    }),
  );
}

/** Devices that the kernel makes by itself in each namespace are no Ethernet, and down. */
function refuseOtherThanEthernet(link: Fields): void {
  const type = text(link, "link_type") ?? "";
  if (type !== "ether" && strings(link, "flags").includes("UP"))
    throw new UnsupportedError("an interface that is no Ethernet", `network interface ${text(link, "ifname")}`, `it is of type ${type}`);
}

/** The tables that the kernel makes rules for by itself. */
const ownTables: readonly string[] = ["local", "main", "default"];

/**
 * @param entries What `ip -json rule show` says.
 * @throws {UnsupportedError} for a rule beside the kernel's own: the guest would send packets elsewhere.
 */
export function refuseRules(entries: readonly Readonly<Record<string, unknown>>[]): void {
  for (const entry of entries) {
    const [table, source] = [text(entry, "table") ?? "none", text(entry, "src") ?? ""];
    const isOwn = ownTables.includes(table) && source === "all" && Object.keys(entry).every((key) => ["priority", "src", "table", "protocol"].includes(key));
    if (!isOwn) throw new UnsupportedError("a routing rule", `the routing rule ${number(entry, "priority") ?? 0}`, `it is for ${source} and table ${table}`);
  }
}

/** @throws {UnsupportedError} for a route of the main table whose packets go nowhere: without it the guest would send them on. */
export function refuseDeadRoutes(entries: readonly Readonly<Record<string, unknown>>[]): void {
  for (const entry of entries) {
    const type = text(entry, "type") ?? "unicast";
    if (["blackhole", "unreachable", "prohibit", "throw"].includes(type) && text(entry, "protocol") !== "kernel")
      throw new UnsupportedError("a route that sends nothing on", `the route to ${text(entry, "dst") ?? ""}`, `it is of type ${type}`);
  }
}

/** @throws {UnsupportedError} when one of the interfaces is a tap of another VM. */
export function refuseOtherVm(interfaces: readonly { readonly name: string }[]): void {
  if (interfaces.some(({ name }) => tapPattern.test(name))) throw new UnsupportedError("the network namespace of another container's VM");
}

/** @param link One entry of `ip -json address show`. IPv6 link-local addresses are left out: the guest makes the same. */
export function parseAddresses(link: Readonly<Record<string, unknown>>): Address[] {
  return fields(link["addr_info"]).flatMap((entry) => {
    const family = text(entry, "family");
    const local = text(entry, "local");
    if ((family !== "inet" && family !== "inet6") || local === undefined) return [];
    const scope = text(entry, "scope") ?? "global";
    if (family === "inet6" && scope === "link") return [];
    return [{ family, local, prefix: number(entry, "prefixlen") ?? 0, peer: text(entry, "address"), broadcast: text(entry, "broadcast"), scope }];
  });
}

/**
 * @param entries What `ip -json route show` says of one family.
 * @throws {UnsupportedError} for a route with several next hops, one of which is this interface.
 */
export function parseRoutes(family: Route["family"], entries: readonly Readonly<Record<string, unknown>>[], name: string): Route[] {
  return entries.flatMap((entry) => {
    const destination = text(entry, "dst") ?? "";
    if (fields(entry["nexthops"]).some((hop) => text(hop, "dev") === name))
      throw new UnsupportedError("a route with several next hops", `the route to ${destination}`);
    // The guest's kernel makes its own routes to the prefixes of its addresses, and listens to routers itself.
    if (text(entry, "dev") !== name || ["kernel", "ra"].includes(text(entry, "protocol") ?? "")) return [];
    const via = entry["via"];
    if (via !== undefined) throw new UnsupportedError("a route over another address family", `the route to ${destination}`);
    return [
      {
        family,
        destination,
        gateway: text(entry, "gateway"),
        source: text(entry, "prefsrc"),
        metric: number(entry, "metric"),
        scope: family === "inet" ? text(entry, "scope") : undefined,
        onlink: strings(entry, "flags").includes("onlink"),
      },
    ];
  });
}

function parseNeighbour(entry: Fields): Neighbour[] {
  const address = text(entry, "dst");
  const mac = text(entry, "lladdr");
  if (address?.includes(":") === true) throw new UnsupportedError("a permanent IPv6 neighbour", `the permanent neighbour ${address}`);
  return address === undefined || mac === undefined ? [] : [{ address, mac }];
}

type Fields = Readonly<Record<string, unknown>>;

function list(answer: string): Fields[] {
  if (answer.trim() === "") return [];
  const entries: unknown = JSON.parse(answer);
  return fields(entries);
}

function fields(value: unknown): Fields[] {
  if (!Array.isArray(value)) return [];
  // iproute2 6.1 adds empty objects for what it leaves out.
  return (value as unknown[]).filter((entry): entry is Fields => typeof entry === "object" && entry !== null && Object.keys(entry).length > 0);
}

function text(entry: Fields, key: string): string | undefined {
  const value = entry[key];
  return typeof value === "string" ? value : undefined;
}

function number(entry: Fields, key: string): number | undefined {
  const value = entry[key];
  return typeof value === "number" ? value : undefined;
}

function strings(entry: Fields, key: string): string[] {
  const value = entry[key];
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}
