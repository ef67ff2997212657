import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { prepare, versionOf } from "./daemon.ts";
import type { ContainerAction, Engine, EngineOptions } from "./engine.ts";
import { IMAGE, packImage } from "./image.ts";
import { actionWords, readInspection, runWords } from "./inspecting.ts";
import { openScope, type Scope } from "./scope.ts";

/**
 * A Podman of the suite's own. It has no service: each command works on the storage in the scope's folder.
 *
 * @throws when its storage cannot be prepared; nothing is left running then.
 */
export async function startPodmanEngine(options: EngineOptions): Promise<Engine> {
  const scope = await openScope(options);
  let version: string;
  const flags = options.runtime.flags.map((flag) => `--runtime-flag=${flag.replace(/^--/, "")}`);
  const podman = (...words: string[]): string[] => ["podman", "--runtime", options.runtime.path, ...flags, ...words];
  try {
    writeSettings(scope);
    await prepare(scope, podman("load", "--quiet", "--input", await packImage(options.rootfs, options.directory)));
    version = await versionOf(scope, "podman");
  } catch (error) {
    await scope.close();
    throw error;
  }
  return {
    name: "Podman",
    version,
    scope,
    // In a pod, the cgroups are below the pod's.
    run: (request) => podman("run", ...(request.pod === null ? ["--cgroup-parent", scope.cgroupParent] : []), ...runWords(request), IMAGE, ...request.argv),
    commands: (container, action) => [podman(...podmanWords(scope, container, action))],
    answer: readInspection,
    close: () => scope.close(),
  };
}

/** What Podman does in its own way, and what it alone does. */
function podmanWords(scope: Scope, container: string, action: ContainerAction): string[] {
  if (action.kind === "make-pod") return ["pod", "create", "--infra-image", IMAGE, "--network", "none", "--cgroup-parent", scope.cgroupParent, action.pod];
  if (action.kind === "remove-pod") return ["pod", "rm", "--force", "--time", "0", action.pod];
  // Unlike Docker, Podman gives a container that it removes by force ten seconds to end by itself.
  return action.kind === "remove" ? ["rm", "--force", "--time", "0", container] : actionWords(container, action);
}

/** Podman's own places for settings, which inside the scope are empty and nobody else's. */
function writeSettings(scope: Scope): void {
  const storage = join(scope.directory, "containers");
  mkdirSync(storage, { recursive: true });
  const files: Readonly<Record<string, readonly string[]>> = {
    "policy.json": ['{ "default": [{ "type": "insecureAcceptAnything" }] }'],
    "registries.conf": ["unqualified-search-registries = []"],
    "storage.conf": ["[storage]", 'driver = "overlay"', `graphroot = ${JSON.stringify(storage)}`, 'runroot = "/run/containers/storage"', "[storage.options.overlay]", 'skip_mount_home = "true"'],
    "containers.conf": [
      "[containers]",
      // Its defaults are above what a root without CAP_SYS_RESOURCE may ask for.
      'default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]',
      "[engine]",
      'cgroup_manager = "cgroupfs"',
      'events_logger = "file"',
      `conmon_env_vars = [${JSON.stringify(`PATH=${scope.env["PATH"]}`)}]`,
    ],
  };
  for (const [name, lines] of Object.entries(files)) writeFileSync(scope.outside(`/etc/containers/${name}`), `${lines.join("\n")}\n`);
}
