/**
 * The container that keeps a pod's VM where the manager makes none for the pod's sandbox.
 *
 * CRI-O by default makes only the pod's namespaces and its containers, which name these by their files. A VM has to be
 * somebody's: it is that of a container with the sandbox's id which sleeps, made with the first of the pod's containers
 * and deleted with the last.
 *
 * @see CRI-O, server/sandbox_run_linux.go, setupInfraContainer: "Dropping infra container for pod"
 */

import { dirname, join } from "node:path";
import type { Linux, Namespace } from "../oci/config.ts";
import { realHost } from "../oci/host-view.ts";
import { formatJson, type Json } from "../oci/json.ts";
import { parseConfig, type LoadedConfig } from "../oci/load.ts";
import { planContainer } from "../oci/plan.ts";
import { sandboxAnnotations, podSandbox } from "../oci/pod.ts";
import { ask } from "../sandbox/control-client.ts";
import { sandboxPath } from "../sandbox/paths.ts";
import { replacePinned } from "../sandbox/pinned-namespaces.ts";
import { claimId, findState, statusOf } from "../sandbox/state.ts";
import { planScope } from "../sandbox/systemd-scope.ts";
import type { Context } from "./context.ts";
import { Creation } from "./creation.ts";
import { destroyUnlocked, isKeeper } from "./destroy.ts";

const startTimeoutMs = 120_000;

const shared: readonly string[] = ["network", "ipc", "uts", "user"];

/** The namespaces that a manager has made for the pod; undefined unless these are all that its containers share. */
function pinnedNamespaces({ namespaces = [] }: Linux): readonly Namespace[] | undefined {
  const pinned = namespaces.filter(({ type, path = "" }) => shared.includes(type) && path !== "" && !path.startsWith("/proc/"));
  return ["network", "ipc", "uts"].every((wanted) => pinned.some(({ type }) => type === wanted)) ? pinned : undefined;
}

/** The cgroup of what keeps a pod's VM: beside that of the pod's container. @param isSystemds Whether these are slice:prefix:name. */
export function cgroupBeside(cgroupsPath: string, sandbox: string, isSystemds: boolean): string {
  return isSystemds ? `${cgroupsPath.split(":")[0] ?? ""}:vrun:${sandbox}` : join(dirname(cgroupsPath), `vrun-${sandbox}`);
}

function keeperConfig(context: Context, sandbox: string, { config }: LoadedConfig, namespaces: readonly Namespace[]): LoadedConfig {
  const { uidMappings, gidMappings, cgroupsPath } = config.linux ?? {};
  const made = {
    ociVersion: config.ociVersion,
    root: { path: context.installation.pause, readonly: true },
    process: { args: ["/pause"], cwd: "/", user: { uid: 0, gid: 0 }, noNewPrivileges: true },
    mounts: [{ destination: "/proc", type: "proc", source: "proc" }, { destination: "/dev", type: "tmpfs", source: "tmpfs", options: ["nosuid", "mode=755"] }],
    annotations: sandboxAnnotations(sandbox),
    linux: {
      namespaces: [{ type: "pid" }, { type: "mount" }, ...namespaces],
      ...(uidMappings === undefined ? {} : { uidMappings }),
      ...(gidMappings === undefined ? {} : { gidMappings }),
      ...(cgroupsPath === undefined ? {} : { cgroupsPath: cgroupBeside(cgroupsPath, sandbox, context.systemdCgroup) }),
    },
  };
  return parseConfig(formatJson(made as unknown as Json));
}

/**
 * Makes and starts the container that keeps the VM of a container's pod, where there has to be one and is none.
 *
 * @returns It, to be committed once the pod's container is made: until then it ends with this process.
 * @throws {RuntimeError} It could not be made; nothing of it is left.
 */
export async function keepPod(context: Context, loaded: LoadedConfig): Promise<Pick<Creation, "commit" | "undo"> | undefined> {
  const { root, installation } = context;
  const sandbox = podSandbox(loaded.config.annotations ?? {});
  const namespaces = pinnedNamespaces(loaded.config.linux ?? {});
  if (sandbox === undefined || namespaces === undefined) return undefined;
  const before = findState(root, sandbox);
  if (before !== undefined) {
    if (!isKeeper(context, before) || statusOf(before) !== "stopped") return undefined;
    await destroyUnlocked(context, before, false);
  }
  const { loaded: own, pinned } = await replacePinned(installation.host, keeperConfig(context, sandbox, loaded, namespaces));
  const plan = planContainer(sandbox, installation.pause, own, realHost);
  const scope = context.systemdCgroup ? planScope(plan.cgroupsPath ?? "", sandbox, {}) : undefined;
  const creation = new Creation(context, claimId(root, sandbox), plan, undefined, pinned);
  try {
    creation.save({});
    const shim = await creation.make({ id: sandbox, bundle: installation.pause, pidFile: "", consoleSocket: "", pidfdSocket: "", detach: true, preserveFds: 0 }, { descriptors: [], scope, tellsReady: false, stdio: "ignore" });
    shim.detach();
    await ask(sandboxPath(root, sandbox), { op: "start", id: sandbox, hooks: [], state: "", isAwaited: false }, startTimeoutMs);
    return creation;
  } catch (error) {
    await creation.undo().catch(() => undefined);
    throw error;
  }
}
