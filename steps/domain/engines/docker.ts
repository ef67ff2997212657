import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CONTAINERD_SOCKET, startContainerd } from "./containerd.ts";
import { prepare, startDaemon, versionOf } from "./daemon.ts";
import type { Engine, EngineOptions } from "./engine.ts";
import { IMAGE, packImage } from "./image.ts";
import { actionWords, readInspection, runWords } from "./inspecting.ts";
import { openScope, type Scope } from "./scope.ts";

const SOCKET = "/run/docker.sock";
/** The runtime's name in the daemon's settings. */
const RUNTIME = "tested";

/**
 * A Docker Engine of the suite's own, on a containerd of its own, without a network it has neither bridge nor firewall rules.
 *
 * @throws when it cannot be started; nothing is left running then.
 */
export async function startDockerEngine(options: EngineOptions): Promise<Engine> {
  const scope = await openScope(options);
  let version: string;
  try {
    await startContainerd(scope);
    await startDaemon(scope, ["dockerd", "--config-file", writeSettings(scope, options)], SOCKET);
    await prepare(scope, ["docker", "load", "--quiet", "--input", await packImage(options.rootfs, options.directory)]);
    version = await versionOf(scope, "dockerd");
  } catch (error) {
    await scope.close();
    throw error;
  }
  return {
    name: "Docker",
    version,
    scope,
    run: (request) => ["docker", "run", "--runtime", RUNTIME, ...runWords(request), IMAGE, ...request.argv],
    commands: (container, action) => [["docker", ...actionWords(container, action)]],
    answer: readInspection,
    close: () => scope.close(),
  };
}

function writeSettings(scope: Scope, options: EngineOptions): string {
  const file = join(scope.directory, "daemon.json");
  const data = join(scope.directory, "docker");
  mkdirSync(data, { recursive: true });
  const settings = {
    hosts: [`unix://${SOCKET}`],
    containerd: CONTAINERD_SOCKET,
    "data-root": data,
    "exec-root": "/run/docker",
    pidfile: "/run/docker.pid",
    ...(options.network ? {} : { bridge: "none", iptables: false, "ip-masq": false, "userland-proxy": false }),
    ip6tables: false,
    "cgroup-parent": scope.cgroupParent,
    "exec-opts": ["native.cgroupdriver=cgroupfs"],
    runtimes: { [RUNTIME]: { path: options.runtime.path, runtimeArgs: options.runtime.flags } },
  };
  writeFileSync(file, JSON.stringify(settings, null, 2));
  return file;
}
