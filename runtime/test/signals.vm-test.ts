/** Signals to a command in the foreground, the whole way: command, shim, monitor, agent, process. */

import assert from "node:assert/strict";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { after, before, describe, it } from "node:test";
import { VrunFixture } from "./vrun-fixture.ts";

/** As runc passes them on, but for real-time ones, which Node cannot take. */
const signals: readonly NodeJS.Signals[] = [
  "SIGHUP", "SIGINT", "SIGQUIT", "SIGTRAP", "SIGABRT", "SIGUSR1", "SIGUSR2", "SIGALRM", "SIGSTKFLT", "SIGCONT", "SIGTSTP",
  "SIGTTIN", "SIGTTOU", "SIGXCPU", "SIGXFSZ", "SIGVTALRM", "SIGPROF", "SIGIO", "SIGPWR", "SIGSYS",
];
const script = `
for signal in ${signals.map((signal) => signal.slice(3)).join(" ")}; do trap "echo SIG$signal" $signal; done
trap 'exit 7' TERM
echo ready
while :; do sleep 0.1; done
`;

void describe("a command in the foreground", () => {
  let fixture: VrunFixture;

  before(() => {
    fixture = new VrunFixture();
    fixture.prepare("signals", {}, {}, { process: { args: ["sh", "-c", script] } });
  });

  after(() => {
    fixture.run("delete", "--force", "signals");
    fixture.close();
  });

  void it("passes signals on to the container's process, and ends as that does", async () => {
    const command = fixture.stream("run", "--bundle", "{bundles}/signals", "signals");
    const ended = once(command, "exit");
    const lines = createInterface({ input: command.stdout })[Symbol.asyncIterator]();
    const next = async (): Promise<unknown> => (await lines.next()).value;
    assert.equal(await next(), "ready");
    for (const signal of signals) {
      command.kill(signal);
      assert.equal(await next(), signal);
    }
    command.kill("SIGTERM");
    assert.deepEqual(await ended, [7, null]);
  });
});
