import assert from "node:assert/strict";
import { test } from "node:test";
import { ConfigError, ProcessStartError, UnsupportedError } from "../errors/errors.ts";
import type { FileKind, HostView } from "./host-view.ts";
import { formatJson } from "./json.ts";
import { parseConfig } from "./load.ts";
import { planContainer, type ContainerPlan } from "./plan.ts";
import type { PodView } from "./refusals.ts";

const files: Readonly<Record<string, FileKind>> = {
  "/b/rootfs": "directory",
  "/data": "directory",
  "/data/inner": "directory",
  "/etc/hosts": "file",
  "/run/x.sock": "socket",
  "/dev/null": { characterDevice: { major: 1, minor: 3 } },
  "/dev/kvm": { characterDevice: { major: 10, minor: 232 } },
  "/dev/loop3": { blockDevice: { major: 7, minor: 3 } },
  "/dev/loop4": { blockDevice: { major: 7, minor: 4 } },
  "/sys": "directory",
  "/b/rootfs/taken": "file",
  "/b/rootfs/zero": { characterDevice: { major: 1, minor: 5 } },
};
const host: HostView = {
  fileKind: (path) => files[path],
  mountAt: (path) => ({ flags: ["rw", "nosuid", "relatime"], below: path === "/data" ? [{ path: "inner", flags: ["ro", "noexec"] }] : [] }),
  kindInRoot: (root, path) => files[`${root}${path}`],
  kernelFileSystem: (path) => (path === "/sys" ? "sysfs" : undefined),
  hasDevice: (type, major) => type === "block" || major === 10,
  isOwnNetwork: (path) => path === "/proc/1/ns/net",
  cpuCount: 4,
  hasApparmor: () => true,
  apparmorPolicy: (profile) => (profile === "docker-default" ? Buffer.from("policy") : undefined),
  memoryBytes: 3.9 * 1024 * 1024 * 1024,
};
const namespaces = ["pid", "network", "ipc", "uts", "mount"].map((type) => ({ type }));

interface Change {
  readonly linux?: object;
  readonly mounts?: readonly object[];
  readonly process?: object;
  readonly [name: string]: unknown;
}

function plan({ linux, process, ...rest }: Change = {}, pod?: PodView): ContainerPlan {
  const config = {
    ociVersion: "1.3.0", root: { path: "rootfs" }, ...rest,
    process: { cwd: "/", args: ["true"], ...process },
    linux: { namespaces, ...linux },
  };
  return planContainer("c", "/b", parseConfig(JSON.stringify(config)), host, pod);
}

function guest(change: Change): Record<string, Record<string, unknown>> {
  return JSON.parse(formatJson(plan(change).guestConfig)) as Record<string, Record<string, unknown>>;
}

test("the root is bound into the shared folder and named so in the guest", () => {
  const planned = plan({ root: { path: "rootfs", readonly: true } });
  assert.deepEqual(planned.binds, [{ source: "/b/rootfs", name: "rootfs", recursive: true, access: "ro", directory: true }]);
  assert.deepEqual(guest({ root: { path: "rootfs", readonly: true } })["root"], { path: "/run/shared/c/rootfs", readonly: true });
});

test("a bind mount becomes a bind on the host and its name in the guest", () => {
  const mounts = [{ destination: "/proc", type: "proc" }, { destination: "/etc/hosts", type: "bind", source: "/etc/hosts", options: ["rbind", "ro"] }];
  assert.deepEqual(plan({ mounts }).binds[1], { source: "/etc/hosts", name: "mounts/1", recursive: true, access: "ro", directory: false });
  assert.equal((guest({ mounts })["mounts"]?.[1] as { source: string }).source, "/run/shared/c/mounts/1");
});

test("what is mounted below a recursive bind is a mount of its own, with its own flags", () => {
  const mounts = [{ destination: "/x", type: "bind", source: "/data", options: ["rbind", "rnodev", "runbindable"] }];
  assert.deepEqual(guest({ mounts })["mounts"], [
    { destination: "/x", type: "bind", source: "/run/shared/c/mounts/0", options: ["rbind", "nosuid", "nodev"] },
    { destination: "/x/inner", type: "bind", source: "/run/shared/c/mounts/0/inner", options: ["bind", "ro", "noexec", "nodev"] },
  ]);
  const [hook] = guest({ mounts })["hooks"]?.["createContainer"] as { args: string[] }[];
  assert.deepEqual(hook?.args, ["mount-flags", "/run/shared/c/rootfs", "/x", "unbindable", "/x/inner", "unbindable"]);
  assert.equal(guest({ mounts })["linux"]?.["rootfsPropagation"], "private");
});

test("a profile brings its policy and a guest with AppArmor, and is crun's to set", () => {
  const change = { process: { apparmorProfile: "docker-default" } };
  assert.equal(plan(change).policy?.toString(), "policy");
  assert.equal(plan(change).apparmor, true);
  assert.equal(guest(change)["process"]?.["apparmorProfile"], "docker-default");
});

test("without a profile, or unconfined, the guest has no AppArmor", () => {
  for (const process of [{}, { apparmorProfile: "" }, { apparmorProfile: "unconfined" }]) {
    assert.equal(plan({ process }).policy, undefined);
    assert.equal(plan({ process }).apparmor, false);
  }
});

test("a pod's sandbox has AppArmor where the host has it", () => {
  assert.equal(plan({ annotations: { "io.kubernetes.cri.container-type": "sandbox" } }).apparmor, true);
});

test("a profile that the host has not loaded is refused in runc's words", () => {
  assert.throws(() => plan({ process: { apparmorProfile: "none" } }), (error) => error instanceof ProcessStartError && /apparmor failed to apply profile: .*none/.test(error.message));
});

const mappings = (hostID: number): object[] => [{ containerID: 0, hostID, size: 10 }];

test("a bind of what an earlier mount shows is a bind in the guest", () => {
  const first = { destination: "/first", type: "bind", source: "/data", options: ["rbind"] };
  const second = { destination: "/second", type: "bind", source: "/b/rootfs/first/inner", options: ["rbind"] };
  const planned = plan({ mounts: [first, second] });
  assert.deepEqual(planned.binds.map(({ source }) => source), ["/b/rootfs", "/data"]);
  assert.equal((guest({ mounts: [first, second] })["mounts"] as unknown as { source: string }[]).at(-1)?.source, "/run/shared/c/rootfs/first/inner");
  assert.equal(planned.mountPoints.at(-1)?.directory, true);
});

test("a tmpfs where there was no folder is open to all, and another takes over its folder's mode", () => {
  const optionsOf = (destination: string): unknown => (guest({ mounts: [{ destination, type: "tmpfs" }] })["mounts"] as unknown as { options: unknown }[])[0]?.options;
  assert.deepEqual(optionsOf("/new"), ["mode=1777"]);
  assert.deepEqual(optionsOf("/taken"), []);
});

test("an empty HOME is none, and a startContainer hook has the process's environment unless it has its own", () => {
  const startContainer = [{ path: "/a" }, { path: "/b", env: [] }];
  const change = { process: { env: ["HOME=", "A=1"] }, hooks: { startContainer } };
  assert.deepEqual(guest(change)["process"]?.["env"], ["A=1"]);
  assert.deepEqual(plan(change).hooks.startContainer?.map(({ env }) => env), [["HOME=", "A=1"], []]);
});

test("an id-mapped bind is mapped on the host, by its own mappings or the container's", () => {
  const bind = { destination: "/x", type: "bind", source: "/data" };
  const own = plan({ mounts: [{ ...bind, options: ["rbind", "ridmap"], uidMappings: mappings(3000), gidMappings: mappings(4000) }] });
  assert.deepEqual(own.binds[1]?.idmap, { uids: mappings(3000), gids: mappings(4000), recursive: true });
  assert.doesNotMatch(formatJson(own.guestConfig), /idmap|3000/);
  const linux = { namespaces: [...namespaces, { type: "user" }], uidMappings: mappings(1), gidMappings: mappings(2) };
  assert.deepEqual(plan({ linux, mounts: [{ ...bind, options: ["bind", "idmap"] }] }).binds[1]?.idmap, { uids: mappings(1), gids: mappings(2), recursive: false });
  for (const half of [{ uidMappings: mappings(1) }, { gidMappings: mappings(1) }, {}])
    assert.throws(() => plan({ mounts: [{ ...bind, options: ["bind", "idmap"], ...half }] }), ConfigError);
});

test("a bind of a device that every kernel has is the guest's own", () => {
  const planned = plan({ mounts: [{ destination: "/x", type: "bind", source: "/dev/null" }] });
  assert.equal(planned.binds.length, 1);
});

test("no hook goes to crun in the guest", () => {
  const hook = [{ path: "/bin/hook" }];
  assert.deepEqual(guest({ hooks: { prestart: hook, startContainer: hook, poststop: hook } })["hooks"], {});
});

test("a network namespace by path is the host's, and new in the guest", () => {
  const joined = { namespaces: [...namespaces.filter(({ type }) => type !== "network"), { type: "network", path: "/run/netns/x" }] };
  assert.equal(plan({ linux: joined }).networkPath, "/run/netns/x");
  assert.ok(!formatJson(plan({ linux: joined }).guestConfig).includes("netns"));
});

test("the VM's shape follows limits on CPU and memory, and leaves room", () => {
  const mebibyte = 1024 * 1024;
  const shape = (resources: object): object => plan({ linux: { resources } }).shape;
  const sized = (vcpus: number, mebibytes: number): object => ({ vcpus, memoryBytes: mebibytes * mebibyte, vcpusMax: 4, memoryMaxBytes: 4096 * mebibyte });
  assert.deepEqual(shape({}), sized(1, 256));
  assert.deepEqual(shape({ cpu: { quota: 150000, period: 100000 }, memory: { limit: 64 * mebibyte } }), sized(2, 256));
  assert.deepEqual(shape({ cpu: { cpus: "1-2" }, memory: { limit: 1024 * mebibyte } }), sized(3, 1216));
  assert.deepEqual(shape({ cpu: { quota: -1 }, memory: { limit: -1 } }), sized(1, 256));
  assert.deepEqual(shape({ cpu: { quota: 9900000 }, memory: { limit: 2 ** 62 } }), sized(4, 4096));
});

test("limits of block I/O are the host's, and the weight is the guest's too", () => {
  const blockIO = { weight: 300, throttleReadBpsDevice: [{ major: 7, minor: 0, rate: 1000 }] };
  const change = { linux: { resources: { blockIO } } };
  assert.deepEqual(plan(change).blockIO, blockIO);
  assert.deepEqual(guest(change)["linux"]?.["resources"], { blockIO: { weight: 300 } });
  assert.equal(plan({ linux: { resources: { blockIO: { weight: 0 } } } }).blockIO, undefined);
  const member = { ...change.linux, namespaces: namespaces.map(({ type }) => ({ type, ...(type === "network" ? { path: "/proc/7/ns/net" } : {}) })) };
  assert.throws(() => plan({ linux: member }, { memberAt: () => "pod" }), { refusal: "linux.resources.blockIO" });
});

test("block devices of the host are for the VM, each once, and read-only where no rule lets them be written", () => {
  const block = (path: string, minor: number): object => ({ path, type: "b", major: 7, minor });
  const devices = [block("/dev/a", 0), block("/dev/b", 0), block("/dev/c", 1), { path: "/dev/f", type: "p" }];
  const rules = [{ allow: false, access: "rwm" }, { allow: true, type: "b", major: 7, minor: 1, access: "rw" }, { allow: true, type: "b", major: 7, minor: 0, access: "r" }];
  const planned = (linux: object): unknown => plan({ linux }).blockDevices;
  assert.deepEqual(planned({ devices }), [{ major: 7, minor: 0, writable: true }, { major: 7, minor: 1, writable: true }]);
  assert.deepEqual(planned({ devices, resources: { devices: rules } }), [{ major: 7, minor: 0, writable: false }, { major: 7, minor: 1, writable: true }]);
});

test("a file system on a block device, and a bind of one, are of a disk of the VM", () => {
  const mounts = [{ destination: "/x", type: "ext4", source: "/dev/loop3", options: ["ro"] }, { destination: "/y", type: "bind", source: "/dev/loop4", options: ["bind"] }];
  assert.deepEqual(plan({ mounts }).blockDevices, [{ major: 7, minor: 3, writable: false }, { major: 7, minor: 4, writable: true }]);
  assert.deepEqual((guest({ mounts })["mounts"] as unknown as { source: string }[]).map(({ source }) => source), ["/run/vrun/block/7:3", "/run/vrun/block/7:4"]);
  assert.throws(() => plan({ mounts: [{ destination: "/x", type: "ext4", source: "/data" }] }), ConfigError);
});

test("what means nothing or is so anyway is left out of the guest's resources", () => {
  const resources = { memory: { limit: 1048576, useHierarchy: true, disableOOMKiller: false }, cpu: { shares: 0, cpus: "", quota: 1000 }, blockIO: { weight: 0 }, pids: { limit: 5 } };
  assert.deepEqual(guest({ linux: { resources } })["linux"]?.["resources"], { memory: { limit: 1048576 }, cpu: { quota: 1000 }, pids: { limit: 5 } });
});

test("a limit of 0 tasks is one", () => {
  assert.deepEqual(guest({ linux: { resources: { pids: { limit: 0 } } } })["linux"]?.["resources"], { pids: { limit: 0 }, unified: { "pids.max": "0" } });
});

test("a memory limit of 0 is none", () => {
  const memory = { limit: 0, reservation: 0, swap: 0, checkBeforeUpdate: false };
  assert.deepEqual(guest({ linux: { resources: { memory } } })["linux"]?.["resources"], { memory: { checkBeforeUpdate: false } });
});

test("the mode of a device goes without the bits of a type", () => {
  const devices = [{ path: "/dev/x", type: "c", major: 1, minor: 3, fileMode: 0o020640 }, { path: "/dev/y", type: "p" }];
  assert.deepEqual(guest({ linux: { devices } })["linux"]?.["devices"], [{ ...devices[0], fileMode: 0o640 }, devices[1]]);
});

test("a seccomp listener that no rule asks for is not told to crun, which would connect to it", () => {
  const seccomp = { defaultAction: "SCMP_ACT_ALLOW", listenerPath: "/x", listenerMetadata: "y" };
  assert.deepEqual(guest({ linux: { seccomp } })["linux"]?.["seccomp"], { defaultAction: "SCMP_ACT_ALLOW" });
});

test("a device's path may not be taken by something else, unless a mount covers it", () => {
  const zero = { type: "c", major: 1, minor: 5 };
  const taken = (path: string, mounts: readonly object[] = []): ContainerPlan => plan({ mounts, linux: { devices: [{ path, ...zero }] } });
  assert.throws(() => taken("/taken"), (error) => error instanceof ConfigError && error.message.includes("/taken"));
  assert.doesNotThrow(() => taken("/free"));
  assert.doesNotThrow(() => taken("/zero"));
  assert.doesNotThrow(() => taken("/taken", [{ destination: "/taken", type: "tmpfs" }]));
});

test("unknown capabilities are left out with a warning", () => {
  const change = { process: { capabilities: { bounding: ["CAP_KILL", "CAP_FOO", "cap_sys_admin"] } } };
  assert.deepEqual((guest(change)["process"]?.["capabilities"] as { bounding: string[] }).bounding, ["CAP_KILL"]);
  assert.match(plan(change).warnings[0] ?? "", /CAP_FOO/);
});

test("annotations are not given to the guest's crun, which would act on some", () => {
  assert.equal(guest({ annotations: { "run.oci.handler": "x" } })["annotations"], undefined);
  assert.deepEqual(plan({ annotations: { a: "b" } }).annotations, { a: "b" });
});

function without(type: string): { namespaces: object[] } {
  return { namespaces: namespaces.filter((namespace) => namespace.type !== type) };
}

test("CPUs that the host does not have are an error", () => {
  assert.throws(() => plan({ linux: { resources: { cpu: { cpus: "9" } } } }), (error) => error instanceof ConfigError && error.message.includes("cpu.cpus"));
});

const pod = { memberAt: (path: string) => (path.startsWith("/proc/7/ns/") ? "first" : undefined) };

function planInPod(list: readonly object[]): ContainerPlan {
  const config = { ociVersion: "1.3.0", root: { path: "rootfs" }, process: { cwd: "/", args: ["true"] }, linux: { namespaces: list } };
  return planContainer("c", "/b", parseConfig(JSON.stringify(config)), host, pod);
}

test("a namespace of a container in the same pod is named by that one", () => {
  const shared = [{ type: "network", path: "/proc/7/ns/net" }, { type: "ipc", path: "/proc/7/ns/ipc" }];
  const guestConfig = JSON.parse(formatJson(planInPod([{ type: "pid" }, { type: "uts" }, { type: "mount" }, ...shared]).guestConfig)) as { linux: { namespaces: object[] } };
  assert.deepEqual(guestConfig.linux.namespaces.slice(3), [{ type: "network", path: "vrun:first" }, { type: "ipc", path: "vrun:first" }]);
});

test("in a pod a namespace of anybody else is refused, and so is a network of its own", () => {
  const others = ["pid", "uts", "mount", "ipc"].map((type) => ({ type }));
  assert.throws(() => planInPod([...others, { type: "network", path: "/proc/8/ns/net" }]), { refusal: "linux.namespaces[].path" });
  assert.throws(() => planInPod([...others, { type: "network" }]), { refusal: "a network of its own in a pod" });
});

test("the VM of a pod's sandbox is as large as the pod", () => {
  const annotations = {
    "io.kubernetes.cri.container-type": "sandbox", "io.kubernetes.cri.sandbox-memory": "536870912",
    "io.kubernetes.cri.sandbox-cpu-quota": "250000", "io.kubernetes.cri.sandbox-cpu-period": "100000",
  };
  const size = (shape: { vcpus: number; memoryBytes: number }): number[] => [shape.vcpus, shape.memoryBytes / 1024 / 1024];
  assert.deepEqual(size(plan({ annotations }).shape), [3, 704]);
  const unlimited = { ...annotations, "io.kubernetes.cri.sandbox-memory": "0", "io.kubernetes.cri.sandbox-cpu-quota": "0" };
  assert.deepEqual(size(plan({ annotations: unlimited }).shape), [1, 256]);
});

const refusals: readonly (readonly [string, Change])[] = [
  ["linux.namespaces without pid", { linux: without("pid") }],
  ["linux.namespaces without network", { linux: without("network") }],
  ["linux.namespaces path of network", { linux: { namespaces: [...without("network").namespaces, { type: "network", path: "/proc/1/ns/net" }] } }],
  ["linux.namespaces path of ipc", { linux: { namespaces: [...without("ipc").namespaces, { type: "ipc", path: "/proc/1/ns/ipc" }] } }],
  ["linux.seccomp flag SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV", { linux: { seccomp: { defaultAction: "SCMP_ACT_ALLOW", flags: ["SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV"] } } }],
  ["linux.seccomp action SCMP_ACT_NOTIFY", { linux: { seccomp: { defaultAction: "SCMP_ACT_NOTIFY" } } }],
  ["linux.netDevices", { linux: { netDevices: { eth0: {} } } }],
  ["linux.intelRdt", { linux: { intelRdt: {} } }],
  ["linux.resources.rdma", { linux: { resources: { rdma: { mlx: { hcaHandles: 1 } } } } }],
  ["linux.resources.memory.kernel", { linux: { resources: { memory: { kernel: 33554432 } } } }],
  ["linux.resources.memory.swappiness", { linux: { resources: { memory: { swappiness: 60 } } } }],
  ["linux.resources.memory.disableOOMKiller", { linux: { resources: { memory: { disableOOMKiller: true } } } }],
  ["linux.resources.cpu.mems", { linux: { resources: { cpu: { mems: "1" } } } }],
  ["linux.resources.network.classID", { linux: { resources: { network: { classID: 1 } } } }],
  ["linux.rootfsPropagation", { linux: { rootfsPropagation: "shared" } }],
  ["linux.mountLabel", { linux: { mountLabel: "x" } }],
  ["linux.devices (/dev/kvm)", { linux: { devices: [{ path: "/dev/kvm", type: "c", major: 10, minor: 232 }] } }],
  ["process.selinuxLabel", { process: { selinuxLabel: "x" } }],
  ["mounts (/x) type xfs", { mounts: [{ destination: "/x", type: "xfs", source: "/dev/sda" }] }],
  ["mounts (/x) uidMappings and gidMappings", { mounts: [{ destination: "/x", type: "tmpfs", uidMappings: mappings(1), gidMappings: mappings(1) }] }],
  ["mounts (/x) option rshared", { mounts: [{ destination: "/x", type: "bind", source: "/data", options: ["rshared"] }] }],
  ["mounts (/x) source /run/x.sock", { mounts: [{ destination: "/x", type: "bind", source: "/run/x.sock" }] }],
  ["mounts (/x) source /dev/kvm", { mounts: [{ destination: "/x", type: "bind", source: "/dev/kvm" }] }],
  ["mounts (/x) source /sys", { mounts: [{ destination: "/x", type: "bind", source: "/sys" }] }],
  ["vm", { vm: { kernel: { path: "/k" } } }],
];
for (const [property, change] of refusals)
  test(`${property} is refused by name`, () => {
    assert.throws(() => plan(change), (error) => error instanceof UnsupportedError && error.property === property);
  });

test("a container that can tell that it is ready has the socket's folder and name", () => {
  const plan = planContainer("c", "/b", parseConfig(JSON.stringify({ ociVersion: "1.3.0", root: { path: "rootfs" }, process: { cwd: "/", args: ["true"] }, linux: { namespaces } })), host, undefined, true);
  const { mounts, process } = plan.guestConfig as { mounts: readonly { destination: string; source: string; options: readonly string[] }[]; process: { env: readonly string[] } };
  const { destination, source, options } = mounts.at(-1) ?? assert.fail("no mount");
  assert.deepEqual({ destination, source }, { destination: "/run/notify", source: "/run/vrun/c/notify" });
  assert.ok(options.includes("ro"));
  assert.ok(process.env.includes("NOTIFY_SOCKET=/run/notify/notify.sock"));
  assert.deepEqual(plan.mountPoints.at(-1), { path: "/run/notify", directory: true });
});
