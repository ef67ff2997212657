/** The sandbox monitor: owns one VM, the agent's channel, and the relays between guest processes and their shims. */

import { mkdirSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { AgentClient, GuestProcess, ProcessEnding } from "../agent-client/agent-client.ts";
import { ContainerStatusError, SandboxError } from "../errors/errors.ts";
import { parseJson, type Json } from "../oci/json.ts";
import type { Vm } from "../vmm/vm.ts";
import { chooseAccelerator } from "./accelerator.ts";
import { formatReply, maxControlLine, parseRequest, type ControlRequest, type SandboxSpec } from "./control.ts";
import { executionOf } from "./execution.ts";
import { GuestContainer } from "./guest-container.ts";
import { runGuestHooks } from "./guest-hooks.ts";
import { chooseRows, tableArguments } from "./process-table.ts";
import { oomKills, readCgroup, statistics } from "./statistics.ts";
import { SandboxNetwork } from "./network.ts";
import { controlSocketName } from "./paths.ts";
import { Relay } from "./relay.ts";
import { fillSharedFolder } from "./shared-folder.ts";
import { ShimFrameReader } from "./shim-frames.ts";
import { startGuest } from "./start-guest.ts";
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
  readonly container: GuestContainer;
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
  private init: GuestProcess | undefined;
  private initEnded: Promise<unknown> = new Promise(() => undefined);
  /** Pending while the container is paused. */
  private resumed: Promise<void> = Promise.resolve();
  private onResumed: () => void = () => undefined;
  /** The pids of the shims by those of their processes in the guest. */
  private readonly shimPids = new Map<number, number>();
  private server: Server | undefined;
  private owner: Socket | undefined;
  private committed = false;
  private closing: Promise<void> | undefined;

  /** @param directory The sandbox's directory, which is the working directory of this process. */
  constructor(spec: SandboxSpec, directory: string) {
    this.spec = spec;
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
      if (this.owner === undefined && !this.committed) void this.shutDown();
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
    return { vm, agent, container: new GuestContainer(agent, id), network: new SandboxNetwork(vm, agent, this.directory) };
  }

  private async booted(): Promise<Guest> {
    if (this.guest === undefined || this.closing !== undefined) throw new SandboxError("the sandbox is shutting down");
    return this.guest;
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
      if (socket === this.owner && !this.committed) void this.shutDown();
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
    switch (request.op) {
      case "own":
        this.owner = socket;
        return null;
      case "create":
        await this.create(request);
        return null;
      case "commit":
        this.committed = true;
        return null;
      case "start":
        await this.start(request);
        return null;
      case "kill":
        await this.kill(request.signal);
        return null;
      case "exec":
        await this.exec(request);
        return null;
      case "pause":
        await (await this.booted()).container.command("pause", this.spec.id);
        this.resumed = new Promise((resolve) => (this.onResumed = resolve));
        return null;
      case "resume":
        await (await this.booted()).container.command("resume", this.spec.id);
        this.onResumed();
        return null;
      case "ps":
        return (await this.guestPids()).map((pid) => this.shimPids.get(pid) ?? noHostPid + pid);
      case "table":
        return this.table(request.args);
      case "statistics":
        return statistics(await readCgroup((await this.booted()).agent, (await this.booted()).container.cgroup));
      case "wait-oom":
        return this.waitForOom(request.seen);
      case "update":
        await (await this.booted()).container.update(request.resources);
        return null;
      case "shutdown":
        await this.shutDown();
        return null;
    }
  }

  private async create(request: Extract<ControlRequest, { op: "create" }>): Promise<void> {
    const { container, network } = await this.booted();
    const relay = await this.relayFor(request.key);
    const process = await container.create(request.config, { process: null, args: request.args, terminal: request.terminal, descriptors: request.descriptors });
    trace("container created in the guest");
    this.init = process;
    const carried = this.carry(relay, process, request.pid);
    this.initEnded = carried;
    void carried.then(() => this.shutDown());
    await network.update(process.pid);
  }

  /** A manager may have plugged interfaces in since the container was created. */
  private async start({ hooks, state, isAwaited }: Extract<ControlRequest, { op: "start" }>): Promise<void> {
    const { agent, container, network } = await this.booted();
    const { init } = this;
    if (init === undefined) throw new ContainerStatusError("container not running");
    await network.follow(init.pid);
    await runGuestHooks(agent, init.pid, container.cgroup, hooks, state);
    const isExecuted = isAwaited ? await executionOf(agent, init.pid) : undefined;
    await container.start();
    await isExecuted?.();
  }

  private async exec(request: Extract<ControlRequest, { op: "exec" }>): Promise<void> {
    const { container } = await this.booted();
    const relay = await this.relayFor(request.key);
    let process: GuestProcess;
    try {
      // In a paused container the process would be frozen before it is one; the guest's crun refuses to try.
      if (request.whenResumed) await Promise.race([this.resumed, this.initEnded]);
      process = await container.exec(request, request.cgroup);
    } catch (error) {
      relay.drop();
      this.relays.delete(request.key);
      throw error;
    }
    void this.carry(relay, process, request.pid);
  }

  private async guestPids(): Promise<number[]> {
    const pids = parseJson(await (await this.booted()).container.command("ps", "--format", "json", this.spec.id));
    return Array.isArray(pids) ? pids.map(Number) : [];
  }

  private async table(args: readonly string[]): Promise<string> {
    const { agent } = await this.booted();
    const pids = await this.guestPids();
    const run = await agent.run(["busybox", "ps", ...tableArguments(args)], signalTimeoutMs);
    if (run.ending.kind !== "exited" || run.ending.status !== 0) throw new SandboxError(`the guest's ps failed: ${run.stderr.toString("utf8").trim()}`);
    return chooseRows(run.stdout.toString("utf8"), pids);
  }

  private async waitForOom(seen: number): Promise<Json> {
    const { agent, container } = await this.booted();
    let ended = false;
    const end = this.initEnded.then(() => (ended = true));
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

  private async kill(signal: number): Promise<void> {
    const agent = (await this.guest)?.agent;
    if (agent === undefined) throw new SandboxError("the sandbox has no VM");
    if (this.init === undefined) throw new ContainerStatusError("container not running");
    await agent.signal(this.init.pid, signal, signalTimeoutMs);
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
      const killed = this.init === undefined ? Promise.resolve() : this.kill(9).catch(() => undefined);
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
