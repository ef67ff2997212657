/** A state root of its own, bundles, and what a container must not leave behind. */

import { spawn, spawnSync, type ChildProcess, type ChildProcessWithoutNullStreams } from "node:child_process";
import { closeSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, readdirSync, rmSync, rmdirSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

const vrun = join(__dirname, "../../bin/vrun");
const commandTimeoutMs = 240_000;
const endTimeoutMs = 15_000;
const pollMs = 100;

export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs containers whose program leaves the file `/started` and sleeps. */
export class VrunFixture {
  /** Has the bundles, and the state root. */
  readonly directory: string;
  readonly #root: string;
  /** Names the cgroups of this test on the host. */
  readonly #token = `vrun-test-${process.pid}`;
  readonly #prefix: readonly string[];
  #runs = 0;

  /**
   * @param prefix A program that runs the command after its own arguments.
   * @param name What the name of the directory begins with.
   */
  constructor(prefix: readonly string[] = [], name = "vrun-test-") {
    this.#prefix = prefix;
    this.directory = mkdtempSync(join(tmpdir(), name));
    this.#root = join(this.directory, "state");
  }

  /**
   * Makes a bundle for a container, whose root has the file `/name` with its id.
   *
   * @param paths Namespaces to join, by type.
   * @param change Properties of its process and of `linux`, more mounts, and a hostname.
   */
  prepare(id: string, annotations: Readonly<Record<string, string>> = {}, paths: Readonly<Record<string, string>> = {}, change: { readonly process?: object; readonly linux?: object; readonly mounts?: readonly object[]; readonly hostname?: string; readonly hooks?: object } = {}): void {
    const bundle = join(this.directory, id);
    rmSync(bundle, { recursive: true, force: true });
    for (const name of ["bin", "dev", "proc", "sys"]) mkdirSync(join(bundle, "rootfs", name), { recursive: true });
    copyFileSync("/bin/busybox", join(bundle, "rootfs/bin/busybox"));
    for (const applet of ["sh", "cat", "sleep", "true", "ps", "readlink", "yes", "stat"]) symlinkSync("busybox", join(bundle, "rootfs/bin", applet));
    writeFileSync(join(bundle, "rootfs/name"), id);
    writeFileSync(join(bundle, "config.json"), JSON.stringify({
      ociVersion: "1.2.0",
      root: { path: "rootfs" },
      process: { cwd: "/", args: ["sh", "-c", "echo >/started; exec sleep 10000"], env: ["PATH=/bin"], user: { uid: 0, gid: 0 }, ...change.process },
      mounts: [{ destination: "/proc", type: "proc", source: "proc" }, ...(change.mounts ?? [])],
      annotations,
      hostname: change.hostname,
      hooks: change.hooks,
      linux: {
        cgroupsPath: `/${this.#token}/${id}`,
        namespaces: ["pid", "network", "ipc", "uts", "mount"].map((type) => ({ type, ...(paths[type] === undefined ? {} : { path: paths[type] }) })),
        ...change.linux,
      },
    }));
  }

  #words(words: readonly string[]): readonly string[] {
    return [...this.#prefix.slice(1), ...(this.#prefix.length === 0 ? [] : [vrun]), "--root", this.#root, ...words.map((word) => word.replace("{bundles}", this.directory))];
  }

  run(...words: readonly string[]): Ran {
    // Files rather than pipes: what runs on in the background holds them open.
    const files = ["stdout", "stderr"].map((name) => join(this.directory, name)) as [string, string];
    const [out, error] = files.map((file) => openSync(file, "w"));
    const { status } = spawnSync(this.#prefix[0] ?? vrun, this.#words(words), { stdio: ["ignore", out, error], timeout: commandTimeoutMs, cwd: this.directory });
    for (const descriptor of [out, error]) if (descriptor !== undefined) closeSync(descriptor);
    return { status, stdout: readFileSync(files[0], "utf8"), stderr: readFileSync(files[1], "utf8") };
  }

  /** Runs a command beside others. What it leaves in the background has its files, and no pipes. */
  async ran(...words: readonly string[]): Promise<Ran> {
    const files = ["stdout", "stderr"].map((name) => join(this.directory, `${name}-${++this.#runs}`)) as [string, string];
    const descriptors = files.map((file) => openSync(file, "w"));
    const child = spawn(this.#prefix[0] ?? vrun, this.#words(words), { stdio: ["ignore", ...descriptors], cwd: this.directory, timeout: commandTimeoutMs });
    for (const descriptor of descriptors) closeSync(descriptor);
    const status = await new Promise<number | null>((resolve) => child.once("exit", resolve));
    return { status, stdout: readFileSync(files[0], "utf8"), stderr: readFileSync(files[1], "utf8") };
  }

  /** Runs a command under a program that limits it, maybe to write no file. What it leaves in the background may hold its pipes. */
  async ranUnder(prefix: readonly string[], ...words: readonly string[]): Promise<Ran> {
    const [program = "", ...args] = [...prefix, vrun];
    const child = spawn(program, [...args, ...this.#words(words)], { stdio: ["ignore", "pipe", "pipe"], cwd: this.directory, timeout: commandTimeoutMs, killSignal: "SIGKILL" });
    const said = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const) child[name].setEncoding("utf8").on("data", (text: string) => (said[name] += text));
    const closed = new Promise((resolve) => child.once("close", resolve));
    const status = await new Promise<number | null>((resolve) => child.once("exit", resolve));
    await Promise.race([closed, delay(2 * pollMs)]);
    for (const name of ["stdout", "stderr"] as const) child[name].destroy();
    return { status, ...said };
  }

  /** Starts a command, in a session of its own, that is to be killed. */
  start(...words: readonly string[]): ChildProcess {
    return spawn(this.#prefix[0] ?? vrun, this.#words(words), { stdio: "ignore", cwd: this.directory, detached: true });
  }

  /** Starts a command whose stdin and stdout are pipes; its stderr is read, and dropped. */
  stream(...words: readonly string[]): ChildProcessWithoutNullStreams {
    const child = spawn(vrun, this.#words(words), { stdio: "pipe", cwd: this.directory });
    child.stdin.on("error", () => undefined);
    child.stderr.resume();
    return child;
  }

  /** Kills a command after a time; it may have ended before. */
  async killAfter(child: ChildProcess, afterMs: number): Promise<void> {
    const ended = new Promise((resolve) => child.once("exit", resolve));
    await Promise.race([ended, delay(afterMs)]);
    child.kill("SIGKILL");
    await ended;
  }

  /** The pid that `state` tells. */
  pid(id: string): number {
    return (JSON.parse(this.run("state", id).stdout) as { pid: number }).pid;
  }

  /** The status that `state` tells; undefined when it knows no such container. */
  status(id: string): string | undefined {
    const { status, stdout } = this.run("state", id);
    return status === 0 ? (JSON.parse(stdout) as { status: string }).status : undefined;
  }

  /** The state root. */
  get root(): string {
    return this.#root;
  }

  /** The directory of the sandbox that was made for a container. */
  sandbox(id: string): string {
    return join(this.#root, "sandboxes", id);
  }

  /** Writes a container's state as another version of vrun would. */
  rewriteState(id: string, change: (state: object) => string): void {
    const file = join(this.#root, "containers", id, "state.json");
    writeFileSync(file, change(JSON.parse(readFileSync(file, "utf8")) as object));
  }

  /** Whether the container's program has come to run. */
  hasStarted(id: string): boolean {
    return existsSync(join(this.directory, id, "rootfs/started"));
  }

  /** The container's processes on the host whose command line has a word. */
  processes(id: string, word: string): number[] {
    const cgroup = `/${this.#token}/${id}`;
    return readdirSync("/proc").filter((name) => /^\d+$/.test(name)).map(Number).filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cgroup`, "utf8").split("\n").some((line) => line.endsWith(cgroup)) && readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(word);
      } catch {
        return false;
      }
    });
  }

  /** What is there of a container: processes, cgroups, mounts, files. */
  #left(id: string): string[] {
    const mounts = readFileSync("/proc/self/mountinfo", "utf8").split("\n");
    const cgroups = readdirSync("/sys/fs/cgroup").map((name) => join("/sys/fs/cgroup", name, this.#token, id));
    return [
      ...this.processes(id, "").map((pid) => `process ${pid}`),
      ...[...cgroups, join("/sys/fs/cgroup", this.#token, id)].filter((path) => existsSync(path)),
      ...mounts.filter((line) => line.includes(join(this.#root, "sandboxes", id))),
      ...[join(this.#root, "containers", id), join(this.#root, "sandboxes", id)].filter((path) => existsSync(path)),
    ];
  }

  /** Waits until nothing is left of a container. Resolves with what is. */
  async leftOf(id: string): Promise<string[]> {
    for (const deadline = Date.now() + endTimeoutMs; this.#left(id).length > 0 && Date.now() < deadline; ) await delay(pollMs);
    return this.#left(id);
  }

  /** Waits until something holds. Resolves with whether it does. */
  async comesTrue(holds: () => boolean): Promise<boolean> {
    for (const deadline = Date.now() + endTimeoutMs; !holds() && Date.now() < deadline; ) await delay(pollMs);
    return holds();
  }

  /** Waits until `state` tells a status. Resolves with what it tells in the end. */
  async waitForStatus(id: string, wanted: string): Promise<string | undefined> {
    for (const deadline = Date.now() + endTimeoutMs; this.status(id) !== wanted && Date.now() < deadline; ) await delay(pollMs);
    return this.status(id);
  }

  /** Removes the directory, and the cgroups above those of its containers. */
  close(): void {
    rmSync(this.directory, { recursive: true, force: true });
    for (const name of [".", ...readdirSync("/sys/fs/cgroup")]) {
      const cgroup = join("/sys/fs/cgroup", name, this.#token);
      if (existsSync(cgroup)) rmdirSync(cgroup);
    }
  }
}
