/** Plans how a process's AppArmor profile comes into the VM. */

import { ProcessStartError } from "../errors/errors.ts";
import type { Config, Process } from "./config.ts";
import type { HostView } from "./host-view.ts";
import { isPodSandbox } from "./pod.ts";

/** The profile of a process that no policy is needed for. */
const unconfined = "unconfined";

/**
 * The policy that a guest has to load for a process; undefined when it needs none.
 *
 * @throws {ProcessStartError} The host has not loaded the profile, in the words that runc has for it.
 */
export function planPolicy({ apparmorProfile = "" }: Process, host: HostView): Buffer | undefined {
  if (apparmorProfile === "" || apparmorProfile === unconfined) return undefined;
  const policy = host.apparmorPolicy(apparmorProfile);
  if (policy === undefined)
    throw new ProcessStartError(`unable to apply apparmor profile: apparmor failed to apply profile: the host has not loaded ${apparmorProfile}: no such file or directory`);
  return policy;
}

/**
 * Whether a sandbox's guest is to have AppArmor, which makes its boot longer: its container has a profile, or it is a pod's on
 * a host that gives the others one.
 */
export function needsApparmor({ annotations = {} }: Config, policy: Buffer | undefined, host: HostView): boolean {
  return policy !== undefined || (isPodSandbox(annotations) && host.hasApparmor());
}
