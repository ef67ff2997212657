/** The commands of vrun: their options, their arguments, and the module that does the work, loaded when it is needed. */

import { UnsupportedError, UsageError } from "../errors/errors.ts";
import { oneLine } from "../errors/one-line.ts";
import { jsonOrTable, tableOrJson, type Command } from "./command.ts";
import { bundle, createOptions, creation, detach } from "./creation-options.ts";
import { execCommand } from "./exec-command.ts";
import { givenLimits, singleLimits } from "./limit-options.ts";
import { checkCommand, templateCommand } from "./own-commands.ts";
import { table } from "./table.ts";

function refused(name: string, help: string): Command {
  return {
    name, help, usage: "<container-id>", example: "", args: [0, Infinity], options: [], stopAtPositional: true,
    run: () => Promise.reject(new UnsupportedError("checkpoint and restore", name)),
  };
}

export const commands: readonly Command[] = [
  checkCommand,
  refused("checkpoint", "not supported: a VM's containers cannot be checkpointed"),
  {
    name: "create", help: "create a container", usage: "<container-id>", example: "vrun create --bundle /containers/web web",
    args: [1, 1], options: creation,
    async run(context, options, [id = ""]) {
      const { create } = await import("../commands/create.ts");
      await create(context, createOptions(options, id, true));
      return 0;
    },
  },
  {
    name: "delete", help: "delete any resources held by the container", usage: "<container-id>", example: "vrun delete web",
    args: [1, 1], options: [{ name: "force", short: "f", kind: "flag", help: "Forcibly deletes the container if it is still running (uses SIGKILL)" }],
    async run(context, options, [id = ""]) {
      const { deleteContainer } = await import("../commands/delete.ts");
      await deleteContainer(context, id, options.flag("force"));
      return 0;
    },
  },
  {
    name: "events", help: "display container events such as OOM notifications, cpu, memory, and IO usage statistics", usage: "<container-id>",
    example: "vrun events --stats web", args: [1, 1],
    options: [
      { name: "interval", kind: "duration", help: "set the stats collection interval (default: 5s)" },
      { name: "stats", kind: "flag", help: "display the container's stats then exit" },
    ],
    async run(context, options, [id = ""], print) {
      const intervalMs = options.isGiven("interval") ? options.duration("interval") : 5000;
      if (intervalMs <= 0) throw new UsageError("duration interval must be greater than 0");
      const { events, stats } = await import("../commands/events.ts");
      if (options.flag("stats")) print(await stats(context, id));
      else await events(context, id, intervalMs, print);
      return 0;
    },
  },
  execCommand,
  {
    name: "features", help: "show the enabled features", usage: "", example: "vrun features", args: [0, 0], options: [],
    async run(_context, _options, _args, print) {
      const { features } = await import("../commands/features.ts");
      print(`${JSON.stringify(features(), null, 4)}\n`);
      return 0;
    },
  },
  {
    name: "kill", help: "kill sends the specified signal (default: SIGTERM) to the container's init process", usage: "<container-id> [signal]",
    example: "vrun kill web KILL", args: [1, 2],
    options: [{ name: "all", short: "a", kind: "flag", help: "(obsoleted, do not use)", hidden: true }],
    async run(context, options, [id = "", signal = ""]) {
      const { kill } = await import("../commands/kill.ts");
      await kill(context, id, signal || "SIGTERM", options.flag("all"));
      return 0;
    },
  },
  {
    name: "list", help: "lists containers started by vrun with the given root", usage: "", example: "vrun list --format json", args: [0, 0],
    options: [jsonOrTable, { name: "quiet", short: "q", kind: "flag", help: "display only container IDs" }],
    async run(context, options, _args, print) {
      const { list } = await import("../commands/list.ts");
      const format = tableOrJson(options);
      const { containers, problems } = list(context);
      for (const problem of problems) process.stderr.write(`${oneLine(problem)}\n`);
      if (options.flag("quiet")) print(containers.map(({ id }) => `${id}\n`).join(""));
      else if (format === "json") print(`${JSON.stringify(containers.length === 0 ? null : containers)}\n`);
      else print(table([["ID", "PID", "STATUS", "BUNDLE", "CREATED", "OWNER"], ...containers.map((c) => [c.id, String(c.pid), c.status, c.bundle, c.created, c.owner])]));
      return 0;
    },
  },
  {
    name: "pause", help: "pause suspends all processes inside the container", usage: "<container-id>", example: "vrun pause web", args: [1, 1], options: [],
    async run(context, _options, [id = ""]) {
      const { pause } = await import("../commands/pause.ts");
      await pause(context, id);
      return 0;
    },
  },
  {
    name: "ps", help: "ps displays the processes running inside a container", usage: "<container-id> [ps options]", example: "vrun ps --format json web",
    args: [1, Infinity], stopAtPositional: true, options: [jsonOrTable],
    async run(context, options, [id = "", ...args], print) {
      const { ps, processTable } = await import("../commands/ps.ts");
      const format = tableOrJson(options);
      print(format === "json" ? `${JSON.stringify(await ps(context, id))}\n` : await processTable(context, id, args));
      return 0;
    },
  },
  refused("restore", "not supported: a VM's containers cannot be restored"),
  {
    name: "resume", help: "resumes all processes that have been previously paused", usage: "<container-id>", example: "vrun resume web", args: [1, 1], options: [],
    async run(context, _options, [id = ""]) {
      const { resume } = await import("../commands/pause.ts");
      await resume(context, id);
      return 0;
    },
  },
  {
    name: "run", help: "create and run a container", usage: "<container-id>", example: "vrun run --bundle /containers/web web", args: [1, 1],
    options: [
      ...creation, detach,
      { name: "keep", kind: "flag", help: "do not delete the container after it exits" },
      { name: "no-subreaper", kind: "flag", help: "accepted: the container's orphans are the guest's" },
    ],
    async run(context, options, [id = ""]) {
      const { run } = await import("../commands/run.ts");
      return run(context, { ...createOptions(options, id, options.flag("detach")), keep: options.flag("keep") });
    },
  },
  {
    name: "spec", help: "create a new specification file", usage: "", example: "vrun spec --bundle /containers/web", args: [0, 0],
    options: [bundle, { name: "rootless", kind: "flag", help: "refused: vrun needs root" }],
    async run(_context, options) {
      const { spec } = await import("../commands/spec.ts");
      spec(options.text("bundle"), options.flag("rootless"));
      return 0;
    },
  },
  {
    name: "start", help: "executes the user defined process in a created container", usage: "<container-id>", example: "vrun start web", args: [1, 1], options: [],
    async run(context, _options, [id = ""]) {
      const { start } = await import("../commands/start.ts");
      await start(context, id);
      return 0;
    },
  },
  {
    name: "state", help: "output the state of a container", usage: "<container-id>", example: "vrun state web", args: [1, 1], options: [],
    async run(context, _options, [id = ""], print) {
      const { state } = await import("../commands/state.ts");
      print(JSON.stringify(state(context, id), null, 2));
      return 0;
    },
  },
  templateCommand,
  {
    name: "update", help: "update container resource constraints", usage: "<container-id>", example: "vrun update --resources limits.json web", args: [1, 1],
    options: [
      { name: "resources", short: "r", kind: "text", help: "path to the file containing the resources to update or '-' to read from the standard input; other options are ignored then" },
      ...singleLimits,
    ],
    async run(context, options, [id = ""]) {
      const { update } = await import("../commands/update.ts");
      await update(context, id, options.text("resources"), givenLimits(options));
      return 0;
    },
  },
];
