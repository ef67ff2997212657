/** What annotations of the CRI's implementations say of a container's pod. */

type Annotations = Readonly<Record<string, string>>;

/** @see containerd, internal/cri/annotations; CRI-O, pkg/annotations */
const names = [
  { role: "io.kubernetes.cri.container-type", sandbox: "io.kubernetes.cri.sandbox-id" },
  { role: "io.kubernetes.cri-o.ContainerType", sandbox: "io.kubernetes.cri-o.SandboxID" },
] as const;

/** The id of the pod's sandbox that a container is to join; undefined for any other container, and for the sandbox itself. */
export function podSandbox(annotations: Annotations): string | undefined {
  for (const { role, sandbox } of names) if (annotations[role] === "container") return annotations[sandbox] ?? "";
  return undefined;
}

/** Whether a container is the one that a pod's sandbox is made for. */
export function isPodSandbox(annotations: Annotations): boolean {
  return names.some(({ role }) => annotations[role] === "sandbox");
}

function wholeNumber(text: string | undefined): number | undefined {
  const value = Number(text ?? "");
  return Number.isSafeInteger(value) && value > 0 ? value : undefined;
}

/** How large containerd says that all containers of a pod are together, on the pod's sandbox. */
export function podShape(annotations: Annotations): { readonly memoryBytes: number | undefined; readonly cpu: { readonly quota?: number; readonly period?: number } } {
  if (annotations["io.kubernetes.cri.container-type"] !== "sandbox") return { memoryBytes: undefined, cpu: {} };
  const quota = wholeNumber(annotations["io.kubernetes.cri.sandbox-cpu-quota"]);
  const period = wholeNumber(annotations["io.kubernetes.cri.sandbox-cpu-period"]);
  return {
    memoryBytes: wholeNumber(annotations["io.kubernetes.cri.sandbox-memory"]),
    cpu: quota === undefined || period === undefined ? {} : { quota, period },
  };
}
