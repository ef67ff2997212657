/** What annotations of the CRI's implementations say of a container's pod. */

type Annotations = Readonly<Record<string, string>>;

/** @see containerd, internal/cri/annotations; CRI-O, pkg/annotations */
const names = [
  { role: "io.kubernetes.cri.container-type", sandbox: "io.kubernetes.cri.sandbox-id" },
  { role: "io.kubernetes.cri-o.ContainerType", sandbox: "io.kubernetes.cri-o.SandboxID" },
] as const;

/** What containerd says of a whole pod's size, on its sandbox. */
const size = {
  memory: "io.kubernetes.cri.sandbox-memory",
  cpuQuota: "io.kubernetes.cri.sandbox-cpu-quota",
  cpuPeriod: "io.kubernetes.cri.sandbox-cpu-period",
} as const;

/** Every annotation that changes what vrun does. */
export const podAnnotations: readonly string[] = [...names.flatMap(({ role, sandbox }) => [role, sandbox]), ...Object.values(size)];

/** The id of the pod's sandbox that a container is to join; undefined for any other container, and for the sandbox itself. */
export function podSandbox(annotations: Annotations): string | undefined {
  for (const { role, sandbox } of names) if (annotations[role] === "container") return annotations[sandbox] ?? "";
  return undefined;
}

/** Whether a container is the one that a pod's sandbox is made for. */
export function isPodSandbox(annotations: Annotations): boolean {
  return names.some(({ role }) => annotations[role] === "sandbox");
}

/** The annotations of a sandbox's container. */
export function sandboxAnnotations(sandbox: string): Annotations {
  return Object.fromEntries(names.flatMap((name) => [[name.role, "sandbox"], [name.sandbox, sandbox]]));
}

function wholeNumber(text: string | undefined): number | undefined {
  const value = Number(text ?? "");
  return Number.isSafeInteger(value) && value > 0 ? value : undefined;
}

/** How large containerd says that all containers of a pod are together, on the pod's sandbox. */
export function podShape(annotations: Annotations): { readonly memoryBytes: number | undefined; readonly cpu: { readonly quota?: number; readonly period?: number } } {
  if (annotations["io.kubernetes.cri.container-type"] !== "sandbox") return { memoryBytes: undefined, cpu: {} };
  const quota = wholeNumber(annotations[size.cpuQuota]);
  const period = wholeNumber(annotations[size.cpuPeriod]);
  return {
    memoryBytes: wholeNumber(annotations[size.memory]),
    cpu: quota === undefined || period === undefined ? {} : { quota, period },
  };
}
