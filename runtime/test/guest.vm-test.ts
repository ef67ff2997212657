/* eslint-disable @typescript-eslint/no-floating-promises -- node:test returns promises that the runner itself awaits */
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { access, readFile } from "node:fs/promises";
import { after, before, describe, it } from "node:test";
import type { Readable } from "node:stream";
import type { AgentClient, GuestProcess, SpawnRequest } from "../agent-client/agent-client.ts";
import { AgentGoneError, GuestError, NoSuchProcessError, SpawnFailedError } from "../errors/agent-errors.ts";
import { containerConfig, startVmFixture } from "./vm-fixture.ts";
import type { VmFixture } from "./vm-fixture.ts";

const callMs = 30_000;
const env = ["PATH=/usr/bin:/bin"];

/** The text of a stream up to its end. */
async function textOf(stream: Readable | null): Promise<string> {
  let text = "";
  for await (const piece of stream ?? []) text += (piece as Buffer).toString();
  return text;
}

/** Reads on until `wanted` has come. */
async function readUntil(stream: Readable, wanted: string): Promise<string> {
  let text = "";
  while (!text.includes(wanted)) {
    const piece = stream.read() as Buffer | null;
    if (piece === null) await once(stream, "readable", { signal: AbortSignal.timeout(callMs) });
    else text += piece.toString();
  }
  return text;
}

describe("a sandbox's VM", { timeout: 240_000 }, () => {
  let fixture: VmFixture;
  let agent: AgentClient;
  let containers = 0;

  before(async () => {
    fixture = await startVmFixture();
    agent = fixture.agent;
  });
  after(() => fixture.close());

  async function bundle(args: readonly string[], terminal = false): Promise<{ id: string; path: string }> {
    const id = `c${++containers}`;
    const path = `/run/bundles/${id}`;
    await agent.makeDirectory(path, 0o700, callMs);
    await agent.writeFile(`${path}/config.json`, containerConfig(args, terminal), 0o600, callMs);
    return { id, path };
  }

  async function runContainer(args: readonly string[]): Promise<GuestProcess> {
    const { id, path } = await bundle(args);
    return agent.spawn({ argv: ["crun", "run", "--bundle", path, id], env, cwd: "/", stdio: { kind: "pipes", stdin: true } }, callMs);
  }

  async function createContainer(args: readonly string[], terminal = false): Promise<{ id: string; created: GuestProcess }> {
    const { id, path } = await bundle(args, terminal);
    const socketPath = `${path}/tty`;
    const request: SpawnRequest = {
      argv: ["crun", "create", "--bundle", path, "--pid-file", `${path}/pid`, ...(terminal ? ["--console-socket", socketPath] : []), id],
      env,
      cwd: "/",
      stdio: terminal ? { kind: "console", socketPath } : { kind: "pipes", stdin: false },
      adoptPidFile: `${path}/pid`,
    };
    return { id, created: await agent.spawn(request, callMs) };
  }

  async function start(id: string): Promise<void> {
    const run = await agent.run(["crun", "start", id], callMs);
    assert.deepEqual(run.ending, { kind: "exited", status: 0 }, run.stderr.toString());
  }

  it("has a kernel and a boot of its own", async () => {
    const hostBoot = (await readFile("/proc/sys/kernel/random/boot_id", "utf8")).trim();
    assert.match(agent.guest.bootId, /^[0-9a-f-]{36}$/);
    assert.notEqual(agent.guest.bootId, hostBoot);
    assert.match(agent.guest.kernelRelease, /^6\./);
  });

  it("runs a container from the shared folder and reports its output, input and status", async () => {
    const child = await runContainer(["sh", "-c", "echo out; echo err >&2; cat; exit 7"]);
    child.stdin?.end("in\n");
    assert.deepEqual(await Promise.all([textOf(child.stdout), textOf(child.stderr)]), ["out\nin\n", "err\n"]);
    assert.deepEqual(await child.ending, { kind: "exited", status: 7 });
  });

  it("carries 50 MB through a container unchanged", async () => {
    const sent = createHash("sha256");
    const received = createHash("sha256");
    const child = await runContainer(["cat"]);
    const reading = (async () => {
      for await (const piece of child.stdout) received.update(piece as Buffer);
    })();
    const block = randomBytes(1024 * 1024);
    for (let i = 0; i < 50; i++) {
      block.writeUInt32LE(i);
      sent.update(block);
      if (child.stdin?.write(Buffer.from(block)) === false) await once(child.stdin, "drain");
    }
    child.stdin?.end();
    await reading;
    assert.deepEqual(await child.ending, { kind: "exited", status: 0 });
    assert.equal(received.digest("hex"), sent.digest("hex"));
  });

  it("adopts a created container and reports the signal that ended it", async () => {
    const { id, created } = await createContainer(["sh", "-c", "echo started; exec sleep 1000"]);
    await start(id);
    await readUntil(created.stdout, "started\n");
    await agent.signal(created.pid, 9, callMs);
    assert.deepEqual(await created.ending, { kind: "signalled", signal: 9 });
    await assert.rejects(agent.signal(created.pid, 9, callMs), NoSuchProcessError);
  });

  it("reports a process that ended before it was adopted", async () => {
    const { id, created } = await createContainer(["sleep", "1000"]);
    await start(id);
    const path = `/run/bundles/${id}`;
    const request: SpawnRequest = {
      argv: ["crun", "exec", "--detach", "--pid-file", `${path}/exec-pid`, id, "sh", "-c", "echo short; exit 3"],
      env,
      cwd: "/",
      stdio: { kind: "pipes", stdin: false },
      adoptPidFile: `${path}/exec-pid`,
    };
    const executed = await agent.spawn(request, callMs);
    assert.equal(await textOf(executed.stdout), "short\n");
    assert.deepEqual(await executed.ending, { kind: "exited", status: 3 });
    await agent.signal(created.pid, 9, callMs);
    await created.ending;
  });

  it("gives a container a terminal with a size", async () => {
    const { id, created } = await createContainer(["sh"], true);
    assert.equal(created.stderr, null);
    await created.resize(123, 45);
    await start(id);
    created.stdin?.write("stty size; exit 5\n");
    const output = await readUntil(created.stdout, "45 123");
    assert.match(output, /\r\n/);
    created.stdout.resume();
    assert.deepEqual(await created.ending, { kind: "exited", status: 5 });
  });

  it("lets an unread process block nobody else, and holds no more than a window of it", async () => {
    const residentKib = async (): Promise<number> => Number(/^VmRSS:\s+(\d+) kB$/m.exec((await agent.readFile("/proc/1/status", 8192, callMs)).toString())?.[1] ?? assert.fail("no memory of the agent"));
    const unread = await agent.spawn({ argv: ["busybox", "yes"], env, cwd: "/", stdio: { kind: "pipes", stdin: false } }, callMs);
    await once(unread.stdout, "readable", { signal: AbortSignal.timeout(callMs) });
    const residentBefore = await residentKib();
    for (let count = 0; count < 4; count++) assert.equal((await agent.run(["busybox", "dd", "if=/dev/zero", "of=/dev/stdout", "bs=64k", "count=16"], callMs)).stdout.length, 64 * 1024);
    const run = await agent.run(["busybox", "echo", "through"], callMs);
    assert.ok((await residentKib()) - residentBefore < 1024, "the agent's memory grows");
    assert.equal(run.stdout.toString(), "through\n");
    // What is on the host's side of an unread stream is one window and one piece at most.
    assert.ok(unread.stdout.readableLength <= 256 * 1024);
    await agent.signal(unread.pid, 15, callMs);
    assert.deepEqual(await unread.ending, { kind: "signalled", signal: 15 });
    unread.stdout.destroy();
  });

  it("closes the pipe of a process whose reader has gone", async () => {
    const child = await agent.spawn({ argv: ["busybox", "yes"], env, cwd: "/", stdio: { kind: "pipes", stdin: false } }, callMs);
    child.stdout.destroy();
    assert.deepEqual(await child.ending, { kind: "signalled", signal: 13 });
  });

  it("tells the writer when a process takes no more input", async () => {
    const child = await agent.spawn({ argv: ["busybox", "sh", "-c", "exec 0<&-; sleep 1000"], env, cwd: "/", stdio: { kind: "pipes", stdin: true } }, callMs);
    if (child.stdin && !child.stdin.closed) await once(child.stdin, "close", { signal: AbortSignal.timeout(callMs) });
    await agent.signal(child.pid, 9, callMs);
    await child.ending;
  });

  it("carries descriptors beyond stdio, each way on its own and byte for byte", async () => {
    const script = "cat <&4 >&4 & cat <&3 >&5; wait; echo all";
    const request: SpawnRequest = { argv: ["busybox", "sh", "-c", script], env, cwd: "/", stdio: { kind: "pipes", stdin: false }, descriptors: ["input", "both", "output"] };
    const child = await agent.spawn(request, callMs);
    const [input, both, output] = child.descriptors;
    const digest = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");
    const collected = async (stream: Readable | null | undefined): Promise<string> => {
      const pieces: Buffer[] = [];
      for await (const piece of stream ?? []) pieces.push(piece as Buffer);
      return digest(Buffer.concat(pieces));
    };
    const [first, second] = [randomBytes(2 << 20), randomBytes(2 << 20)];
    input?.input?.end(first);
    both?.input?.end(second);
    assert.deepEqual(await Promise.all([collected(output?.output), collected(both?.output)]), [digest(first), digest(second)]);
    assert.equal(await textOf(child.stdout), "all\n");
    assert.deepEqual(await child.ending, { kind: "exited", status: 0 });
  });

  it("tells the host when a descriptor is closed in the guest", async () => {
    const request: SpawnRequest = { argv: ["busybox", "sh", "-c", "exec 3<&- 4<&-; sleep 1000"], env, cwd: "/", stdio: { kind: "pipes", stdin: false }, descriptors: ["input", "both"] };
    const child = await agent.spawn(request, callMs);
    const closed = child.descriptors.flatMap(({ input }) => (input === null || input.closed ? [] : [once(input, "close", { signal: AbortSignal.timeout(callMs) })]));
    await Promise.all(closed);
    assert.equal(await textOf(child.descriptors[1]?.output ?? null), "");
    await agent.signal(child.pid, 9, callMs);
    await child.ending;
  });

  it("says which step failed for a program that is not there", async () => {
    const error = await agent.run(["/no/such/program"], callMs).catch((thrown: unknown) => thrown);
    assert.ok(error instanceof GuestError);
    assert.equal(error.errno, 2);
    assert.match(error.step, /\/no\/such\/program/);
  });

  it("hands over what a program said that left nothing to adopt", async () => {
    const request: SpawnRequest = {
      argv: ["crun", "create", "--bundle", "/run/none", "--pid-file", "/run/none-pid", "none"],
      env,
      cwd: "/",
      stdio: { kind: "pipes", stdin: false },
      adoptPidFile: "/run/none-pid",
    };
    const error = await agent.spawn(request, callMs).catch((thrown: unknown) => thrown);
    assert.ok(error instanceof SpawnFailedError);
    assert.equal(error.ending.kind, "exited");
    assert.match(error.stderr.toString(), /none/);
  });

  it("writes, reads and removes files, and removes nothing elsewhere", async () => {
    const content = randomBytes(200_000);
    await agent.writeFile("/run/tree/deep/file", content, 0o640, callMs).catch(() => agent.makeDirectory("/run/tree/deep", 0o755, callMs));
    await agent.writeFile("/run/tree/deep/file", content, 0o640, callMs);
    assert.ok(content.equals(await agent.readFile("/run/tree/deep/file", content.length, callMs)));
    await assert.rejects(agent.readFile("/run/tree/deep/file", content.length - 1, callMs), GuestError);
    await agent.run(["busybox", "ln", "-s", "/etc", "/run/tree/link"], callMs);
    await assert.rejects(agent.removeTree("/run/tree/link/hosts", callMs), GuestError);
    await assert.rejects(agent.removeTree("/run/../etc/hosts", callMs), GuestError);
    await agent.removeTree("/run/tree", callMs);
    assert.ok((await agent.readFile("/etc/hosts", 4096, callMs)).length > 0);
    await assert.rejects(agent.readFile("/run/tree/deep/file", 1, callMs), GuestError);
  });

  it("mounts and unmounts", async () => {
    await agent.makeDirectory("/run/mounted", 0o755, callMs);
    await agent.mount({ source: "tmpfs", target: "/run/mounted", type: "tmpfs", flags: 0, data: "size=1m" }, callMs);
    await assert.rejects(agent.removeTree("/run/mounted", callMs), GuestError);
    await agent.unmount("/run/mounted", callMs);
    await agent.removeTree("/run/mounted", callMs);
  });

  it("loads what a device or a mount needs on demand", async () => {
    for (const path of ["/run/overlay/lower", "/run/overlay/upper", "/run/overlay/work", "/run/overlay/merged"]) await agent.makeDirectory(path, 0o755, callMs);
    const data = "lowerdir=/run/overlay/lower,upperdir=/run/overlay/upper,workdir=/run/overlay/work";
    await agent.mount({ source: "overlay", target: "/run/overlay/merged", type: "overlay", flags: 0, data }, callMs);
    await agent.unmount("/run/overlay/merged", callMs);
  });

  it("has every cgroup controller that containers are limited by", async () => {
    const controllers = (await agent.readFile("/sys/fs/cgroup/cgroup.subtree_control", 4096, callMs)).toString().trim().split(" ");
    for (const name of ["cpu", "cpuset", "io", "memory", "hugetlb", "pids", "rdma"]) assert.ok(controllers.includes(name), name);
  });

  it("ends everything that waits when the VM dies, and leaves no process", async () => {
    const child = await agent.spawn({ argv: ["busybox", "sleep", "1000"], env, cwd: "/", stdio: { kind: "pipes", stdin: false } }, callMs);
    process.kill(fixture.vm.qemuPid, "SIGKILL");
    await assert.rejects(child.ending, AgentGoneError);
    await agent.closed;
    await fixture.vm.kill();
    for (const pid of [fixture.vm.qemuPid, fixture.vm.virtiofsdPid]) await assert.rejects(access(`/proc/${pid}`));
  });
});
