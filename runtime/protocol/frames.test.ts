import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { AgentProtocolError } from "../errors/agent-errors.ts";
import { encodeFrame, frameHeaderBytes, FrameParser, framePayloadMax, FrameType, HelloPurpose, PayloadWriter, protocolVersion, SpawnFlag, streamWindowBytes } from "./frames.ts";

/** `#define`s and enum constants of the guest's header. */
function headerConstants(): Map<string, number> {
  const header = readFileSync(join(__dirname, "../guest/agent/protocol.h"), "utf8");
  const found = header.matchAll(/^(?:#define\s+|\s*(?:enum \w+ \{ )?)([A-Z_]+)(?:\s*=\s*|\s+)(\d+)u?\b/gm);
  return new Map([...found].map(([, name, value]) => [name ?? "", Number(value)]));
}

function constantName(prefix: string, key: string): string {
  return `${prefix}_${key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

describe("frames", () => {
  it("have the numbers of the guest's header", () => {
    const header = headerConstants();
    for (const [key, value] of Object.entries(FrameType)) assert.equal(header.get(constantName("FRAME", key)), value, key);
    for (const [key, value] of Object.entries(HelloPurpose)) assert.equal(header.get(constantName("HELLO", key)), value, key);
    for (const [key, value] of Object.entries(SpawnFlag)) assert.equal(header.get(constantName("SPAWN", key)), value, key);
    assert.equal(header.get("PROTOCOL_VERSION"), protocolVersion);
    assert.equal(header.get("FRAME_HEADER_BYTES"), frameHeaderBytes);
    assert.equal(header.get("FRAME_PAYLOAD_MAX"), framePayloadMax);
    assert.equal(header.get("STREAM_WINDOW_BYTES"), streamWindowBytes);
  });

  it("come out of any cut of their bytes", () => {
    const bytes = Buffer.concat([
      encodeFrame(FrameType.done, 1, Buffer.alloc(0)),
      encodeFrame(FrameType.stdout, 2, Buffer.from("text")),
      encodeFrame(FrameType.error, 3, new PayloadWriter().u32(2).string("open").payload()),
    ]);
    for (let cut = 0; cut <= bytes.length; cut++) {
      const parser = new FrameParser();
      const frames = [...parser.push(bytes.subarray(0, cut)), ...parser.push(bytes.subarray(cut))];
      assert.deepEqual(frames, [
        { kind: "done", id: 1 },
        { kind: "stdout", id: 2, bytes: Buffer.from("text") },
        { kind: "error", id: 3, errno: 2, step: "open" },
      ]);
    }
  });

  const refused: [string, Buffer][] = [
    ["a payload beyond the limit", Buffer.from([1, 0, 1, 0, 64, 0, 0, 0, 1, 0, 0, 0])],
    ["header bits that must be zero", Buffer.from([0, 0, 0, 0, 64, 0, 1, 0, 1, 0, 0, 0])],
    ["a type that no guest sends", encodeFrame(FrameType.spawn, 1, Buffer.alloc(0))],
    ["a payload that is too short", encodeFrame(FrameType.spawned, 1, Buffer.alloc(3))],
    ["bytes left over", encodeFrame(FrameType.spawned, 1, Buffer.alloc(5))],
    ["a string longer than its payload", encodeFrame(FrameType.error, 1, new PayloadWriter().u32(1).u32(9).payload())],
    ["a string longer than any that is sent", encodeFrame(FrameType.error, 1, new PayloadWriter().u32(1).string("x".repeat(257)).payload())],
    ["an unknown stream", encodeFrame(FrameType.credit, 1, new PayloadWriter().u32(3).u32(1).payload())],
    ["an unknown ending", encodeFrame(FrameType.exited, 1, new PayloadWriter().u32(2).u32(0).payload())],
    ["an impossible signal", encodeFrame(FrameType.exited, 1, new PayloadWriter().u32(1).u32(65).payload())],
  ];
  for (const [what, bytes] of refused) {
    it(`refuse ${what}`, () => {
      assert.throws(() => [...new FrameParser().push(bytes)], AgentProtocolError);
    });
  }
});
