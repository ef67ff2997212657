import type { AgentClient } from "../agent-client/agent-client.ts";
import { SandboxError } from "../errors/errors.ts";

const usualTimeoutMs = 30_000;

/**
 * Runs a program in the guest's own system, beside the containers.
 *
 * @param failure What it means that the program fails, for the message.
 * @returns What it wrote to its standard output.
 * @throws {SandboxError} It ended otherwise than by status 0; with what it said on standard error, in one line.
 */
export async function runInGuest(agent: Pick<AgentClient, "run">, argv: readonly string[], failure: string, timeoutMs = usualTimeoutMs): Promise<string> {
  const { ending, stdout, stderr } = await agent.run(argv, timeoutMs);
  if (ending.kind === "exited" && ending.status === 0) return stdout.toString("utf8");
  const said = stderr.toString("utf8").trim().split("\n").join("; ");
  throw new SandboxError(said === "" ? failure : `${failure}: ${said}`);
}

/**
 * A function for a shell in the guest, `await_plugged FOLDERS FILE WANTED WHAT`: has the kernel look for what was plugged in,
 * and waits for the one of the folders whose file says what is wanted. The folder is in `found` then; where none appears
 * within some 5 s, the shell ends with 1 and has said so.
 */
export const awaitPlugged = `
await_plugged() {
  folders=$1 file=$2 wanted=$3 what=$4 left=500
  echo 1 >/sys/bus/pci/rescan
  while :; do
    for found in $folders; do
      if [ "$(cat "$found/$file")" = "$wanted" ]; then return; fi
    done
    left=$((left - 1))
    if [ $left = 0 ]; then echo "the $what $wanted does not appear" >&2; exit 1; fi
    busybox usleep 10000
  done
}
`;
