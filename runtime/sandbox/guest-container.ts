/** The container in the guest: what crun is asked to do, and its errors in the words that managers know. */

import { join } from "node:path";
import type { AgentClient, DescriptorUse, GuestProcess, GuestRun } from "../agent-client/agent-client.ts";
import { GuestError, SpawnFailedError } from "../errors/agent-errors.ts";
import { ProcessStartError, SandboxError } from "../errors/errors.ts";
import { formatJson, isObject, type Json } from "../oci/json.ts";
import { prepareWeights } from "./guest-block-io.ts";
import { guestCgroup, guestShared } from "../oci/plan.ts";

const crun = ["crun", "--cgroup-manager=cgroupfs"] as const;
const fileTimeoutMs = 30_000;
const crunTimeoutMs = 120_000;
/** Linux ENXIO. */
const noReader = 6;
const mountsBytesMax = 1024 * 1024;
const guestEnvironment = ["PATH=/usr/sbin:/usr/bin:/sbin:/bin"];

/** What a process needs beside its JSON. */
export interface ProcessRequest {
  readonly process: Json;
  readonly args: readonly string[];
  readonly terminal: boolean;
  readonly descriptors: readonly DescriptorUse[];
}

/** crun's last line, without time stamp. */
function lastWords(output: string): string {
  const line = output.trimEnd().split("\n").at(-1) ?? "";
  return line.replace(/^\d{4}-\d\d-\d\dT[\d:.]+Z?:?\s*/, "").replace(/^(?:crun|error):\s*/i, "");
}

/** crun's message for a program that cannot be started, in the words that managers match on to set their exit codes. */
export function startFailure(output: string, args: readonly string[]): string {
  const words = lastWords(output);
  const program = args[0] ?? "";
  const quoted = `exec: ${JSON.stringify(program)}`;
  if (/executable file .* not found|cannot find .* in \$PATH/.test(words))
    return program.includes("/") ? `${quoted}: stat ${program}: no such file or directory` : `${quoted}: executable file not found in $PATH`;
  if (/executable.*permission denied|exec.*permission denied|exists but it is not executable|is not a regular file/i.test(words)) return `${quoted}: permission denied`;
  return words.replace(/: (No such file or directory|Permission denied)$/, (text) => text.toLowerCase());
}

/** One container in the guest, by the guest's crun. */
export class GuestContainer {
  readonly id: string;
  /** Its cgroup in the guest. */
  readonly cgroup: string;
  private readonly agent: AgentClient;
  private readonly directory: string;
  private execs = 0;

  constructor(agent: AgentClient, id: string) {
    this.agent = agent;
    this.id = id;
    this.cgroup = join("/sys/fs/cgroup", guestCgroup(id));
    this.directory = join("/run/vrun", id);
  }

  /** Creates the container and leaves its init waiting. Resolves with the init process. */
  async create(config: Json, request: ProcessRequest): Promise<GuestProcess> {
    await prepareWeights(this.agent, isObject(config) && isObject(config["linux"]) ? config["linux"]["resources"] : undefined);
    // The agent takes all of this in its order.
    const prepared = Promise.all([
      this.agent.makeDirectory("/run/vrun", 0o700, fileTimeoutMs),
      this.agent.makeDirectory(this.directory, 0o700, fileTimeoutMs),
      this.agent.writeFile(join(this.directory, "config.json"), Buffer.from(formatJson(config)), 0o600, fileTimeoutMs),
    ]);
    const argv = [...crun, "create", "--bundle", this.directory];
    const spawned = this.spawn(argv, join(this.directory, "init"), request, "unable to start container process: error during container init: ");
    return (await Promise.all([spawned, prepared]))[0];
  }

  /**
   * Has the guest mount what a share has mounted, in the agent's mount namespace.
   *
   * The guest's kernel makes a mount of its own for each file system in the share, in the namespace that first
   * uses it. When that is the container's and ends with it, the kernel does not wait for files that are still being
   * closed: "VFS: Busy inodes after unmount of virtiofs", a BUG of fs/super.c (seen with Linux 6.12.117, once in 60 to
   * 120 containers that were killed), after which the process never ends.
   *
   * @param mounts Paths below the container's part of the share. One that is a file needs no mount.
   */
  async holdMounts(mounts: readonly string[]): Promise<void> {
    // Where there is a folder, makeDirectory does no more than walk to it, asking the host anew for each part of the path: a
    // container of the same id may have been there a moment ago.
    await Promise.all(mounts.map((mount) => this.agent.makeDirectory(`${join(guestShared, this.id, mount)}/.`, 0o755, fileTimeoutMs).catch(() => undefined)));
  }

  /**
   * Takes the container and its files away, and the mounts of the share that only it used. Its first process has
   * ended, or has been killed. Never rejects: what the guest keeps ends with the VM.
   */
  async remove(): Promise<void> {
    await this.command("delete", "--force").catch(() => undefined);
    await this.agent.removeTree(this.directory, fileTimeoutMs).catch(() => undefined);
    const below = join(guestShared, this.id, "/");
    const mounts = await this.agent.readFile("/proc/self/mounts", mountsBytesMax, fileTimeoutMs).then((bytes) => bytes.toString("utf8"), () => "");
    const targets = mounts.split("\n").flatMap((line) => line.split(" ").slice(1, 2)).filter((target) => target.startsWith(below));
    for (const target of targets.reverse()) await this.agent.unmount(target, fileTimeoutMs).catch(() => undefined);
  }

  /**
   * Lets the container's init execute its program. That is all that `crun start` would do here, where vrun runs the hooks;
   * to run crun for it takes ten times as long.
   *
   * @throws {ProcessStartError} The init has ended.
   */
  async start(): Promise<void> {
    try {
      await this.agent.release(join("/run/crun", this.id, "exec.fifo"), fileTimeoutMs);
    } catch (error) {
      if (error instanceof GuestError && error.errno === noReader) throw new ProcessStartError("the container's init has ended", { cause: error });
      throw error;
    }
  }

  async exec(request: ProcessRequest, cgroup: string | undefined): Promise<GuestProcess> {
    const name = join(this.directory, `exec-${++this.execs}`);
    try {
      const written = this.agent.writeFile(`${name}.json`, Buffer.from(formatJson(request.process)), 0o600, fileTimeoutMs);
      const argv = [...crun, "exec", "--detach", "--process", `${name}.json`, ...(cgroup === undefined ? [] : [`--cgroup=${cgroup}`])];
      const spawned = this.spawn(argv, name, request, "unable to start container process: ");
      return (await Promise.all([spawned, written]))[0];
    } finally {
      // Nobody waits for this: the process runs, or has failed to.
      for (const file of [`${name}.json`, `${name}.pid`]) void this.agent.removeTree(file, fileTimeoutMs).catch(() => undefined);
    }
  }

  /** Runs another command of crun, with its options, on the container. @throws {SandboxError} with crun's words when it fails. */
  async command(...args: readonly string[]): Promise<string> {
    // An id may begin with a dash.
    const run = await this.agent.run([...crun, ...args, "--", this.id], crunTimeoutMs);
    if (!succeeded(run)) throw new SandboxError(lastWords(run.stderr.toString("utf8")) || `the guest's crun ${args[0]} failed`);
    return run.stdout.toString("utf8");
  }

  async update(resources: Json): Promise<void> {
    const file = join(this.directory, "resources.json");
    await this.agent.writeFile(file, Buffer.from(formatJson(resources)), 0o600, fileTimeoutMs);
    await prepareWeights(this.agent, resources);
    await this.command("update", "--resources", file);
  }

  private async spawn(argv: readonly string[], name: string, request: ProcessRequest, prefix: string): Promise<GuestProcess> {
    const pidFile = `${name}.pid`;
    const socketPath = `${name}.console`;
    const console = request.terminal ? ["--console-socket", socketPath] : [];
    const preserved = request.descriptors.length > 0 ? [`--preserve-fds=${request.descriptors.length}`] : [];
    try {
      return await this.agent.spawn(
        {
          argv: [...argv, "--pid-file", pidFile, ...console, ...preserved, "--", this.id],
          env: guestEnvironment,
          cwd: "/",
          stdio: request.terminal ? { kind: "console", socketPath } : { kind: "pipes", stdin: true },
          adoptPidFile: pidFile,
          sameLayout: true,
          descriptors: request.descriptors,
        },
        crunTimeoutMs,
      );
    } catch (error) {
      if (!(error instanceof SpawnFailedError)) throw error;
      const output = error.stderr.toString("utf8").trim() || error.stdout.toString("utf8").trim();
      throw new ProcessStartError(prefix + startFailure(output, request.args), { cause: error });
    }
  }
}

function succeeded(run: GuestRun): boolean {
  return run.ending.kind === "exited" && run.ending.status === 0;
}
