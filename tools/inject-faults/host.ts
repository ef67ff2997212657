/** vrun with one of its programs under strace, which makes a system call fail. */
import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { VrunFixture, type Ran } from "../../runtime/test/vrun-fixture.ts";
import type { Fault, Phase, Target } from "./plan.ts";

const root = join(__dirname, "../..");
const quiet = ["strace", "-D", "-qq", "-y", "-e", "signal=none"];
export const id = "one";

const wordsOf: Readonly<Record<Phase, readonly string[]>> = {
  create: ["create", "--bundle", `{bundles}/${id}`, id], start: ["start", id], exec: ["exec", id, "true"], pause: ["pause", id], kill: ["kill", id, "TERM"], delete: ["delete", "--force", id],
};
const before: Readonly<Record<Phase, readonly Phase[]>> = { create: [], start: ["create"], exec: ["create", "start"], pause: ["create", "start"], kill: ["create", "start"], delete: ["create", "start"] };

/**
 * Calls by which Node locks its own handling of signals, where it waits for ever when one fails, and those by which it wakes
 * its threads, where it aborts.
 */
const isNodesOwn = (line: string): boolean => /^(read|write)\(\d+(<[^>]*>)?, "\*", 1\)/.test(line) || /^(read|write)\(\d+<anon_inode:\[eventfd\]>/.test(line);

const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

export class FaultyHost {
  readonly fixture = new VrunFixture([], "vrun-faults-");
  readonly #trace = join(this.fixture.directory, "trace");
  /** A vrun whose shim and helper are scripts that this writes. */
  readonly #copy = join(this.fixture.directory, "vrun");
  readonly #counts = new Map<string, readonly number[]>();

  constructor() {
    mkdirSync(join(this.#copy, "bin"), { recursive: true });
    mkdirSync(join(this.#copy, "dist"));
    copyFileSync(join(root, "bin/vrun"), join(this.#copy, "bin/vrun"));
    symlinkSync(join(root, ".cache"), join(this.#copy, ".cache"));
    for (const name of readdirSync(join(root, "dist")).filter((one) => one.startsWith("vrun") || one === "pause"))
      if (name !== "vrun-shim" && name !== "vrun-host") symlinkSync(join(root, "dist", name), join(this.#copy, "dist", name));
  }

  /** Brings the container to where the phase begins. */
  prepare(phase: Phase): void {
    this.fixture.prepare(id);
    for (const earlier of before[phase]) {
      const ran = this.fixture.run(...wordsOf[earlier]);
      if (ran.status !== 0) throw new Error(`${earlier} without a fault failed: ${ran.stderr}`);
    }
  }

  /** Runs the phase's command with these options for strace on the target. */
  async #traced(target: Target, phase: Phase, options: readonly string[]): Promise<Ran> {
    const tracer = [...quiet, "-o", this.#trace, ...options];
    if (target === "command") return this.fixture.ranUnder([...tracer, "--"], ...wordsOf[phase]);
    const words = tracer.map(quoted).join(" ");
    const [host, shim] = ["vrun-host", "vrun-shim"].map((name) => quoted(join(root, "dist", name)));
    const scripts: Readonly<Record<"host" | "shim", string>> = {
      // Of the helper's calls the one that fills the share; the monitor is what the helper starts after "--".
      host: target === "helper" ? `[ "$1" = share ] && exec ${words} -- ${host} "$@"\nexec ${host} "$@"`
        : target === "monitor" ? `[ "$1" = monitor ] || exec ${host} "$@"\nfor word; do shift; set -- "$@" "$word"; [ "$word" = -- ] && set -- "$@" ${words} --; done\nexec ${host} "$@"`
        : `exec ${host} "$@"`,
      shim: target === "shim" ? `exec ${words} -- ${shim} "$@"` : `exec ${shim} "$@"`,
    };
    for (const [name, script] of Object.entries(scripts)) {
      const path = join(this.#copy, "dist", `vrun-${name}`);
      writeFileSync(path, `#!/bin/sh\n${script}\n`);
      chmodSync(path, 0o755);
    }
    return this.fixture.ranUnder(["sh", "-c", 'shift; exec "$0" "$@"', join(this.#copy, "bin/vrun")], ...wordsOf[phase]);
  }

  #lines(call: string): readonly string[] {
    return readFileSync(this.#trace, "latin1").split("\n").filter((line) => line.startsWith(`${call}(`));
  }

  /** The numbers of the calls, from 1, without Node's own. */
  #calls(call: string): readonly number[] {
    return this.#lines(call).flatMap((line, index) => (isNodesOwn(line) ? [] : [index + 1]));
  }

  /** The calls that the target makes in a phase; and in its start alone, where it is a Node of which nothing is vrun's yet. */
  async #count({ target, phase, call }: Fault): Promise<readonly number[]> {
    const key = `${target} ${phase} ${call}`;
    const known = this.#counts.get(key);
    if (known !== undefined) return known;
    writeFileSync(this.#trace, "");
    this.prepare(phase);
    await this.#traced(target, phase, ["-e", `trace=${call}`]);
    this.fixture.run("delete", "--force", id);
    const count = this.#calls(call);
    this.#counts.set(key, count);
    return count;
  }

  async #bootCount({ target, call }: Fault): Promise<number> {
    if (target === "helper" || target === "shim") return 0;
    const key = `boot ${call}`;
    const known = this.#counts.get(key);
    if (known !== undefined) return known.length;
    writeFileSync(this.#trace, "");
    await this.fixture.ranUnder([...quiet, "-o", this.#trace, "-e", `trace=${call}`, "--"], "--version");
    this.#counts.set(key, this.#calls(call));
    return this.#calls(call).length;
  }

  /**
   * Runs the phase's command while the fault's call fails once. Undefined when the target never makes that call there, or when
   * another call than the counted one failed, which Node cannot do without.
   */
  async run(fault: Fault): Promise<{ readonly ran: Ran; readonly isHit: boolean; readonly isAborted: boolean } | undefined> {
    const [boot, all] = [await this.#bootCount(fault), await this.#count(fault)];
    const own = all.slice(boot);
    const when = own[Math.floor(fault.place * own.length)];
    if (when === undefined) return undefined;
    this.prepare(fault.phase);
    writeFileSync(this.#trace, "");
    const ran = await this.#traced(fault.target, fault.phase, ["-e", `trace=${fault.call},tgkill`, "-e", `inject=${fault.call}:error=${fault.error}:when=${when}`]);
    const failed = this.#lines(fault.call).find((line) => line.includes("(INJECTED)"));
    if (failed !== undefined && isNodesOwn(failed)) return void this.fixture.run("delete", "--force", id);
    return { ran, isHit: failed !== undefined, isAborted: this.#lines("tgkill").some((line) => line.includes("SIGABRT")) };
  }

  /** What is wrong after a fault, once the container has been deleted by force. */
  async after(): Promise<readonly string[]> {
    const { status, stderr } = this.fixture.run("delete", "--force", id);
    const left = await this.fixture.leftOf(id);
    return [...(status === 0 ? [] : [`delete --force ended with ${status}: ${stderr.trim()}`]), ...left.map((one) => `left: ${one}`)];
  }
}
