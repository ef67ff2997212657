import { join } from "node:path";
import { writeFileSync } from "node:fs";
import { valueAt } from "../../json.ts";
import { poll } from "../../poll.ts";
import { CONTAINERD_SOCKET, runcBinary, startContainerd } from "../containerd.ts";
import { prepare, versionOf } from "../daemon.ts";
import type { EngineOptions } from "../engine.ts";
import { IMAGE, packImage } from "../image.ts";
import { openScope, type Scope } from "../scope.ts";
import { connectCri, type CriClient } from "./client.ts";

/** The runtime's name among the service's handlers. */
export const HANDLER = "tested";

/** A private service of the Kubernetes CRI; the suite stands for the kubelet. */
export interface CriService {
  readonly name: string;
  readonly version: string;
  readonly scope: Scope;
  readonly client: CriClient;
  /** Ends the service with all that it started. */
  close(): Promise<void>;
}

const CALL_MS = 10_000;
const IMAGE_MS = 60_000;
/** Where Debian has the plugins, in the scope. */
const CNI_PROGRAMS = "/usr/lib/cni";
const CNI_SETTINGS = "/etc/cni/net.d";
const BRIDGE = "pods";

/**
 * A containerd of the suite's own with its CRI plugin. Its pods get their addresses from the bridge plugin of the CNI,
 * in the scope's network namespace.
 *
 * @throws when it cannot be started; nothing is left running then.
 */
export async function startCriService(_name: "containerd", options: EngineOptions): Promise<CriService> {
  const scope = await openScope(options);
  const client = connectCri(scope.outside(CONTAINERD_SOCKET));
  const close = async (): Promise<void> => {
    client.close();
    await scope.close();
  };
  try {
    // The bridge plugin takes a bridge that is there; its name tells this network from any other.
    await prepare(scope, ["ip", "link", "add", "name", BRIDGE, "type", "bridge"]);
    await prepare(scope, ["mkdir", "-p", CNI_SETTINGS]);
    writeFileSync(scope.outside(join(CNI_SETTINGS, "bridge.conflist")), JSON.stringify(network, null, 2));
    await startContainerd(scope, criSettings(runcBinary(options, scope)));
    await prepare(scope, ["ctr", "--namespace", "k8s.io", "images", "import", await packImage(options.rootfs, options.directory)]);
    await waitForImage(client);
    return { name: "containerd", version: await versionOf(scope, "containerd"), scope, client, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** @see containerd, docs/cri/config.md; containerd 2 reads this version of its settings too. */
function criSettings(runtime: string): string[] {
  const plugin = 'plugins."io.containerd.grpc.v1.cri"';
  return [
    `[${plugin}]`,
    `sandbox_image = ${JSON.stringify(IMAGE)}`,
    "disable_apparmor = true",
    "tolerate_missing_hugetlb_controller = true",
    // A root without CAP_SYS_RESOURCE may not make a process less likely to be killed than its own.
    "restrict_oom_score_adj = true",
    `[${plugin}.cni]`,
    `bin_dir = ${JSON.stringify(CNI_PROGRAMS)}`,
    `conf_dir = ${JSON.stringify(CNI_SETTINGS)}`,
    `[${plugin}.containerd]`,
    `default_runtime_name = ${JSON.stringify(HANDLER)}`,
    `[${plugin}.containerd.runtimes.${HANDLER}]`,
    'runtime_type = "io.containerd.runc.v2"',
    `[${plugin}.containerd.runtimes.${HANDLER}.options]`,
    `BinaryName = ${JSON.stringify(runtime)}`,
    'Root = "/run/tested"',
    "SystemdCgroup = false",
  ];
}

const network = {
  cniVersion: "0.4.0",
  name: "pods",
  plugins: [
    { type: "bridge", bridge: BRIDGE, isGateway: true, ipMasq: false, ipam: { type: "host-local", ranges: [[{ subnet: "10.88.0.0/24" }]], routes: [{ dst: "0.0.0.0/0" }] } },
  ],
};

/** The plugin hears of an imported image by an event; a pod before that would have it pulled. */
async function waitForImage(client: CriClient): Promise<void> {
  const known = await poll(async () => {
    const answer = await client.call("ImageStatus", { image: { image: IMAGE } }, CALL_MS);
    return answer.kind === "reply" && typeof valueAt(answer.reply, "image.id") === "string" ? true : null;
  }, IMAGE_MS);
  if (known === null) throw new Error(`containerd's CRI does not know the image ${IMAGE} within ${IMAGE_MS} ms of its import`);
}
