import type { BlockIO } from "./config.ts";

/** Whether there is any limit; a weight of 0 and an empty list are none. */
export function limitsBlockIO(blockIO: BlockIO | undefined): blockIO is BlockIO {
  return Object.values(blockIO ?? {}).some((value) => (Array.isArray(value) ? value.length > 0 : value !== 0));
}
