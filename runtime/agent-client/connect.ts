import type { Duplex } from "node:stream";
import { AgentProtocolError } from "../errors/agent-errors.ts";
import { FrameType, PayloadWriter, protocolVersion } from "../protocol/frames.ts";
import type { AgentClient } from "./agent-client.ts";
import { ChannelClient } from "./client.ts";
import { AgentChannel } from "./channel.ts";

/**
 * Greets the guest agent at the other end of `channel` and waits until the guest has booted.
 *
 * On failure the channel is destroyed.
 *
 * @throws {AgentTimeoutError} No answer within `timeoutMs`.
 * @throws {AgentGoneError} The channel closed, or what answers is no agent.
 * @throws {GuestError} The agent speaks another version, or the guest could not set itself up.
 */
export async function connectAgent(duplex: Duplex, timeoutMs: number): Promise<AgentClient> {
  const channel = new AgentChannel(duplex);
  try {
    const payload = new PayloadWriter().u32(protocolVersion).payload();
    const reply = await channel.request("hello", FrameType.hello, payload, "helloReply", timeoutMs);
    if (reply.version !== protocolVersion) throw new AgentProtocolError(`it speaks version ${reply.version}, needed is ${protocolVersion}`);
    return new ChannelClient(channel, { protocolVersion: reply.version, kernelRelease: reply.kernelRelease, bootId: reply.bootId });
  } catch (error) {
    channel.fail();
    throw error;
  }
}
