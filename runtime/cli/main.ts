import { realpathSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { Context } from "../commands/context.ts";
import { isSystemError, messageOf, RuntimeError, UnknownCommandError, UnsupportedError, UsageError } from "../errors/errors.ts";
import { specVersion, version } from "../oci/version.ts";
import { installationAt } from "../sandbox/paths.ts";
import { trace } from "../sandbox/trace.ts";
import type { Command } from "./command.ts";
import { commands } from "./commands.ts";
import { commandHelp, mainHelp } from "./help.ts";
import { RecordLogger } from "./logger.ts";
import { print, whenPrinted } from "./print.ts";
import { parseOptions, type Options, type OptionSpec, type ParsedLine } from "./options.ts";

const defaultRoot = "/run/vrun";

const globals: readonly OptionSpec[] = [
  { name: "debug", kind: "flag", help: "enable debug logging" },
  { name: "log", kind: "text", help: "set the log file to write vrun logs to (default is '/dev/stderr')" },
  { name: "log-format", kind: "text", help: "set the log format ('text' (default), or 'json')" },
  { name: "root", kind: "text", help: `root directory for storage of container state (default: "${defaultRoot}")` },
  { name: "criu", kind: "text", help: "(obsoleted; do not use)", hidden: true },
  { name: "systemd-cgroup", kind: "flag", help: "let systemd make the cgroup, expects cgroupsPath to be of form \"slice:prefix:name\" for e.g. \"system.slice:vrun:434234\"" },
  { name: "rootless", kind: "text", help: "'true', 'false', or 'auto': all the same, since vrun needs root" },
  { name: "no-template", kind: "flag", help: "boot the VM of a new container from the beginning instead of from a template (also: VRUN_NO_TEMPLATE=1)" },
  { name: "trace", kind: "text", help: "append the stages of what is done, with their times, to this file" },
];
const ownHelp: readonly OptionSpec[] = [
  { name: "help", short: "h", kind: "flag", help: "" },
  { name: "version", short: "v", kind: "flag", help: "" },
];

/** A failure that has been reported in full. */
interface Failure {
  readonly message: string;
  readonly status: number;
}

/**
 * The state root, without links: what works below it follows none, and QEMU has a root of its own in which one leads
 * nowhere. Docker's own is below /var/run, which is a link on most hosts.
 */
function rootOf(options: Options): string {
  const root = options.isGiven("root") ? resolve(options.text("root")) : defaultRoot;
  if (root === "/") throw new UsageError("Option --root argument should not be set to /");
  return withoutLinks(root);
}

/** A path whose folders are resolved as far as they are there. */
function withoutLinks(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT" || path === dirname(path)) return path;
    return join(withoutLinks(dirname(path)), basename(path));
  }
}

/** For the superuser --rootless asks no more than that failures to make cgroups be ignored, of which vrun has none to ignore. */
function checkRootless(options: Options): void {
  const word = options.text("rootless");
  if (!/^(|auto|1|t|true|0|f|false)$/i.test(word)) throw new UsageError(`invalid value ${JSON.stringify(word)} for flag -rootless: must be true, false or auto`);
  if (process.geteuid?.() !== 0) throw new UnsupportedError("a user other than root");
}

/** Where vrun's programs are: `dist`, beside the folder of the script that Node was started with. */
function programFolder(): string {
  return join(dirname(require.main?.filename ?? __filename), "..", "dist");
}

function checkCount(command: Command, count: number): void {
  const [least, most] = command.args;
  const want = least === most ? `exactly ${least}` : count < least ? `a minimum of ${least}` : `a maximum of ${most}`;
  if (count >= least && count <= most) return;
  print(`Incorrect Usage.\n\n${commandHelp(command)}`);
  throw new UsageError(`vrun: "${command.name}" requires ${want} argument(s)`);
}

/** Parses options. What does not fit is told on stdout too, with the help to it, as runc does. */
function parse(argv: readonly string[], specs: readonly OptionSpec[], stopAtPositional: boolean, help: (problem: string) => string): ParsedLine {
  try {
    return parseOptions(argv, specs, stopAtPositional);
  } catch (error) {
    if (error instanceof UsageError) print(help(error.message));
    throw error;
  }
}

/** @param running The command that has begun: what it throws is reported as it wants. */
function failureOf(error: unknown, running: Command | undefined): Failure {
  const status = running?.errorStatus ?? (error instanceof RuntimeError ? error.exitCode : 1);
  const prefix = running?.errorPrefix ?? "";
  if (error instanceof RuntimeError || isSystemError(error)) return { message: `${prefix}${messageOf(error)}`, status };
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { message: `${prefix}internal error of vrun: ${stack}`, status };
}

/** What is to be done once a command line has been understood. */
interface Task {
  readonly command: Command;
  run(): Promise<number>;
}

/** @returns undefined when help was asked for, and printed. @throws {RuntimeError} for a command line that does not fit. */
function prepare(command: Command, argv: readonly string[], globalOptions: Options, log: RecordLogger): Task | undefined {
  const help = (problem: string): string => `Incorrect Usage: ${problem}\n\n${commandHelp(command)}`;
  const { options, rest } = parse(argv, [...command.options, ...ownHelp.slice(0, 1)], command.stopAtPositional === true, help);
  if (options.flag("help")) {
    print(commandHelp(command));
    return undefined;
  }
  checkRootless(globalOptions);
  checkCount(command, rest.length);
  const context: Context = {
    root: rootOf(globalOptions),
    rootIsExplicit: globalOptions.isGiven("root"),
    installation: installationAt(programFolder()),
    node: process.execPath,
    systemdCgroup: globalOptions.flag("systemd-cgroup"),
    log,
  };
  log.debug(`${command.name} ${rest.join(" ")} under ${context.root}`);
  trace(command.name);
  return { command, run: () => command.run(context, options, rest, print) };
}

/** @returns The exit status. */
async function main(argv: readonly string[]): Promise<number> {
  let log = new RecordLogger("", "", false);
  let running: Command | undefined;
  const fail = (error: unknown): number => {
    const { message, status } = failureOf(error, running);
    log.error(message);
    return status;
  };
  // Of a program that could not be started, or a stream that broke, while nobody waited for it.
  for (const event of ["uncaughtException", "unhandledRejection"]) process.once(event, (error: unknown) => process.exit(fail(error)));
  try {
    const { options, rest } = parse(argv, [...globals, ...ownHelp], true, (problem) => `Incorrect Usage. ${problem}\n\n${mainHelp(commands, globals, version)}`);
    if (options.flag("no-template")) process.env["VRUN_NO_TEMPLATE"] = "1";
    if (options.isGiven("trace")) process.env["VRUN_TRACE"] = resolve(options.text("trace"));
    if (options.flag("help")) {
      print(mainHelp(commands, globals, version));
      return 0;
    }
    if (options.flag("version")) {
      print(`vrun version ${version}\ncommit: unknown\nspec: ${specVersion}\n`);
      return 0;
    }
    log = new RecordLogger(options.text("log"), options.text("log-format"), options.flag("debug"));
    if (options.isGiven("criu")) log.warn("--criu ignored: the guest has no CRIU; do not use");
    const [name, ...args] = rest;
    const topic = name === "help" || name === "h" ? args[0] : name;
    if (topic === undefined) {
      print(mainHelp(commands, globals, version));
      return 0;
    }
    const command = commands.find((candidate) => candidate.name === topic);
    if (command === undefined) throw new UnknownCommandError(topic);
    if (topic !== name) {
      print(commandHelp(command));
      return 0;
    }
    const task = prepare(command, args, options, log);
    if (task === undefined) return 0;
    running = task.command;
    return await task.run();
  } catch (error) {
    return fail(error);
  }
}

void main(process.argv.slice(2)).then((status) => {
  // What is still open, such as a shim that goes on, must not hold the command.
  process.exitCode = status;
  whenPrinted(() => process.exit());
});
