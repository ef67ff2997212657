/** The lives that a step may have: of a container, or of a pod. */

import { cutOnly, Life, type Lab } from "./life.ts";
import { networkPath } from "./network.ts";
import type { Step } from "./plan.ts";
import { lastingScript, token } from "./workspace.ts";

const foregroundStatus = 5;

/** Goes through a step, and leaves nothing of it. @param slot Which of those at a time it is. */
export async function takeStep(lab: Lab, step: Step, slot: number): Promise<void> {
  const life = new Life(lab, step, slot);
  const id = `${token}-${step.number}`;
  switch (step.shape) {
    case "foreground":
      await foreground(life, id);
      break;
    case "create":
    case "run":
      await single(life, id);
      break;
    case "pod":
      await pod(life, id);
      break;
  }
  await life.execOnLasting();
}

function bundleFor(life: Life, id: string): string {
  const { step, lab, slot } = life;
  return lab.workspace.bundle(id, { args: ["sh", "-c", lastingScript], namespaces: step.network ? { network: networkPath(slot) } : {}, memoryMiB: step.memoryMiB });
}

async function foreground(life: Life, id: string): Promise<void> {
  const { workspace, journal } = life.lab;
  const bundle = workspace.bundle(id, { args: ["sh", "-c", `echo ready; exit ${foregroundStatus}`], memoryMiB: life.step.memoryMiB });
  journal.containers += 1;
  await life.operate("run in the foreground", id, ["run", "--bundle", bundle, id], {
    judge: (ran) => (ran.status === foregroundStatus && ran.stdout === "ready\n" ? null : `status ${ran.status}, output ${JSON.stringify(ran.stdout)}`),
  }).catch(cutOnly);
  await life.remove(id);
}

async function single(life: Life, id: string): Promise<void> {
  const bundle = bundleFor(life, id);
  try {
    if (life.step.shape === "run") {
      life.lab.journal.containers += 1;
      await life.operate("run", id, ["run", "--detach", "--bundle", bundle, id], { moment: "create" });
    } else {
      await life.create(id, bundle);
      await life.start(id);
    }
    await live(life, [id], id);
    await life.end(id);
    await life.expectNothingLeft(id);
  } catch (error) {
    cutOnly(error);
    await life.remove(id);
    await life.again(id, bundle);
  }
}

/** What is done with containers that run. @throws {CutError} */
async function live(life: Life, ids: readonly string[], sandbox: string): Promise<void> {
  const last = ids.at(-1) ?? sandbox;
  await life.rest(last, sandbox);
  await life.talk(last);
  await life.execAll(ids, sandbox);
  await life.pauseAndResume(last);
  await life.update(last);
  await life.ask(last);
}

/** A sandbox as containerd makes it, and containers that join it, leave it, and join it again. */
async function pod(life: Life, sandbox: string): Promise<void> {
  const { step, lab } = life;
  const { workspace } = lab;
  const members = Array.from({ length: step.containers - 2 }, (_, index) => `${sandbox}-${index + 1}`);
  const [first = sandbox] = members;
  const bundle = workspace.bundle(sandbox, {
    args: ["sh", "-c", lastingScript],
    annotations: { "io.kubernetes.cri.container-type": "sandbox", "io.kubernetes.cri.sandbox-id": sandbox },
    namespaces: step.network ? { network: networkPath(life.slot) } : {},
    memoryMiB: step.memoryMiB,
  });
  const join = async (member: string): Promise<void> => {
    const ran = await life.operate("state", sandbox, ["state", sandbox]);
    const pid = /"pid":\s*(\d+)/.exec(ran.stdout)?.[1] ?? "0";
    const memberBundle = workspace.bundle(member, {
      args: ["sh", "-c", lastingScript],
      annotations: { "io.kubernetes.cri.container-type": "container", "io.kubernetes.cri.sandbox-id": sandbox },
      namespaces: { network: `/proc/${pid}/ns/net`, ipc: `/proc/${pid}/ns/ipc`, uts: `/proc/${pid}/ns/uts` },
      memoryMiB: 0,
    });
    await life.create(member, memberBundle, sandbox);
    await life.start(member, sandbox);
  };
  try {
    await life.create(sandbox, bundle);
    await life.start(sandbox);
    for (const member of members) await join(member);
    await live(life, [sandbox, ...members], sandbox);
    await life.end(first, sandbox);
    await life.expectNothingLeft(first);
    await join(first);
    // With the sandbox first, its members are stopped by its end.
    const order = step.number % 2 === 0 ? [sandbox, ...members] : [...members, sandbox];
    for (const id of order) await life.operate("delete", id, ["delete", "--force", id], { moment: "delete", sandbox });
    for (const id of order) await life.expectNothingLeft(id);
  } catch (error) {
    cutOnly(error);
    await recoverPod(life, sandbox, members, bundle);
  }
}

/** What was killed may have been one container's or the whole pod's; the sandbox goes on in the first case. */
async function recoverPod(life: Life, sandbox: string, members: readonly string[], bundle: string): Promise<void> {
  for (const member of members) await life.remove(member);
  const { killed, endsVm, target } = life.injection;
  if (killed && !endsVm && target !== sandbox) await life.operate("exec in the pod after it", sandbox, ["exec", sandbox, "true"]).catch(cutOnly);
  await life.remove(sandbox);
  await life.again(sandbox, bundle);
}
