/** The commands that bring an interface of the guest to what its counterpart on the host is. */

import type { Address, HostInterface, Neighbour, Route } from "./network-view.ts";

/** One command: a busybox applet with its arguments, or `write FILE VALUE`. */
export type GuestCommand = readonly string[];

/**
 * What is to be done in the container's network namespace in the guest, in order.
 *
 * @param before What the guest's interface is like; undefined for one that was just plugged in.
 */
export function guestCommands(before: HostInterface | undefined, now: HostInterface): GuestCommand[] {
  const { name } = now;
  const commands: GuestCommand[] = [];
  if (before?.mtu !== now.mtu) commands.push(["ip", "link", "set", "dev", name, "mtu", `${now.mtu}`]);
  if (before?.ipv6 !== now.ipv6) commands.push(["write", `/proc/sys/net/ipv6/conf/${name}/disable_ipv6`, now.ipv6 ? "0" : "1"]);
  // The host has found out already that nobody else has the address.
  if (before === undefined && now.ipv6) commands.push(["write", `/proc/sys/net/ipv6/conf/${name}/accept_dad`, "0"]);
  const [goneRoutes, newRoutes] = difference(before?.routes ?? [], now.routes);
  const [goneAddresses, newAddresses] = difference(before?.addresses ?? [], now.addresses);
  const [, newNeighbours] = difference(before?.neighbours ?? [], now.neighbours);
  // The kernel drops all routes of an interface that goes down.
  const raised = now.up && before?.up !== true;
  if (now.up) commands.push(...goneRoutes.filter(() => !raised).map((route) => routeCommand("del", route, name)));
  commands.push(...goneAddresses.map((address) => addressCommand("del", address, name)));
  if (!now.up && before?.up === true) commands.push(["ip", "link", "set", "dev", name, "down"]);
  if (raised) commands.push(["ip", "link", "set", "dev", name, "up"]);
  commands.push(...newAddresses.map((address) => addressCommand("add", address, name)));
  if (!now.up) return commands;
  // A gateway has to be reachable before there can be a route over it.
  const routes = raised ? now.routes : newRoutes;
  for (const route of [...routes.filter(({ gateway }) => gateway === undefined), ...routes.filter(({ gateway }) => gateway !== undefined)])
    commands.push(routeCommand("add", route, name));
  commands.push(...newNeighbours.map((neighbour) => neighbourCommand(neighbour, name)));
  return commands;
}

/** What is in the first list alone, and what is in the second alone. */
function difference<T>(before: readonly T[], now: readonly T[]): [T[], T[]] {
  const key = (entry: T): string => JSON.stringify(entry);
  const [old, fresh] = [new Set(before.map(key)), new Set(now.map(key))];
  return [before.filter((entry) => !fresh.has(key(entry))), now.filter((entry) => !old.has(key(entry)))];
}

function family(of: "inet" | "inet6"): string {
  return of === "inet" ? "-4" : "-6";
}

function addressCommand(action: "add" | "del", address: Address, name: string): GuestCommand {
  const { local, prefix, peer, broadcast, scope } = address;
  return [
    ...["ip", family(address.family), "address", action],
    ...(peer === undefined ? [`${local}/${prefix}`] : [local, "peer", `${peer}/${prefix}`]),
    ...(action === "add" && broadcast !== undefined ? ["broadcast", broadcast] : []),
    ...(action === "add" && address.family === "inet" ? ["scope", scope] : []),
    ...["dev", name],
  ];
}

function routeCommand(action: "add" | "del", route: Route, name: string): GuestCommand {
  const { destination, gateway, source, metric, scope, onlink } = route;
  return [
    ...["ip", family(route.family), "route", action, destination],
    ...(gateway === undefined ? [] : ["via", gateway]),
    ...["dev", name],
    ...(source === undefined ? [] : ["src", source]),
    ...(metric === undefined ? [] : ["metric", `${metric}`]),
    ...(scope === undefined ? [] : ["scope", scope]),
    ...(onlink && gateway !== undefined ? ["onlink"] : []),
  ];
}

function neighbourCommand({ address, mac }: Neighbour, name: string): GuestCommand {
  return ["arp", "-i", name, "-s", address, mac];
}
