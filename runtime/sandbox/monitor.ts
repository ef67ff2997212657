/** The sandbox monitor: owns one VM, the agent's channel, and the relays between guest processes and their shims. */

import { mkdirSync, writeFileSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { AgentClient, GuestProcess, ProcessEnding } from "../agent-client/agent-client.ts";
import { SandboxError } from "../errors/errors.ts";
import { parseJson, type Json } from "../oci/json.ts";
import type { Vm } from "../vmm/vm.ts";
import { chooseAccelerator } from "./accelerator.ts";
import { formatReply, maxControlLine, parseRequest, type ContainerRequest, type ControlRequest, type SandboxSpec, type SharedFiles } from "./control.ts";
import { executionOf } from "./execution.ts";
import { runGuestHooks } from "./guest-hooks.ts";
import { HeldContainer, joinNamespaces } from "./held-container.ts";
import { chooseRows, tableArguments } from "./process-table.ts";
import { oomKills, readCgroup, statistics } from "./statistics.ts";
import { SandboxNetwork } from "./network.ts";
import { controlSocketName, startedMark } from "./paths.ts";
import { Relay } from "./relay.ts";
import { emptySharedFolder, fillSharedFolder, mountedFolders } from "./shared-folder.ts";
import { ShimFrameReader } from "./shim-frames.ts";
import { startGuest } from "./start-guest.ts";
import { removeSharedFolder } from "./state.ts";
import { trace } from "./trace.ts";

const bootTimeoutMs = 180_000;
const shimTimeoutMs = 20_000;
const signalTimeoutMs = 30_000;
const powerOffTimeoutMs = 3000;
const lastWordsMs = 5000;
const oomPollMs = 300;
/** Pids that no host has: the kernel's limit for a pid is 2^22. */
const noHostPid = 2 ** 22;
/** A monitor that nobody owns after this has lost its command. */
const ownerTimeoutMs = 20_000;

interface Guest {
  readonly vm: Vm;
  readonly agent: AgentClient;
  readonly network: SandboxNetwork;
}

export class Monitor {
  private readonly spec: SandboxSpec;
  private readonly directory: string;
  private readonly relays = new Map<string, Relay>();
  private readonly arrivals = new Map<string, (relay: Relay) => void>();
  /** The relays whose process has not ended. */
  private readonly carried = new Set<Promise<unknown>>();
  /** Requests that are being answered, but for shutdown. */
  private readonly busy = new Set<Promise<void>>();
  private guest: Promise<Guest> | undefined;
  private readonly containers = new Map<string, HeldContainer>();
  /** The pids of the shims by those of their processes in the guest. */
  private readonly shimPids = new Map<number, number>();
  private server: Server | undefined;
  private closing: Promise<void> | undefined;

  /** @param directory The sandbox's directory, which is the working directory of this process. */
  constructor(spec: SandboxSpec, directory: string) {
    this.spec = spec;
    this.containers.set(spec.id, new HeldContainer(spec.id));
    this.directory = directory;
  }

  /** Listens, says so, and boots. Resolves when the sandbox has been shut down. */
  async run(onListening: () => void): Promise<void> {
    const finished = new Promise<void>((resolve) => (this.finish = resolve));
    this.server = createServer((socket) => this.accept(socket));
    // A relative name: an absolute path may be longer than a socket's address and would be cut silently.
    await new Promise<void>((resolve, reject) => {
      this.server?.once("error", reject);
      this.server?.listen(controlSocketName, resolve);
    });
    trace("monitor listens");
    onListening();
    this.guest = this.boot();
    this.guest.catch(() => undefined); // whoever asks for the guest gets the error
    const abandoned = setTimeout(() => {
      if (this.held(this.spec.id).owner === undefined) void this.shutDown();
    }, ownerTimeoutMs);
    await finished;
    clearTimeout(abandoned);
  }

  private finish: () => void = () => undefined;

  private async boot(): Promise<Guest> {
    const { installation, shape, binds, mountPoints, id } = this.spec;
    const shared = join(this.directory, "shared");
    const runDirectory = join(this.directory, "vm");
    mkdirSync(runDirectory, { mode: 0o700 });
    await fillSharedFolder(installation.host, shared, id, binds, mountPoints);
    trace("shared folder filled");
    const assets = { kernelPath: installation.kernel, initrdPath: installation.initrd };
    const { accelerator } = await chooseAccelerator(assets);
    const { vm, agent } = await startGuest(
      {
        assets,
        accelerator,
        vcpus: shape.vcpus,
        memoryBytes: shape.memoryBytes,
        sharedDirectory: shared,
        runDirectory,
      },
      bootTimeoutMs,
      (message) => process.stderr.write(`vrun-monitor: ${message}\n`),
    );
    void agent.closed.then(() => this.shutDown());
    return { vm, agent, network: new SandboxNetwork(vm, agent, this.directory) };
  }

  private async booted(): Promise<Guest> {
    if (this.guest === undefined || this.closing !== undefined) throw new SandboxError("the sandbox is shutting down");
    return this.guest;
  }

  /** A container of this sandbox. @throws {SandboxError} when there is none of this id. */
  private held(id: string): HeldContainer {
    const found = this.containers.get(id);
    if (found === undefined) throw new SandboxError(`the sandbox has no container ${id}`);
    return found;
  }

  /** The first byte says who calls: a command writes JSON, a shim its greeting. */
  private accept(socket: Socket): void {
    socket.on("error", () => undefined);
    socket.once("data", (first: Buffer) => {
      socket.pause();
      if (first[0] === 0x7b) this.serveCommand(socket, first);
      else this.greetShim(socket, first);
      socket.resume();
    });
  }

  private greetShim(socket: Socket, first: Buffer): void {
    const reader = new ShimFrameReader();
    const frames = (() => {
      try {
        return reader.read(first);
      } catch {
        return [];
      }
    })();
    const [hello, ...rest] = frames;
    if (hello?.kind !== "hello" || this.relays.has(hello.key)) {
      socket.destroy();
      return;
    }
    const relay = new Relay(hello.key, socket, rest, reader);
    this.relays.set(hello.key, relay);
    this.arrivals.get(hello.key)?.(relay);
  }

  private relayFor(key: string): Promise<Relay> {
    const present = this.relays.get(key);
    if (present !== undefined) return Promise.resolve(present);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new SandboxError(`the process's shim did not connect within ${shimTimeoutMs} ms`)), shimTimeoutMs);
      this.arrivals.set(key, (relay) => {
        clearTimeout(timer);
        this.arrivals.delete(key);
        resolve(relay);
      });
    });
  }

  private serveCommand(socket: Socket, first: Buffer): void {
    let pending = "";
    let order = Promise.resolve();
    const take = (chunk: Buffer): void => {
      pending += chunk.toString("utf8");
      if (pending.length > maxControlLine) socket.destroy();
      for (let end = pending.indexOf("\n"); end >= 0; end = pending.indexOf("\n")) {
        const line = pending.slice(0, end);
        pending = pending.slice(end + 1);
        order = order.then(() => this.answer(socket, line));
      }
    };
    socket.on("data", take);
    socket.on("close", () => {
      for (const held of this.containers.values()) if (socket === held.owner && !held.committed) void this.abandon(held);
    });
    take(first);
  }

  private async answer(socket: Socket, line: string): Promise<void> {
    let reply: string;
    try {
      const request = parseRequest(line);
      const performed = this.perform(request, socket);
      if (request.op !== "shutdown") this.track(performed);
      reply = formatReply({ value: await performed });
    } catch (error) {
      reply = formatReply({ error });
    }
    if (!socket.destroyed) socket.write(reply);
  }

  /** A container may end while the command that started it still waits for crun: the VM has to outlast that. */
  private track(performed: Promise<Json>): void {
    const settled = performed.then(
      () => undefined,
      () => undefined,
    );
    this.busy.add(settled);
    void settled.then(() => this.busy.delete(settled));
  }

  private async perform(request: ControlRequest, socket: Socket): Promise<Json> {
    if (request.op === "shutdown") await this.shutDown();
    else if (request.op === "own") this.own(request.id, socket);
    else if (request.op === "remove") await this.remove(request.id);
    else return this.performOn(this.held(request.id), request);
    return null;
  }

  private async performOn(held: HeldContainer, request: Exclude<ContainerRequest, { op: "own" | "remove" }>): Promise<Json> {
    switch (request.op) {
      case "create":
        await this.create(held, request);
        return null;
      case "commit":
        held.committed = true;
        return null;
      case "start":
        await this.start(held, request);
        return null;
      case "kill":
        await this.kill(held, request.signal);
        return null;
      case "exec":
        await this.exec(held, request);
        return null;
      case "pause":
        await held.pause((await this.booted()).agent);
        return null;
      case "resume":
        await held.resume((await this.booted()).agent);
        return null;
      case "ps":
        return (await this.guestPids(held)).map((pid) => this.shimPids.get(pid) ?? noHostPid + pid);
      case "table":
        return this.table(held, request.args);
      case "statistics": {
        const { agent } = await this.booted();
        return statistics(await readCgroup(agent, held.in(agent).cgroup));
      }
      case "wait-oom":
        return this.waitForOom(held, request.seen);
      case "update":
        await held.in((await this.booted()).agent).update(request.resources);
        return null;
    }
  }

  private own(id: string, socket: Socket): void {
    const held = this.containers.get(id) ?? new HeldContainer(id);
    if (held.owner !== undefined) throw new SandboxError(`the sandbox has a container ${id} already`);
    held.owner = socket;
    this.containers.set(id, held);
  }

  /** The command that made a container has gone in the middle of it. */
  private async abandon({ id }: HeldContainer): Promise<void> {
    if (id === this.spec.id) await this.shutDown();
    else await this.remove(id).catch(() => undefined);
  }

  private async create(held: HeldContainer, request: Extract<ContainerRequest, { op: "create" }>): Promise<void> {
    const { agent, network } = await this.booted();
    const relay = await this.relayFor(request.key);
    if (request.share !== null) await this.share(held, request.share);
    await held.in(agent).holdMounts(mountedFolders(join(this.directory, "shared"), held.id));
    const config = joinNamespaces(request.config, (id) => this.held(id).process().pid);
    const process = await held.in(agent).create(config, { process: null, args: request.args, terminal: request.terminal, descriptors: request.descriptors });
    trace("container created in the guest");
    held.init = process;
    const carried = this.carry(relay, process, request.pid);
    held.initEnded = carried;
    if (held.id !== this.spec.id) return;
    void carried.then(() => this.shutDown());
    await network.update(process.pid);
  }

  private async share(held: HeldContainer, files: SharedFiles): Promise<void> {
    held.share = files;
    await fillSharedFolder(this.spec.installation.host, join(this.directory, "shared"), held.id, files.binds, files.mountPoints);
  }

  /** Ends a container that joined the sandbox, and takes back what was made for it; the sandbox goes on. */
  private async remove(id: string): Promise<void> {
    const held = this.containers.get(id);
    if (held === undefined) return;
    if (id === this.spec.id) throw new SandboxError("the sandbox was made for this container and ends with it");
    const { agent } = await this.booted();
    if (held.init !== undefined) {
      await agent.signal(held.init.pid, 9, signalTimeoutMs).catch(() => undefined);
      await Promise.race([held.initEnded, delay(lastWordsMs, undefined, { ref: false })]);
    }
    await held.in(agent).remove();
    this.containers.delete(id);
    const { host } = this.spec.installation;
    if (held.share !== null) await emptySharedFolder(host, join(this.directory, "shared"), id, held.share.binds);
    removeSharedFolder(this.directory, id);
  }

  /** A manager may have plugged interfaces in since the container was created. */
  private async start(held: HeldContainer, { hooks, state, isAwaited }: Extract<ContainerRequest, { op: "start" }>): Promise<void> {
    const { agent, network } = await this.booted();
    const container = held.in(agent);
    const init = held.process();
    if (held.id === this.spec.id) await network.follow(init.pid);
    await runGuestHooks(agent, init.pid, container.cgroup, hooks, state);
    const isExecuted = isAwaited ? await executionOf(agent, init.pid) : undefined;
    await container.start();
    writeFileSync(startedMark(this.directory, held.id), "", { mode: 0o600 });
    await isExecuted?.();
  }

  private async exec(held: HeldContainer, request: Extract<ContainerRequest, { op: "exec" }>): Promise<void> {
    const container = held.in((await this.booted()).agent);
    const relay = await this.relayFor(request.key);
    let process: GuestProcess;
    try {
      // In a paused container the process would be frozen before it is one; the guest's crun refuses to try.
      if (request.whenResumed) await Promise.race([held.resumed, held.initEnded]);
      process = await container.exec(request, request.cgroup);
    } catch (error) {
      relay.drop();
      this.relays.delete(request.key);
      throw error;
    }
    void this.carry(relay, process, request.pid);
  }

  private async guestPids(held: HeldContainer): Promise<number[]> {
    const pids = parseJson(await held.in((await this.booted()).agent).command("ps", "--format", "json", held.id));
    return Array.isArray(pids) ? pids.map(Number) : [];
  }

  private async table(held: HeldContainer, args: readonly string[]): Promise<string> {
    const { agent } = await this.booted();
    const pids = await this.guestPids(held);
    const run = await agent.run(["busybox", "ps", ...tableArguments(args)], signalTimeoutMs);
    if (run.ending.kind !== "exited" || run.ending.status !== 0) throw new SandboxError(`the guest's ps failed: ${run.stderr.toString("utf8").trim()}`);
    return chooseRows(run.stdout.toString("utf8"), pids);
  }

  private async waitForOom(held: HeldContainer, seen: number): Promise<Json> {
    const { agent } = await this.booted();
    const container = held.in(agent);
    let ended = false;
    const end = held.initEnded.then(() => (ended = true));
    for (;;) {
      const last = ended;
      const kills = await oomKills(agent, container.cgroup);
      if (kills > seen || last) return { kills, ended: last };
      await Promise.race([end, delay(oomPollMs, undefined, { ref: false })]);
    }
  }

  /** Carries a process to its end, and kills it when its shim goes first. */
  private carry(relay: Relay, process: GuestProcess, shimPid: number): Promise<ProcessEnding | undefined> {
    this.shimPids.set(process.pid, shimPid);
    const send = (signal: number): void => {
      void this.guest?.then(({ agent }) => agent.signal(process.pid, signal, signalTimeoutMs)).catch(() => undefined);
    };
    relay.onSignal = send;
    relay.onAbandoned = () => send(9);
    const carried = relay.carry(process).catch(() => {
      relay.drop();
      return undefined;
    });
    this.carried.add(carried);
    return carried.finally(() => {
      this.carried.delete(carried);
      this.shimPids.delete(process.pid);
      this.relays.delete(relay.key);
    });
  }

  private async kill(held: HeldContainer, signal: number): Promise<void> {
    const agent = (await this.guest)?.agent;
    if (agent === undefined) throw new SandboxError("the sandbox has no VM");
    await agent.signal(held.process().pid, signal, signalTimeoutMs);
  }

  /** Ends the VM and stops listening. Nothing that it started is left. */
  shutDown(): Promise<void> {
    this.closing ??= this.close().catch(() => undefined);
    return this.closing;
  }

  private async close(): Promise<void> {
    trace("sandbox shuts down");
    const guest = await this.guest?.catch(() => undefined);
    if (guest !== undefined) {
      // Processes of exec end with the container; their shims are told how.
      const last = Promise.all([...this.busy, ...this.carried]);
      const killed = Promise.all([...this.containers.values()].map((held) => this.kill(held, 9).catch(() => undefined)));
      await Promise.race([killed.then(() => last), guest.vm.ended, delay(lastWordsMs, undefined, { ref: false })]);
      await guest.network.unfollow();
      await guest.agent.powerOff(powerOffTimeoutMs).catch(() => undefined);
      await guest.vm.kill();
      await guest.network.release();
    }
    for (const relay of this.relays.values()) relay.drop();
    trace("VM has ended");
    // The reply to whoever asked for this is still on its way.
    this.server?.close(() => this.finish());
    setTimeout(() => this.finish(), lastWordsMs).unref();
  }
}
