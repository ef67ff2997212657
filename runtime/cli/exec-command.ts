import type { Command } from "./command.ts";
import { absolute, consoleSocket, detach, pidFile, pidfdSocket, preserveFds } from "./creation-options.ts";

export const execCommand: Command = {
  name: "exec", help: "execute new process inside the container", usage: "<container-id> <command> [command options]  || -p process.json <container-id>",
  example: "vrun exec web ps", args: [1, Infinity], stopAtPositional: true, errorStatus: 255, errorPrefix: "exec failed: ",
  options: [
    consoleSocket, pidfdSocket, pidFile, detach, preserveFds,
    { name: "cwd", kind: "text", help: "current working directory in the container" },
    { name: "env", short: "e", kind: "list", help: "set environment variables" },
    { name: "tty", short: "t", kind: "flag", help: "allocate a pseudo-TTY" },
    { name: "user", short: "u", kind: "text", help: "UID (format: <uid>[:<gid>])" },
    { name: "additional-gids", short: "g", kind: "numbers", help: "additional gids" },
    { name: "process", short: "p", kind: "text", help: "path to the process.json" },
    { name: "process-label", kind: "text", help: "refused: the guest has no SELinux policy" },
    { name: "apparmor", kind: "text", help: "set the apparmor profile for the process" },
    { name: "no-new-privs", kind: "flag", help: "set the no new privileges value for the process" },
    { name: "cap", short: "c", kind: "list", help: "add a capability to the bounding set for the process" },
    { name: "cgroup", kind: "list", help: "run the process in an (existing) sub-cgroup" },
    { name: "ignore-paused", kind: "flag", help: "allow exec in a paused container" },
  ],
  async run(context, options, [id = "", ...args]) {
    const { exec } = await import("../commands/exec.ts");
    return exec(context, {
      id, args,
      additionalGids: options.numbers("additional-gids"),
      processFile: options.text("process"),
      tty: options.flag("tty"),
      user: options.text("user"),
      cwd: options.text("cwd"),
      env: options.list("env"),
      capabilities: options.list("cap"),
      noNewPrivileges: options.isGiven("no-new-privs") ? options.flag("no-new-privs") : undefined,
      apparmor: options.text("apparmor"),
      processLabel: options.text("process-label"),
      detach: options.flag("detach"),
      pidFile: absolute(options.text("pid-file")),
      consoleSocket: options.text("console-socket"),
      pidfdSocket: options.text("pidfd-socket"),
      preserveFds: options.number("preserve-fds"),
      ignorePaused: options.flag("ignore-paused"),
      cgroups: options.list("cgroup"),
    });
  },
};
