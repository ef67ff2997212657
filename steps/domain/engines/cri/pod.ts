import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CheckFailure } from "../../checks.ts";
import { type CommandRun, describeRun } from "../../command.ts";
import type { GuestProgram } from "../../guest-programs.ts";
import { type JsonObject, valueAt } from "../../json.ts";
import { poll } from "../../poll.ts";
import type { Scenario } from "../../scenario.ts";
import { IMAGE } from "../image.ts";
import { type Leftover, leftover, type Remains, remainsIn } from "../remains.ts";
import type { CriAnswer } from "./client.ts";
import { type LogLine, parseLog } from "./log.ts";
import { HANDLER, type CriService } from "./service.ts";

/** What is asked for beside a pod of its own network and ipc namespaces whose containers each have their own processes. */
export interface PodOptions {
  /** The network namespace is that of the service. */
  readonly hostNetwork?: boolean;
  /** All containers are in one pid namespace. */
  readonly sharedProcesses?: boolean;
  readonly nameServer?: string;
}

/** What is asked for beside a container's program. */
export interface PodContainerOptions {
  readonly readOnlyRoot?: boolean;
  readonly variable?: { readonly name: string; readonly value: string };
  readonly bind?: { readonly source: string; readonly target: string };
  readonly memoryBytes?: number;
}

/** How a container of a pod is doing, as the service tells. */
export interface PodContainerStatus {
  readonly state: string;
  readonly exitCode: number;
}

/** A call that was made, as evidence, and what came back. */
export interface Called {
  readonly run: CommandRun;
  /** Empty when the call failed. */
  readonly reply: JsonObject;
}

/** Seconds that a container gets to end by SIGTERM. */
const GRACE_S = 1;

/** A pod of a scenario in the service's hands, and the containers in it. */
export class Pod {
  readonly #scenario: Scenario;
  readonly #service: CriService;
  readonly #config: JsonObject;
  readonly #options: PodOptions;
  readonly #before: Remains;
  #id: string | null = null;
  #calls = 0;

  constructor(scenario: Scenario, service: CriService, options: PodOptions) {
    this.#scenario = scenario;
    this.#service = service;
    this.#options = options;
    this.#before = remainsIn(service.scope);
    const name = scenario.nextId();
    const logs = join(scenario.directory, `${name}-logs`);
    mkdirSync(logs, { recursive: true });
    this.#config = {
      metadata: { name, uid: name, namespace: "lacuna" },
      ...(options.hostNetwork === true ? {} : { hostname: "pod" }),
      log_directory: logs,
      dns_config: { servers: options.nameServer === undefined ? [] : [options.nameServer] },
      linux: { cgroup_parent: service.scope.cgroupParent, security_context: { namespace_options: namespacesOf(options) } },
    };
    scenario.checks.note("manager", `${service.name} ${service.version} by the CRI`);
    scenario.onEnd(`remove the pod ${name}`, async () => {
      if (this.#id !== null) await this.remove();
    });
  }

  /** Makes the pod, with its first container. @throws {CheckFailure} the service cannot. */
  async run(): Promise<void> {
    const { run, reply } = await this.#call("RunPodSandbox", { config: this.#config, runtime_handler: HANDLER });
    this.#id = sound("run the pod", run, textAt(reply, "pod_sandbox_id"));
  }

  /**
   * Makes a container in the pod and starts it. @param attempt Counts from 0, each time that it is replaced.
   *
   * @throws {CheckFailure} the service cannot.
   */
  async startContainer(program: GuestProgram, options: PodContainerOptions, name: string, attempt = 0): Promise<PodContainer> {
    const logPath = `${name}-${attempt}.log`;
    const config: JsonObject = {
      metadata: { name, attempt },
      image: { image: IMAGE },
      command: program.argv,
      envs: options.variable === undefined ? [] : [{ key: options.variable.name, value: options.variable.value }],
      mounts: options.bind === undefined ? [] : [{ host_path: options.bind.source, container_path: options.bind.target }],
      log_path: logPath,
      linux: {
        resources: { memory_limit_in_bytes: options.memoryBytes ?? 0 },
        security_context: { readonly_rootfs: options.readOnlyRoot ?? false, namespace_options: namespacesOf(this.#options) },
      },
    };
    const created = await this.#call("CreateContainer", { pod_sandbox_id: this.#id, config, sandbox_config: this.#config });
    const id = sound("create the container", created.run, textAt(created.reply, "container_id"));
    const started = await this.#call("StartContainer", { container_id: id });
    sound("start the container", started.run);
    const log = join(textAt(this.#config, "log_directory") ?? "", logPath);
    return new PodContainer({ id, log, program, endingMs: this.#scenario.suite.description.profile.timeoutsMs.ending, started: started.run, call: (method, request) => this.#call(method, request) });
  }

  /** Ends and forgets the pod with all that is in it. */
  async remove(): Promise<CommandRun> {
    const stopped = await this.#call("StopPodSandbox", { pod_sandbox_id: this.#id });
    if (stopped.run.exit !== 0) return stopped.run;
    const { run } = await this.#call("RemovePodSandbox", { pod_sandbox_id: this.#id });
    if (run.exit === 0) this.#id = null;
    return run;
  }

  /** What the scope has that it had not before the pod, once that has had time to vanish; null when nothing. */
  async remains(): Promise<Leftover | null> {
    let left: Leftover | null = null;
    await poll(() => {
      left = leftover(this.#before, remainsIn(this.#service.scope));
      return left === null ? true : null;
    }, this.#scenario.suite.description.profile.timeoutsMs.ending);
    return left;
  }

  async #call(method: string, request: JsonObject): Promise<Called> {
    const base = join(this.#scenario.directory, "commands", `cri-${this.#calls}`);
    this.#calls += 1;
    const from = performance.now();
    // One call is several commands of the runtime.
    const answer = await this.#service.client.call(method, request, 2 * this.#scenario.suite.description.profile.timeoutsMs.command);
    const called = recordCall(base, ["cri", method, JSON.stringify(request)], answer, performance.now() - from);
    this.#scenario.commands.push(called.run);
    return called;
  }
}

interface ContainerParts {
  readonly id: string;
  /** The log's file on the host. */
  readonly log: string;
  readonly program: GuestProgram;
  readonly endingMs: number;
  readonly started: CommandRun;
  readonly call: (method: string, request: JsonObject) => Promise<Called>;
}

/** A container of a pod, and the last call that was made about it. */
export class PodContainer {
  readonly program: GuestProgram;
  readonly #parts: ContainerParts;
  #last: Called;

  constructor(parts: ContainerParts) {
    this.program = parts.program;
    this.#parts = parts;
    this.#last = { run: parts.started, reply: {} };
  }

  /** The last call. */
  get called(): Called {
    return this.#last;
  }

  get run(): CommandRun {
    return this.#last.run;
  }

  /** What has been logged so far. */
  log(): readonly LogLine[] {
    return parseLog(this.#parts.log);
  }

  /** Waits until the log fits, or its time is up. */
  async logUntil(fits: (lines: readonly LogLine[]) => boolean): Promise<{ readonly lines: readonly LogLine[]; readonly timedOut: boolean }> {
    const fitting = await poll(() => (fits(this.log()) ? true : null), this.#parts.endingMs);
    return { lines: this.log(), timedOut: fitting === null };
  }

  /** Waits until it can be acted upon. @throws {CheckFailure} it never can. */
  async ready(): Promise<void> {
    const { readyLine } = this.program;
    if (readyLine === null) return;
    const { timedOut } = await this.logUntil((lines) => lines.some(({ text }) => text === readyLine));
    if (timedOut) throw new CheckFailure(`the container never logged "${readyLine}"\n${describeRun(this.run)}`, { ready: false }, { timedOut: true });
  }

  /** Waits until the service says that it has ended, or its time is up. */
  async ended(): Promise<{ readonly status: PodContainerStatus; readonly timedOut: boolean }> {
    let status = await this.status();
    const ended = await poll(async () => {
      status = await this.status();
      return status.state === "CONTAINER_EXITED" ? true : null;
    }, this.#parts.endingMs);
    return { status, timedOut: ended === null };
  }

  async status(): Promise<PodContainerStatus> {
    const { reply } = await this.#call("ContainerStatus", {});
    return { state: textAt(reply, "status.state") ?? "absent", exitCode: Number(valueAt(reply, "status.exit_code") ?? -1) };
  }

  /** Executes a process in it; returns once that has ended. */
  execute(program: GuestProgram): Promise<Called> {
    return this.#call("ExecSync", { cmd: program.argv, timeout: 0 });
  }

  askStatistics(): Promise<Called> {
    return this.#call("ContainerStats", {});
  }

  limitMemory(bytes: number): Promise<Called> {
    return this.#call("UpdateContainerResources", { linux: { memory_limit_in_bytes: bytes } });
  }

  /** Asks it to end by SIGTERM, and kills it after a grace. */
  stop(): Promise<Called> {
    return this.#call("StopContainer", { timeout: GRACE_S });
  }

  remove(): Promise<Called> {
    return this.#call("RemoveContainer", {});
  }

  async #call(method: string, request: JsonObject): Promise<Called> {
    this.#last = await this.#parts.call(method, { container_id: this.#parts.id, ...request });
    return this.#last;
  }
}

/** Bytes of memory that a container is charged for, and nanoseconds of processor time, in an answer; 0 for what is not told. */
export function statisticsIn({ reply }: Called): { readonly memoryBytes: number; readonly cpuNs: number } {
  return { memoryBytes: Number(valueAt(reply, "stats.memory.working_set_bytes.value") ?? 0), cpuNs: Number(valueAt(reply, "stats.cpu.usage_core_nano_seconds.value") ?? 0) };
}

function namespacesOf({ hostNetwork = false, sharedProcesses = false }: PodOptions): JsonObject {
  return { network: hostNetwork ? "NODE" : "POD", pid: sharedProcesses ? "POD" : "CONTAINER", ipc: "POD" };
}

/** A call in the shape of a command, whose exit status is gRPC's code. */
function recordCall(base: string, argv: readonly string[], answer: CriAnswer, durationMs: number): Called {
  const [stdoutFile, stderrFile] = [`${base}.out`, `${base}.err`];
  const reply = answer.kind === "reply" ? answer.reply : {};
  writeFileSync(stdoutFile, answer.kind === "reply" ? JSON.stringify(reply) : "");
  writeFileSync(stderrFile, answer.kind === "error" ? answer.details : "");
  const exit = answer.kind === "error" ? answer.code : 0;
  return { reply, run: { argv, exit, signal: null, timedOut: exit === DEADLINE_EXCEEDED, notStarted: null, durationMs, stdoutFile, stderrFile } };
}

const DEADLINE_EXCEEDED = 4;

function textAt(reply: JsonObject, path: string): string | null {
  const value = valueAt(reply, path);
  return typeof value === "string" ? value : null;
}

/** What a call was made for. @throws {CheckFailure} the call failed. */
function sound(what: string, run: CommandRun, value: string | null = ""): string {
  if (run.exit === 0 && value !== null) return value;
  throw new CheckFailure(`cannot ${what}\n${describeRun(run)}`, { exit: run.exit }, { timedOut: run.timedOut });
}
