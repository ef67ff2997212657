/** Notices when the network namespace that this process lives in changes. */

import { boundToUs, startChild } from "../vmm/child.ts";

/** A manager changes several things in a row; they are looked at together once it has paused this long. */
const quietMs = 50;

export interface NetworkWatch {
  close(): Promise<void>;
}

/** Calls `onChange` after each burst of changes of links, addresses and routes. @throws {HostError} */
export async function watchNetwork(onChange: () => void): Promise<NetworkWatch> {
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  const append = (): void => {
    clearTimeout(timer);
    if (!closed) timer = setTimeout(onChange, quietMs);
  };
  const child = await startChild({ launcher: boundToUs, program: "ip", args: ["monitor", "link", "address", "route"], cwd: "/", channels: 0, output: { append } });
  return {
    close: async () => {
      closed = true;
      clearTimeout(timer);
      await child.kill();
    },
  };
}
