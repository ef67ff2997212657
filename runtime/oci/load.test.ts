import assert from "node:assert/strict";
import { test } from "node:test";
import { ConfigError } from "../errors/errors.ts";
import type { Json } from "./json.ts";
import { parseConfig } from "./load.ts";

type Change = Record<string, unknown>;

/** The smallest config that vrun takes, with the given top-level properties changed. */
function configText(change: Change = {}): string {
  const namespaces = ["pid", "network", "ipc", "uts", "mount"].map((type) => ({ type }));
  const base = { ociVersion: "1.3.0", root: { path: "rootfs" }, process: { cwd: "/", args: ["true"] }, linux: { namespaces } };
  return JSON.stringify({ ...base, ...change });
}

function refusal(text: string): string {
  try {
    parseConfig(text);
  } catch (error) {
    assert.ok(error instanceof ConfigError, String(error));
    return error.message;
  }
  throw new Error("the config was accepted");
}

test("the smallest config is accepted", () => {
  assert.deepEqual(parseConfig(configText()).unknown, []);
});

test("properties that the spec does not know are ignored and named", () => {
  const loaded = parseConfig(configText({ extra: 1, process: { cwd: "/", args: ["true"], extra: { deep: [1] } } }));
  assert.deepEqual(loaded.unknown, ["process.extra", "extra"]);
});

test("what is null is absent, as the spec's own parser has it, and what is unknown gets no further", () => {
  const { config } = parseConfig(configText({ hostname: null, process: { ...process, env: null, extra: 1, capabilities: { bounding: ["CAP_KILL"], more: { toString: 1 } } } }));
  assert.deepEqual(Object.keys(config), ["ociVersion", "root", "process", "linux"]);
  assert.deepEqual(config.process, { ...process, capabilities: { bounding: ["CAP_KILL"] } });
});

test("an error tells nothing of an environment", () => {
  for (const env of ["SECRET=marker", ["marker"], ["=marker"], ["A=marker\0"], [4711], { marker: 1 }]) assert.doesNotMatch(refusal(configText({ process: { ...process, env } })), /marker|4711/);
  for (const env of ["SECRET=marker", ["A=marker\0"], [4711], { marker: 1 }]) assert.doesNotMatch(refusal(configText({ hooks: { poststop: [{ path: "/x", env }] } })), /marker|4711/);
});

test("a config of null is refused in the words that managers know", () => {
  assert.equal(refusal("null"), "config cannot be null");
});

const process = { cwd: "/", args: ["true"] };
const namespaces = [{ type: "pid" }];
const cases: readonly (readonly [string, Change, RegExp])[] = [
  ["no ociVersion", { ociVersion: undefined }, /ociVersion is required/],
  ["an ociVersion of another major", { ociVersion: "2.0.0" }, /ociVersion 2.0.0 is not supported/],
  ["an ociVersion that is none", { ociVersion: "latest" }, /ociVersion must be a version/],
  ["no root", { root: undefined }, /root is required/],
  ["no process", { process: undefined }, /process property must not be empty/],
  ["no cwd", { process: { args: ["x"] } }, /Cwd property must not be empty/],
  ["a relative cwd", { process: { ...process, cwd: "tmp" } }, /Cwd must be an absolute path/],
  ["no args", { process: { cwd: "/", args: [] } }, /args must not be empty/],
  ["args that are no array", { process: { cwd: "/", args: "sh" } }, /process.args must be an array, is "sh"/],
  ["an argument that is no string", { process: { cwd: "/", args: ["sh", 1] } }, /process.args\[1\] must be a string, is 1/],
  ["an environment entry without =", { process: { ...process, env: ["A"] } }, /invalid environment variable: missing '='/],
  ["a number beyond its type", { linux: { resources: { memory: { limit: 1e19 } } } }, /linux.resources.memory.limit must be a whole number from -9223372036854775808 to 9223372036854775807, is 10000000000000000000/],
  ["a uid out of range", { process: { ...process, user: { uid: 4294967296, gid: 0 } } }, /process.user.uid must be a whole number from 0/],
  ["an rlimit twice", { process: { ...process, rlimits: [1, 2].map((n) => ({ type: "RLIMIT_CORE", soft: n, hard: n })) } }, /lists RLIMIT_CORE twice/],
  ["an unknown rlimit", { process: { ...process, rlimits: [{ type: "RLIMIT_X", soft: 1, hard: 1 }] } }, /unknown type "RLIMIT_X"/],
  ["a namespace twice", { linux: { namespaces: [...namespaces, ...namespaces] } }, /duplicated ns "pid"/],
  ["an unknown namespace", { linux: { namespaces: [{ type: "foo" }] } }, /namespaces\[0\].type must be one of/],
  ["a hostname without uts", { hostname: "h", linux: { namespaces } }, /private UTS namespace/],
  ["mappings without a user namespace", { linux: { namespaces, uidMappings: [{ containerID: 0, hostID: 0, size: 1 }] } }, /user namespace isn't enabled/],
  ["a device twice", { linux: { devices: [1, 2].map(() => ({ path: "/dev/x", type: "p" })) } }, /lists \/dev\/x twice/],
  ["a device without numbers", { linux: { devices: [{ path: "/dev/x", type: "c" }] } }, /needs major and minor/],
  ["a bind with an option of a file system", { mounts: [{ destination: "/a", type: "bind", source: "/b", options: ["ro", "size=1m"] }] }, /bind mount has no options of a file system, such as "size=1m"/],
  ["a mount inside /proc", { mounts: [{ destination: "/proc/sys", type: "tmpfs" }] }, /\/proc\/sys cannot be mounted because it is inside \/proc/],
  ["a device's weight without one", { linux: { resources: { blockIO: { weightDevice: [{ major: 7, minor: 0 }] } } } }, /weightDevice: 7:0 needs weight or leafWeight/],
  ["a relative masked path", { linux: { maskedPaths: ["proc"] } }, /maskedPaths must be absolute/],
  ["a relative hook", { hooks: { prestart: [{ path: "hook" }] } }, /hooks.prestart path must be absolute/],
  ["a hook with timeout 0", { hooks: { poststop: [{ path: "/hook", timeout: 0 }] } }, /timeout must be above 0/],
  ["an annotation that is no string", { annotations: { a: 1 } }, /annotations.a must be a string, is 1/],
  ["an unknown scheduler", { process: { ...process, scheduler: { policy: "SCHED_X" } } }, /scheduler.policy must be one of/],
  ["a nice value out of range", { process: { ...process, scheduler: { policy: "SCHED_OTHER", nice: 30 } } }, /scheduler.nice must be from -20 to 19, is 30/],
  ["a priority that the policy has not", { process: { ...process, scheduler: { policy: "SCHED_OTHER", priority: 5 } } }, /priority is for SCHED_FIFO and SCHED_RR, not SCHED_OTHER/],
  ["a deadline that the policy has not", { process: { ...process, scheduler: { policy: "SCHED_FIFO", priority: 5, runtime: 1 } } }, /are for SCHED_DEADLINE, not SCHED_FIFO/],
  ["CPUs of exec that are no list", { process: { ...process, execCPUAffinity: { final: "all" } } }, /execCPUAffinity.final must be a list of CPUs such as 0-3,7, is "all"/],
  ["an unknown propagation", { linux: { rootfsPropagation: "up" } }, /rootfsPropagation must be one of/],
  ["access to devices that is none", { linux: { resources: { devices: [{ allow: true, access: "rx" }] } } }, /access must be of r, w and m, is "rx"/],
  ["an unknown flag of seccomp", { linux: { seccomp: { defaultAction: "SCMP_ACT_ALLOW", flags: ["X"] } } }, /flags has an unknown flag "X"/],
  ["a seccomp rule that names nothing", { linux: { seccomp: { defaultAction: "SCMP_ACT_ALLOW", syscalls: [{ names: [], action: "SCMP_ACT_LOG" }] } } }, /names must have at least one/],
  ["a listener's metadata without a listener", { linux: { seccomp: { defaultAction: "SCMP_ACT_ALLOW", listenerMetadata: "x" } } }, /listenerMetadata needs listenerPath/],
  ["an argument with a zero byte", { process: { cwd: "/", args: ["a\0b"] } }, /process.args\[0\] must be a string/],
];
for (const [name, change, message] of cases)
  test(`${name} is refused, and the property is named`, () => {
    assert.match(refusal(configText(change)), message);
  });

test("what schedulers, exec's CPUs and binds do have is accepted", () => {
  for (const scheduler of [{ policy: "SCHED_BATCH", nice: -20 }, { policy: "SCHED_RR", priority: 1, nice: 30 }, { policy: "SCHED_DEADLINE", runtime: 1, deadline: 2, period: 2 }])
    parseConfig(configText({ process: { ...process, scheduler } }));
  parseConfig(configText({ process: { ...process, execCPUAffinity: { initial: "0-3,7", final: "" } } }));
  parseConfig(configText({ mounts: [{ destination: "/x", source: "/x", options: ["rbind", "rro", "nosymfollow", "rslave", ""] }, { destination: "/y", type: "tmpfs", options: ["size=1m"] }] }));
});

test("an rlimit of infinity stays exact", () => {
  const text = configText({ process }).replace('"args":["true"]', '"args":["true"],"rlimits":[{"type":"RLIMIT_CORE","soft":0,"hard":18446744073709551615}]');
  const hard: Json | undefined = parseConfig(text).config.process?.rlimits?.[0]?.hard;
  assert.equal(hard, 18446744073709551615n);
});
