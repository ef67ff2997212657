import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type CommandRun, stdoutOf } from "../command.ts";
import { prepare, startDaemon, versionOf } from "./daemon.ts";
import { type ContainerAction, type Engine, type EngineOptions, UnsupportedActionError } from "./engine.ts";
import { IMAGE, packImage } from "./image.ts";
import { openScope, type Scope } from "./scope.ts";

export const CONTAINERD_SOCKET = "/run/containerd/containerd.sock";

/**
 * Starts containerd in the scope, with its data in the scope's folder.
 *
 * @param cri Settings of its CRI plugin, as tables of TOML. Without them it has none, which would open a TCP port and look
 * for network plugins.
 */
export async function startContainerd(scope: Scope, cri: readonly string[] | null = null): Promise<void> {
  const [data, opt] = [join(scope.directory, "containerd"), join(scope.directory, "opt")];
  const config = join(scope.directory, "containerd.toml");
  const lines = [
    "version = 2",
    `root = ${JSON.stringify(data)}`,
    'state = "/run/containerd"',
    ...(cri === null ? ['disabled_plugins = ["io.containerd.grpc.v1.cri"]'] : []),
    "[grpc]",
    `address = ${JSON.stringify(CONTAINERD_SOCKET)}`,
    '[plugins."io.containerd.internal.v1.opt"]',
    `path = ${JSON.stringify(opt)}`,
    ...(cri ?? []),
  ];
  mkdirSync(data, { recursive: true });
  writeFileSync(config, `${lines.join("\n")}\n`);
  await startDaemon(scope, ["containerd", "--config", config], CONTAINERD_SOCKET);
}

/**
 * A containerd of the suite's own, driven by ctr.
 *
 * @throws when it cannot be started; nothing is left running then.
 */
export async function startContainerdEngine(options: EngineOptions): Promise<Engine> {
  const scope = await openScope(options);
  let version: string;
  try {
    await startContainerd(scope);
    await prepare(scope, ["ctr", "images", "import", await packImage(options.rootfs, options.directory)]);
    version = await versionOf(scope, "containerd");
  } catch (error) {
    await scope.close();
    throw error;
  }
  const logOf = (container: string): string => join(scope.directory, `${container}.log`);
  const runtime = runcBinary(options, scope);
  return {
    name: "containerd",
    version,
    scope,
    // ctr knows no network but "none" and the host's.
    run: (request) => [
      "ctr", "run", "--runc-binary", runtime, "--runc-root", "/run/tested", "--cgroup", `${scope.cgroupParent}/${request.name}`,
      ...(request.detached ? ["--detach", "--log-uri", `file://${logOf(request.name)}`] : []),
      ...(request.terminal ? ["--tty"] : []),
      ...(request.memoryBytes === null ? [] : ["--memory-limit", String(request.memoryBytes)]),
      ...(request.bind === null ? [] : ["--mount", `type=bind,src=${request.bind.source},dst=${request.bind.target},options=rbind:rw`]),
      IMAGE, request.name, ...request.argv,
    ],
    commands: (container, action) => ctrCommands(container, action, logOf(container)),
    answer: readTasks,
    close: () => scope.close(),
  };
}

/** The program that containerd is to call: it takes no flags for the runtime, so that those go into one that adds them. */
export function runcBinary(options: EngineOptions, scope: Scope): string {
  const { path, flags } = options.runtime;
  if (flags.length === 0) return path;
  const wrapper = join(scope.directory, "runtime");
  const quoted = [path, ...flags].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
  writeFileSync(wrapper, `#!/bin/sh\nexec ${quoted} "$@"\n`, { mode: 0o755 });
  return wrapper;
}

let execCount = 0;

/** The commands for an action in the words of ctr. */
export function ctrCommands(container: string, action: ContainerAction, log: string): string[][] {
  switch (action.kind) {
    case "exec":
      execCount += 1;
      return [["ctr", "tasks", "exec", "--exec-id", `exec-${execCount}`, container, ...action.argv]];
    case "kill":
      return [["ctr", "tasks", "kill", "--signal", `SIG${action.signal}`, container]];
    case "logs":
      return [["cat", log]];
    case "pid":
    case "status":
      return [["ctr", "tasks", "list"]];
    case "pause":
    case "resume":
      return [["ctr", "tasks", action.kind, container]];
    case "top":
      return [["ctr", "tasks", "ps", container]];
    case "remove":
      return [["ctr", "tasks", "delete", "--force", container], ["ctr", "containers", "delete", container]];
    case "make-pod":
    case "remove-pod":
    case "stop":
    case "wait":
      throw new UnsupportedActionError("containerd", action);
    default:
      return action satisfies never;
  }
}

/** A task's line reads "NAME PID STATUS". */
export function readTasks(container: string, action: ContainerAction, run: CommandRun): string {
  const [, pid = "0", status = "absent"] = stdoutOf(run).split("\n").map((line) => line.trim().split(/\s+/)).find(([name]) => name === container) ?? [];
  if (action.kind === "pid") return status === "STOPPED" ? "0" : pid;
  return action.kind === "status" ? status.toLowerCase() : stdoutOf(run);
}
