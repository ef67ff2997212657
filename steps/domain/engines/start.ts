import { startContainerdEngine } from "./containerd.ts";
import { startDockerEngine } from "./docker.ts";
import type { Engine, EngineName, EngineOptions } from "./engine.ts";
import { startPodmanEngine } from "./podman.ts";

/** Starts a private instance of a manager; it takes a second or two. */
export function startEngine(name: EngineName, options: EngineOptions): Promise<Engine> {
  switch (name) {
    case "Docker":
      return startDockerEngine(options);
    case "Podman":
      return startPodmanEngine(options);
    case "containerd":
      return startContainerdEngine(options);
    default:
      return name satisfies never;
  }
}
