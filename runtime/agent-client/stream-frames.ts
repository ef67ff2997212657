import { PayloadWriter } from "../protocol/frames.ts";
import type { StreamNumber } from "../protocol/frames.ts";

/** Payloads of the frames that control a stream. */
export const encodeFrameFor = {
  credit: (stream: StreamNumber, bytes: number): Buffer => new PayloadWriter().u32(stream).u32(bytes).payload(),
  close: (stream: StreamNumber): Buffer => new PayloadWriter().u32(stream).payload(),
};
