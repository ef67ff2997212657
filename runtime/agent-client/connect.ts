import { randomBytes } from "node:crypto";
import type { Duplex } from "node:stream";
import { AgentProtocolError } from "../errors/agent-errors.ts";
import { FrameType, HelloPurpose, PayloadWriter, protocolVersion } from "../protocol/frames.ts";
import type { AgentClient } from "./agent-client.ts";
import { ChannelClient } from "./client.ts";
import { AgentChannel } from "./channel.ts";

const seedBytes = 64;
const nsPerMs = 1_000_000n;

/**
 * Greets the guest agent at the other end of `channel` and waits until the guest has booted.
 *
 * The guest gets the host's time and a fresh random seed. To `prepare` a guest that will be a template leaves its boot id
 * unmade, so that each VM restored from it makes its own; GuestInfo.bootId is then empty.
 *
 * On failure the channel is destroyed.
 *
 * @throws {AgentTimeoutError} No answer within `timeoutMs`.
 * @throws {AgentGoneError} The channel closed, or what answers is no agent.
 * @throws {GuestError} The agent speaks another version, or the guest could not set itself up.
 */
export async function connectAgent(duplex: Duplex, timeoutMs: number, purpose: keyof typeof HelloPurpose = "serve"): Promise<AgentClient> {
  const channel = new AgentChannel(duplex);
  try {
    const clockNs = BigInt(Date.now()) * nsPerMs;
    const payload = new PayloadWriter().u32(protocolVersion).u32(HelloPurpose[purpose]).u64(clockNs).bytes(randomBytes(seedBytes)).payload();
    const reply = await channel.request("hello", FrameType.hello, payload, "helloReply", timeoutMs);
    if (reply.version !== protocolVersion) throw new AgentProtocolError(`it speaks version ${reply.version}, needed is ${protocolVersion}`);
    return new ChannelClient(channel, { protocolVersion: reply.version, kernelRelease: reply.kernelRelease, bootId: reply.bootId });
  } catch (error) {
    channel.fail();
    throw error;
  }
}
