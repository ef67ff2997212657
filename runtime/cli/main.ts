import { dirname, join, resolve } from "node:path";
import type { Context } from "../commands/context.ts";
import { messageOf, RuntimeError, UnknownCommandError, UnsupportedError, UsageError } from "../errors/errors.ts";
import { specVersion, version } from "../oci/version.ts";
import { installationAt } from "../sandbox/paths.ts";
import { trace } from "../sandbox/trace.ts";
import { commands, type Command } from "./commands.ts";
import { commandHelp, mainHelp } from "./help.ts";
import { RecordLogger } from "./logger.ts";
import { print, whenPrinted } from "./print.ts";
import { parseOptions, type Options, type OptionSpec } from "./options.ts";

const defaultRoot = "/run/vrun";

const globals: readonly OptionSpec[] = [
  { name: "debug", kind: "flag", help: "enable debug logging" },
  { name: "log", kind: "text", help: "set the log file to write vrun logs to (default is '/dev/stderr')" },
  { name: "log-format", kind: "text", help: "set the log format ('text' (default), or 'json')" },
  { name: "root", kind: "text", help: `root directory for storage of container state (default: "${defaultRoot}")` },
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

function rootOf(options: Options): string {
  if (!options.isGiven("root")) return defaultRoot;
  const root = resolve(options.text("root"));
  if (root === "/") throw new UsageError("Option --root argument should not be set to /");
  return root;
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

function failureOf(error: unknown, command: Command | undefined): Failure {
  const status = command?.errorStatus ?? (error instanceof RuntimeError ? error.exitCode : 1);
  const prefix = command?.errorPrefix ?? "";
  if (error instanceof RuntimeError) return { message: `${prefix}${messageOf(error)}`, status };
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { message: `${prefix}internal error of vrun: ${stack}`, status };
}

async function perform(command: Command, argv: readonly string[], globalOptions: Options, log: RecordLogger): Promise<number> {
  const { options, rest } = parseOptions(argv, [...command.options, ...ownHelp.slice(0, 1)], command.stopAtPositional === true);
  if (options.flag("help")) {
    print(commandHelp(command));
    return 0;
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
  return command.run(context, options, rest, print);
}

/** @returns The exit status. */
async function main(argv: readonly string[]): Promise<number> {
  let log = new RecordLogger("", "", false);
  let command: Command | undefined;
  try {
    const { options, rest } = parseOptions(argv, [...globals, ...ownHelp], true);
    if (options.flag("no-template")) process.env["VRUN_NO_TEMPLATE"] = "1";
    if (options.isGiven("trace")) process.env["VRUN_TRACE"] = resolve(options.text("trace"));
    if (options.flag("version")) {
      print(`vrun version ${version}\ncommit: unknown\nspec: ${specVersion}\n`);
      return 0;
    }
    const [name, ...args] = rest;
    const topic = name === "help" || name === "h" ? args[0] : name;
    if (options.flag("help") || topic === undefined) {
      print(mainHelp(commands, globals, version));
      return 0;
    }
    log = new RecordLogger(options.text("log"), options.text("log-format"), options.flag("debug"));
    command = commands.find((candidate) => candidate.name === topic);
    if (command === undefined) throw new UnknownCommandError(topic);
    if (topic !== name) {
      print(commandHelp(command));
      return 0;
    }
    return await perform(command, args, options, log);
  } catch (error) {
    const { message, status } = failureOf(error, command);
    log.error(message);
    return status;
  }
}

void main(process.argv.slice(2)).then((status) => {
  // What is still open, such as a shim that goes on, must not hold the command.
  process.exitCode = status;
  whenPrinted(() => process.exit());
});
