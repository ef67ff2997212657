import type { Change } from "./bundle.ts";
import type { JsonObject } from "./json.ts";

/** What a container is in its pod: the one that holds the pod's namespaces, or one of those that do the work. */
export type PodRole = "sandbox" | "container";

/**
 * Annotations by which the two CRI implementations tell a runtime that containers belong to one pod. `${sandbox}` is
 * the id of the scenario's first container.
 *
 * @see containerd, internal/cri/annotations; CRI-O, pkg/annotations
 */
function podAnnotations(role: PodRole): JsonObject {
  return {
    annotations: {
      "io.kubernetes.cri.container-type": role,
      "io.kubernetes.cri.sandbox-id": "${sandbox}",
      "io.kubernetes.cri-o.ContainerType": role,
      "io.kubernetes.cri-o.SandboxID": "${sandbox}",
    },
  };
}

/** The same, and the namespaces of the pod's sandbox, which the CRI implementations name by the sandbox's process. */
export function podConfig(role: PodRole): Change[] {
  if (role === "sandbox") return [{ kind: "patch", patch: podAnnotations(role) }];
  const shared = ["network", "ipc", "uts"].map((type) => ({ type, path: `/proc/\${sandboxPid}/ns/${type === "network" ? "net" : type}` }));
  const namespaces = [{ type: "pid" }, { type: "mount" }, { type: "cgroup" }, ...shared];
  return [{ kind: "patch", patch: { ...podAnnotations(role), hostname: null, linux: { namespaces } } }];
}
