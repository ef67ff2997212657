import assert from "node:assert/strict";
import { test } from "node:test";
import { guestCommands } from "./network-guest.ts";
import { parseAddresses, parseRoutes, refuseDeadRoutes, refuseOtherVm, refuseRules, type HostInterface } from "./network-view.ts";

const eth0: HostInterface = {
  index: 7,
  name: "eth0",
  mac: "02:00:00:00:00:01",
  mtu: 1400,
  up: true,
  ipv6: true,
  addresses: [{ family: "inet", local: "10.0.0.2", prefix: 24, peer: undefined, broadcast: "10.0.0.255", scope: "global" }],
  routes: [
    { family: "inet", destination: "default", gateway: "169.254.1.1", source: undefined, metric: undefined, scope: undefined, onlink: false },
    { family: "inet", destination: "169.254.1.1", gateway: undefined, source: undefined, metric: undefined, scope: "link", onlink: false },
  ],
  neighbours: [{ address: "169.254.1.1", mac: "02:00:00:00:00:02" }],
};

const lines = (before: HostInterface | undefined, now: HostInterface): string[] => guestCommands(before, now).map((words) => words.join(" "));

test("a new interface is raised before it gets addresses, and a gateway is reachable before there is a route over it", () => {
  assert.deepEqual(lines(undefined, eth0), [
    "ip link set dev eth0 mtu 1400",
    "write /proc/sys/net/ipv6/conf/eth0/disable_ipv6 0",
    "write /proc/sys/net/ipv6/conf/eth0/accept_dad 0",
    "ip link set dev eth0 up",
    "ip -4 address add 10.0.0.2/24 broadcast 10.0.0.255 scope global dev eth0",
    "ip -4 route add 169.254.1.1 dev eth0 scope link",
    "ip -4 route add default via 169.254.1.1 dev eth0",
    "arp -i eth0 -s 169.254.1.1 02:00:00:00:00:02",
  ]);
});

test("nothing is done for an interface that has not changed", () => {
  assert.deepEqual(lines(eth0, { ...eth0 }), []);
});

test("an interface that is down gets addresses but no routes, and all its routes when it is raised", () => {
  const down = { ...eth0, up: false, routes: [], neighbours: [] };
  assert.ok(!lines(undefined, down).some((line) => line.includes("route") || line.endsWith(" up")));
  assert.deepEqual(lines(down, { ...eth0, neighbours: [] }), [
    "ip link set dev eth0 up",
    "ip -4 route add 169.254.1.1 dev eth0 scope link",
    "ip -4 route add default via 169.254.1.1 dev eth0",
  ]);
});

test("what has gone on the host goes in the guest", () => {
  assert.deepEqual(lines(eth0, { ...eth0, addresses: [], routes: eth0.routes.slice(1) }), [
    "ip -4 route del default via 169.254.1.1 dev eth0",
    "ip -4 address del 10.0.0.2/24 dev eth0",
  ]);
});

test("IPv6 that is off on the host is off in the guest", () => {
  assert.ok(lines(undefined, { ...eth0, ipv6: false }).includes("write /proc/sys/net/ipv6/conf/eth0/disable_ipv6 1"));
});

test("addresses are read as iproute2 writes them, without those that the guest makes itself", () => {
  const info = [
    {},
    { family: "inet", local: "10.0.0.1", address: "10.0.0.9", prefixlen: 32, scope: "global" },
    { family: "inet6", local: "fd00::2", prefixlen: 64, scope: "global" },
    { family: "inet6", local: "fe80::1", prefixlen: 64, scope: "link" },
  ];
  assert.deepEqual(parseAddresses({ addr_info: info }), [
    { family: "inet", local: "10.0.0.1", prefix: 32, peer: "10.0.0.9", broadcast: undefined, scope: "global" },
    { family: "inet6", local: "fd00::2", prefix: 64, peer: undefined, broadcast: undefined, scope: "global" },
  ]);
});

test("routes of the kernel and of other interfaces are left out; several next hops are refused", () => {
  const entries = [
    { dst: "10.0.0.0/24", dev: "eth0", protocol: "kernel", scope: "link", flags: [] },
    { dst: "default", gateway: "10.0.0.1", dev: "eth0", flags: ["onlink"] },
    { dst: "10.9.0.0/16", dev: "eth1", scope: "link", flags: [] },
  ];
  assert.deepEqual(parseRoutes("inet", entries, "eth0"), [
    { family: "inet", destination: "default", gateway: "10.0.0.1", source: undefined, metric: undefined, scope: undefined, onlink: true },
  ]);
  const hops = [{ dst: "10.2.0.0/16", nexthops: [{ dev: "eth0" }, { dev: "eth1" }] }];
  assert.throws(() => parseRoutes("inet", hops, "eth0"), { code: "UNSUPPORTED" });
});

const refused = (refusal: string) => ({ code: "UNSUPPORTED", refusal });

test("a route whose gateway is of the other family is refused", () => {
  const entries = [{ dst: "default", via: { family: "inet6", host: "fe80::1" }, dev: "eth0", flags: [] }];
  assert.throws(() => parseRoutes("inet", entries, "eth0"), refused("a route over another address family"));
});

test("the kernel's own routing rules are left out, and others are refused", () => {
  const own = ["local", "main", "default"].map((table, index) => ({ priority: index, src: "all", table }));
  refuseRules(own);
  assert.throws(() => refuseRules([...own, { priority: 5, src: "10.0.0.1", table: "100" }]), refused("a routing rule"));
  assert.throws(() => refuseRules([...own, { priority: 5, src: "all", fwmark: "0x1", table: "main" }]), refused("a routing rule"));
});

test("a route that sends nothing on is refused, unless it is the kernel's own", () => {
  refuseDeadRoutes([{ dst: "default", dev: "eth0" }, { type: "unreachable", dst: "default", dev: "lo", protocol: "kernel" }]);
  assert.throws(() => refuseDeadRoutes([{ type: "blackhole", dst: "10.8.0.0/16", flags: [] }]), refused("a route that sends nothing on"));
});

test("a namespace in which another VM has its taps is refused", () => {
  refuseOtherVm([{ name: "eth0" }, { name: "vrun-tapestry" }]);
  assert.throws(() => refuseOtherVm([{ name: "eth0" }, { name: "vrun-tap7" }]), refused("the network namespace of another container's VM"));
});
