import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CommandRun } from "./command.ts";
import { mergePatch, parseObject } from "./json.ts";
import type { Launcher } from "./launcher.ts";
import { checkout } from "./run-description.ts";
import type { Action, Call, ExecProcess, RuntimeDriver, Target } from "./runtime-driver.ts";
import { readText } from "./written-files.ts";

export interface OciCliOptions {
  /** The words that start the runtime: its path, and what gives it the view of the host that it needs. */
  readonly command: readonly string[];
  readonly globalFlags: readonly string[];
  readonly stateRoot: string;
  /** The scenario's folder. */
  readonly scratch: string;
  /** A folder for the outputs of commands. */
  readonly outputs: string;
  /** How long the next command may take. */
  readonly timeoutMs: () => number;
  readonly launcher: Launcher;
  /** Called once for each command, after it. */
  readonly record: (run: CommandRun) => void;
}

/** Drives a runtime by the command line that runc made common. */
export function ociCli(options: OciCliOptions): RuntimeDriver {
  let count = 0;
  return {
    async perform(target, action, stop) {
      count += 1;
      const base = join(options.outputs, `${count}-${action.kind}`);
      const fill = (word: string): string => word.replaceAll("{id}", target.id).replaceAll("{bundle}", target.bundle).replaceAll("{scratch}", options.scratch);
      const { words, stdio } = commandLine(target, action, base, fill);
      const call = action.call ?? PLAIN;
      const run = await options.launcher.run({
        argv: [...wrapperOf(call, fill), ...options.command, ...options.globalFlags, "--root", options.stateRoot, ...call.globalFlags.map(fill), ...withFlags(words, call.flags.map(fill), target.id)],
        stdoutFile: `${base}.out`,
        stderrFile: `${base}.err`,
        ...stdio,
        ...(call.stdinFile === undefined ? {} : { stdinFile: call.stdinFile }),
        descriptors: call.descriptors,
        cwd: options.outputs,
        timeoutMs: options.timeoutMs(),
        ...(stop === undefined ? {} : { stop }),
      });
      options.record(run);
      return run;
    },
  };
}

/** What starts the runtime in place of the suite itself: programs that become what they start, which keeps the pid. */
function wrapperOf({ environment, oomScoreAdj, nice, umask, processor, activatedBy, hiding = [] }: Call, fill: (word: string) => string): string[] {
  const view = hiding.length === 0 ? [] : [join(checkout, ".cache/bin/host-view"), ...hiding.flatMap((mount) => ["--hide", mount]), "--"];
  const activated = activatedBy === undefined ? [] : ["/bin/sh", "-c", `export LISTEN_PID=$$ LISTEN_FDS=${activatedBy}; exec "$0" "$@"`];
  const masked = umask === undefined ? [] : ["/bin/sh", "-c", 'umask "$0"; exec "$@"', umask];
  const niced = nice === undefined ? [] : ["nice", "-n", String(nice)];
  const bound = processor === undefined ? [] : ["taskset", "--cpu-list", String(processor)];
  const scored = oomScoreAdj === undefined ? [] : ["choom", "-n", String(oomScoreAdj), "--"];
  return [...view, ...(environment.length === 0 ? [] : ["env", ...environment.map(fill)]), ...activated, ...masked, ...niced, ...bound, ...scored];
}

const PLAIN: Call = { globalFlags: [], flags: [], descriptors: {}, environment: [] };

/** Flags of the driver's own that take a value. */
const VALUED = ["--bundle", "--pid-file", "--process"];

/** Puts the caller's flags after the operation's name, in place of those of the same name before the container's id. */
function withFlags([operation = "", ...rest]: readonly string[], flags: readonly string[], id: string): string[] {
  const given = new Set(flags.map((flag) => flag.split("=")[0]));
  const end = rest.indexOf(id) < 0 ? rest.length : rest.indexOf(id);
  const own = rest.slice(0, end).filter((word, index, words) => ![word, words[index - 1] ?? ""].some((name) => VALUED.includes(name) && given.has(name)));
  return [operation, ...flags, ...own, ...rest.slice(end)];
}

interface Line {
  readonly words: readonly string[];
  /** Files in place of the command's own where the container's process inherits them. */
  readonly stdio: { readonly stdoutFile?: string; readonly stderrFile?: string; readonly stdinFile?: string };
}

function commandLine(target: Target, action: Action, base: string, fill: (word: string) => string): Line {
  const inherited = {
    stdoutFile: target.stdoutFile,
    stderrFile: target.stderrFile,
    ...(target.stdinFile === undefined ? {} : { stdinFile: target.stdinFile }),
  };
  const make = ["--bundle", target.bundle, "--pid-file", target.pidFile];
  const plain = (...words: string[]): Line => ({ words, stdio: {} });
  switch (action.kind) {
    case "create":
      return { words: ["create", ...make, action.id ?? target.id], stdio: inherited };
    case "run":
      return { words: ["run", ...make, target.id], stdio: inherited };
    case "run-detached":
      return { words: ["run", "--detach", ...make, target.id], stdio: inherited };
    case "start":
    case "state":
    case "pause":
    case "resume":
      return plain(action.kind, target.id);
    case "kill":
      return plain("kill", ...(action.all === true ? ["--all"] : []), target.id, action.signal);
    case "delete":
      return plain("delete", ...(action.force === true ? ["--force"] : []), target.id);
    case "exec":
      return plain("exec", ...execFlags(target, action.process, base), target.id, ...(action.process.patch === undefined ? action.process.argv : []));
    case "ps":
      return plain("ps", "--format", "json", target.id);
    case "update": {
      writeFileSync(`${base}.json`, JSON.stringify(action.resources));
      return plain("update", "--resources", `${base}.json`, target.id);
    }
    case "list":
      return plain("list", "--format", "json");
    case "features":
      return plain("features");
    case "checkpoint":
      return plain("checkpoint", "--image-path", action.images, target.id);
    case "restore":
      return { words: ["restore", "--detach", ...make, "--image-path", action.images, target.id], stdio: inherited };
    case "statistics":
      return plain("events", "--stats", target.id);
    case "events":
      return { words: ["events", "--interval", `${action.intervalMs}ms`, target.id], stdio: { stdoutFile: action.outputFile } };
    case "words":
      return plain(...action.words.map(fill));
    default:
      return action satisfies never;
  }
}

function execFlags(target: Target, process: ExecProcess, base: string): string[] {
  const flags = process.detach === true ? ["--detach", "--pid-file", `${base}.pid`] : [];
  if (process.patch === undefined) return flags;
  const config = parseObject(readText(join(target.bundle, "config.json")), "config.json");
  const changed = mergePatch(config["process"], { ...process.patch, args: process.argv });
  writeFileSync(`${base}.json`, JSON.stringify(changed));
  return [...flags, "--process", `${base}.json`];
}
