import { AgentProtocolError } from "../errors/agent-errors.ts";
import type { DescriptorUse, GuestDescriptor } from "./agent-client.ts";
import type { AgentChannel, ProcessFrame } from "./channel.ts";
import { GuestInput, GuestOutput } from "./streams.ts";

/** Our end of one of a guest process's descriptors from 3 on, which has a handle of its own. */
export class DescriptorRecord implements GuestDescriptor {
  readonly handle: number;
  readonly use: DescriptorUse;
  readonly input: GuestInput | null;
  readonly output: GuestOutput | null;

  /** @param onDone Called when the guest will send nothing more. */
  constructor(channel: AgentChannel, use: DescriptorUse, onDone: () => void) {
    this.handle = channel.takeId();
    this.use = use;
    this.input = use === "output" ? null : new GuestInput(channel, this.handle);
    this.output = use === "input" ? null : new GuestOutput(channel, this.handle, 1, onDone);
    for (const stream of [this.input, this.output]) stream?.on("error", () => undefined);
  }

  get done(): boolean {
    return this.output?.done !== false;
  }

  receive(frame: ProcessFrame): void {
    if (frame.kind === "stdout" && this.output) this.output.receive(frame.bytes);
    else if (frame.kind === "credit" && this.input && frame.stream === 0) this.input.credit(frame.bytes);
    else if (frame.kind === "close" && this.input && frame.stream === 0) this.input.destroy();
    else throw new AgentProtocolError(`${frame.kind} for descriptor ${this.handle}`);
  }

  destroy(error?: Error): void {
    this.input?.destroy(error);
    this.output?.destroy(error);
  }
}
