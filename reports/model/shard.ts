import { createHash } from "node:crypto";
import { baseIdOf, type Shard } from "./results.ts";

/** Whether a scenario belongs to a shard: by a hash of its id, so that all rows of an outline run together and adding a scenario moves no other. */
export function inShard(id: string, shard: Shard): boolean {
  return createHash("sha256").update(baseIdOf(id)).digest().readUInt32BE(0) % shard.total === shard.index - 1;
}
