/** The sandbox monitor: owns one VM and its containers, and does what commands ask. */

import { openSync, renameSync } from "node:fs";
import type { Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import type { GuestProcess } from "../agent-client/agent-client.ts";
import { NoSuchProcessError } from "../errors/agent-errors.ts";
import { SandboxError, messageOf } from "../errors/errors.ts";
import type { Json } from "../oci/json.ts";
import { withGuestNumbers } from "./block-devices.ts";
import { sizeFor, type SizingLimits } from "../oci/plan-shape.ts";
import { boot, type Guest } from "./boot.ts";
import type { ContainerRequest, ControlRequest, SandboxSpec } from "./control.ts";
import { ControlServer } from "./control-server.ts";
import { executionOf } from "./execution.ts";
import { runGuestHooks } from "./guest-hooks.ts";
import { HeldContainer, joinNamespaces } from "./held-container.ts";
import { sharePath, startMarks } from "./paths.ts";
import { guestPids, noHostPid, processTable, waitForOom } from "./processes.ts";
import { listenForReady } from "./readiness.ts";
import { mountsInShare, removeFromShare } from "./shared-folder.ts";
import { Shims } from "./shims.ts";
import { readCgroup, statistics } from "./statistics.ts";
import { trace } from "./trace.ts";

const signalTimeoutMs = 30_000;
const syncTimeoutMs = 3000;
/** The commands wait longer for their reply. */
const killedTimeoutMs = 20_000;
const lastWordsMs = 5000;
/** A monitor that nobody owns after this has lost its command. */
const ownerTimeoutMs = 20_000;

export class Monitor {
  private readonly spec: SandboxSpec;
  private readonly directory: string;
  private readonly shims = new Shims();
  private readonly server: ControlServer;
  /** Requests that are being answered, but for shutdown. */
  private readonly busy = new Set<Promise<void>>();
  private guest: Promise<Guest> | undefined;
  private readonly containers = new Map<string, HeldContainer>();
  private closing: Promise<void> | undefined;

  /** @param directory The sandbox's directory, which is the working directory of this process. */
  constructor(spec: SandboxSpec, directory: string) {
    this.spec = spec;
    this.containers.set(spec.id, new HeldContainer(spec.id));
    this.directory = directory;
    this.server = new ControlServer({
      perform: (request, socket) => this.perform(request, socket),
      onCommandGone: (socket) => this.disown(socket),
      onShim: (socket, first) => this.shims.greet(socket, first),
    });
  }

  /** Listens, says so, and boots. Resolves when the sandbox has been shut down. */
  async run(onListening: () => void): Promise<void> {
    const finished = new Promise<void>((resolve) => (this.finish = resolve));
    for (const { path } of this.spec.pinned) openSync(path, "r");
    await this.server.listen();
    trace("monitor listens");
    onListening();
    this.guest = boot(this.spec, this.directory);
    this.guest.then(({ agent }) => agent.closed).then(() => this.shutDown(), () => undefined); // whoever asks for the guest gets the error
    const abandoned = setTimeout(() => {
      if (this.held(this.spec.id).owner === undefined) void this.shutDown();
    }, ownerTimeoutMs);
    await finished;
    clearTimeout(abandoned);
  }

  private finish: () => void = () => undefined;

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
    if (request.op === "shutdown") {
      await this.shutDown();
      return null;
    }
    const performed = this.performRequest(request, socket);
    this.track(performed);
    return performed;
  }

  private async performRequest(request: ContainerRequest, socket: Socket): Promise<Json> {
    if (request.op === "own") this.own(request, socket);
    else if (request.op === "remove") await this.remove(request.id);
    else return this.performOn(this.held(request.id), request, socket);
    return null;
  }

  private async performOn(held: HeldContainer, request: Exclude<ContainerRequest, { op: "own" | "remove" }>, socket: Socket): Promise<Json> {
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
        return (await guestPids((await this.booted()).agent, held)).map((pid) => this.shims.pidOf(pid) ?? noHostPid + pid);
      case "table":
        return processTable((await this.booted()).agent, held, request.args);
      case "statistics": {
        const { agent } = await this.booted();
        return statistics(await readCgroup(agent, held.in(agent).cgroup));
      }
      case "wait-ready":
        return Promise.race([held.ready, held.initEnded.then(() => null)]);
      case "wait-oom":
        return { ...(await waitForOom((await this.booted()).agent, held, request.seen, () => !socket.destroyed)) };
      case "update":
        await this.update(held, request);
        return null;
    }
  }

  private own({ id, key }: Extract<ContainerRequest, { op: "own" }>, socket: Socket): void {
    const held = this.containers.get(id) ?? new HeldContainer(id);
    if (held.owner !== undefined) throw new SandboxError(`the sandbox has a container ${id} already`);
    held.owner = socket;
    held.key = key;
    this.shims.announce(key);
    this.containers.set(id, held);
  }

  private disown(socket: Socket): void {
    for (const held of this.containers.values()) if (socket === held.owner && !held.committed) void this.abandon(held);
  }

  /** The command that made a container has gone in the middle of it. */
  private async abandon({ id }: HeldContainer): Promise<void> {
    if (id === this.spec.id) await this.shutDown();
    else await this.remove(id).catch(() => undefined);
  }

  private async create(held: HeldContainer, request: Extract<ContainerRequest, { op: "create" }>): Promise<void> {
    const { agent, network, policies, drives } = await this.booted();
    const relay = await this.shims.relayFor(held.key);
    if (request.policy !== null) await policies.load(request.policy);
    await this.fit(held, request.limits);
    await held.in(agent).holdMounts(mountsInShare(sharePath(this.directory), held.id));
    const numbers = await drives.give(held.id, request.blockDevices);
    const config = withGuestNumbers(joinNamespaces(request.config, (id) => this.held(id).process().pid), numbers);
    const socket = request.tellsReady ? await listenForReady(agent, held.id) : undefined;
    const process = await held.in(agent).create(config, { process: null, args: request.args, terminal: request.terminal, descriptors: request.descriptors });
    trace("container created in the guest");
    held.init = process;
    const carried = this.shims.carry(relay, process, request.pid, this.signaller(process));
    held.initEnded = carried;
    void carried.then(() => held.hasEnded());
    if (socket !== undefined) {
      held.ready = socket.ready;
      void carried.then(() => socket.close());
    }
    if (held.id !== this.spec.id) return;
    void carried.then(() => this.shutDown());
    await network.update(process.pid);
  }

  private async update(held: HeldContainer, { resources, limits }: Extract<ContainerRequest, { op: "update" }>): Promise<void> {
    const before = held.limits;
    await this.fit(held, { ...before, ...limits });
    try {
      await held.in((await this.booted()).agent).update(resources);
    } catch (error) {
      held.limits = before;
      throw error;
    }
  }

  /** Lets the VM grow to what all containers together need when one has these limits. The VM keeps what it has when they fall. */
  private async fit(held: HeldContainer, limits: SizingLimits): Promise<void> {
    const { vcpusMax: vcpus, memoryMaxBytes: memoryBytes } = this.spec.shape;
    const others = [...this.containers.values()].filter((other) => other !== held).map((other) => other.limits);
    await (await this.booted()).growth.reach(sizeFor([...others, limits], { vcpus, memoryBytes }));
    held.limits = limits;
  }

  /** Ends a container that joined the sandbox, and takes back what was made for it; the sandbox goes on. */
  private async remove(id: string): Promise<void> {
    const held = this.containers.get(id);
    if (held === undefined) return;
    if (id === this.spec.id) throw new SandboxError("the sandbox was made for this container and ends with it");
    const { agent, drives } = await this.booted();
    if (held.init === undefined) this.shims.cut(held.key);
    else {
      await agent.signal(held.init.pid, 9, signalTimeoutMs).catch(() => undefined);
      await Promise.race([held.initEnded, delay(lastWordsMs, undefined, { ref: false })]);
    }
    await held.in(agent).remove();
    await drives.take(id).catch((error: unknown) => process.stderr.write(`vrun-monitor: ${messageOf(error)}\n`));
    this.containers.delete(id);
    await removeFromShare({ helper: this.spec.installation.host, folder: sharePath(this.directory) }, id);
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
    const { created, started } = startMarks(this.directory, held.id);
    renameSync(created, started);
    await isExecuted?.();
  }

  private async exec(held: HeldContainer, request: Extract<ContainerRequest, { op: "exec" }>): Promise<void> {
    const { agent, policies } = await this.booted();
    const container = held.in(agent);
    const relay = await this.shims.relayFor(request.key);
    let process: GuestProcess;
    try {
      // In a paused container the process would be frozen before it is one; the guest's crun refuses to try.
      if (request.whenResumed) await held.resumed;
      if (request.policy !== null) await policies.load(request.policy);
      process = await container.exec(request, request.cgroup);
    } catch (error) {
      this.shims.drop(relay);
      throw error;
    }
    void this.shims.carry(relay, process, request.pid, this.signaller(process));
  }

  private signaller({ pid }: GuestProcess): (signal: number) => Promise<void> {
    return async (signal) => this.guest?.then(({ agent }) => agent.signal(pid, signal, signalTimeoutMs)).catch(() => undefined);
  }

  private async kill(held: HeldContainer, signal: number): Promise<void> {
    const agent = (await this.guest)?.agent;
    if (agent === undefined) throw new SandboxError("the sandbox has no VM");
    const sent = agent.signal(held.process().pid, signal, signalTimeoutMs);
    if (signal !== 9) return sent;
    const ended = this.seeEnd(held);
    const answered = sent.catch((error: unknown) => {
      if (error instanceof NoSuchProcessError) throw error;
      return ended;
    });
    await Promise.race([answered, ended]);
  }

  /**
   * Sees to it that a container that gets SIGKILL ends: the guest may not answer, or say what is not so. Where it has not told of
   * an end in time, its VM ends, or the shim of a container that joined the sandbox. Never rejects.
   */
  private async seeEnd(held: HeldContainer): Promise<void> {
    const abort = new AbortController();
    const expired = delay(killedTimeoutMs, true, { signal: abort.signal, ref: false }).catch(() => false);
    const isLate = await Promise.race([expired, held.initEnded.then(() => false, () => false)]);
    abort.abort();
    const guest = isLate ? await this.guest?.catch(() => undefined) : undefined;
    if (guest === undefined) return;
    process.stderr.write(`vrun-monitor: the guest has not ended ${held.id} ${killedTimeoutMs / 1000} s after SIGKILL\n`);
    if (held.id !== this.spec.id) return this.shims.cut(held.key);
    await guest.agent.sync(syncTimeoutMs).catch(() => undefined);
    await guest.vm.kill().catch(() => undefined);
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
      const last = Promise.all([...this.busy, this.shims.settled()]);
      const killed = Promise.all([...this.containers.values()].map((held) => this.kill(held, 9).catch(() => undefined)));
      await Promise.race([killed.then(() => last), guest.vm.ended, delay(lastWordsMs, undefined, { ref: false })]);
      await guest.network.unfollow();
      await guest.agent.sync(syncTimeoutMs).catch(() => undefined);
      await guest.vm.kill();
      await guest.network.release();
    }
    this.shims.dropAll();
    trace("VM has ended");
    // The reply to whoever asked for this is still on its way.
    this.server.close(() => this.finish());
    setTimeout(() => this.finish(), lastWordsMs).unref();
  }
}
