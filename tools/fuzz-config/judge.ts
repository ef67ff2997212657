/** What must hold of vrun whatever it reads: a plan, or a refusal in one line, in time, and nothing else. */

import { messageOf, RuntimeError } from "../../runtime/errors/errors.ts";
import { messageMax } from "../../runtime/errors/one-line.ts";
import type { HostView } from "../../runtime/oci/host-view.ts";
import { formatJson, parseJson, type Json } from "../../runtime/oci/json.ts";
import { parseConfig, parseProcess, parseResources } from "../../runtime/oci/load.ts";
import { planContainer, planProcess, planResources } from "../../runtime/oci/plan.ts";
import { sizingLimits } from "../../runtime/oci/plan-shape.ts";
import { refuseProcess, refuseResources } from "../../runtime/oci/refusals.ts";
import type { Case } from "./cases.ts";

/** CPU time that any text may take, and what it may take more for each of its characters. */
const baseMs = 1000;
const msOfCharacter = 0.005;

/** A host where every folder is there, and nothing is the kernel's. */
const host: HostView = {
  fileKind: (path) => (path.includes("socket") ? "socket" : "directory"),
  kindInRoot: (_, path) => (path.startsWith("/dev") ? undefined : "directory"),
  kernelFileSystem: () => undefined,
  mountAt: () => ({ flags: ["nodev"], below: [] }),
  hasDevice: () => false,
  isOwnNetwork: () => false,
  cpuCount: 2,
  hasApparmor: () => true,
  apparmorPolicy: () => Buffer.from("policy"),
  memoryBytes: 2 ** 31,
};

function read({ document, text }: Case): void {
  switch (document) {
    case "config": {
      const plan = planContainer("id", "/bundle", parseConfig(text), host);
      mustSurvive(plan.guestConfig);
      JSON.stringify(plan.annotations);
      return;
    }
    case "process": {
      const process = parseProcess(text, "process.json");
      refuseProcess(process);
      mustSurvive(planProcess(process, []));
      return;
    }
    case "resources": {
      const resources = parseResources(text);
      refuseResources(resources, host);
      sizingLimits(resources);
      mustSurvive(planResources(resources));
    }
  }
}

/** The guest reads what is written. */
function mustSurvive(value: Json): void {
  const text = formatJson(value);
  if (formatJson(parseJson(text)) !== text) throw new Error("what is written for the guest is not read back");
}

/** @returns What is wrong, or undefined; and whether the text was taken. */
export function judge(tried: Case): { readonly wrong: string | undefined; readonly taken: boolean } {
  const shared = Object.getOwnPropertyNames(Object.prototype).length;
  const started = process.cpuUsage();
  let wrong: string | undefined;
  let taken = false;
  try {
    read(tried);
    taken = true;
  } catch (error) {
    wrong = wrongOf(error);
  }
  const { user, system } = process.cpuUsage(started);
  const tookMs = (user + system) / 1000;
  if (tookMs > baseMs + msOfCharacter * tried.text.length) wrong ??= `took ${Math.round(tookMs)} ms for ${tried.text.length} characters`;
  if (Object.getOwnPropertyNames(Object.prototype).length !== shared) wrong ??= "changed what all objects share";
  return { wrong, taken };
}

function wrongOf(error: unknown): string | undefined {
  if (!(error instanceof RuntimeError)) return error instanceof Error ? (error.stack ?? error.message) : String(error);
  const message = messageOf(error);
  if (message === "" || message.length > messageMax) return `a message of ${message.length} characters`;
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  return /[\u0000-\u001f\u007f-\u009f]/.test(message) ? `a message with control characters: ${JSON.stringify(message)}` : undefined;
}
