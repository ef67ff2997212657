import type { Duplex } from "node:stream";
import { HostError } from "../errors/errors.ts";
import type { Child } from "./child.ts";
import type { Tail } from "./tail.ts";

/** Our end of the agent's channel. What the guest's console says goes to `output`. */
export function agentChannel(qemu: Child, output: Tail): Duplex {
  const [agent, console] = qemu.channels;
  if (!agent || !console) throw new HostError("QEMU has no channels");
  ignoreErrors(agent);
  ignoreErrors(console);
  console.on("data", (chunk: Buffer) => output.append(chunk));
  return agent;
}

/** Our end of QEMU's control channel. */
export function controlChannel(qemu: Child): Duplex {
  const control = qemu.channels[2];
  if (!control) throw new HostError("QEMU has no control channel");
  return control;
}

/** Our ends of what a VM that is saved or restored has besides: QEMU's control channel, and the stream of its state. */
export function templateChannels(qemu: Child): { readonly control: Duplex; readonly state: Duplex } {
  const state = qemu.channels[3];
  if (!state) throw new HostError("QEMU has no channel for its state");
  ignoreErrors(state);
  return { control: controlChannel(qemu), state };
}

/** A channel that breaks closes too, which is what its reader looks at. */
function ignoreErrors(channel: Duplex): void {
  channel.on("error", () => undefined);
}
