import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { poll } from "./poll.ts";
import { checkout } from "./run-description.ts";
import type { Scenario } from "./scenario.ts";
import { readText } from "./written-files.ts";

const LISTEN_MS = 5000;

/**
 * Starts who stands in for systemd at a datagram socket below the scenario's folder, and writes the messages that come
 * to the file beside it, `PATH.received`. It ends with the scenario.
 *
 * @throws when the helper is not built or cannot listen.
 */
export async function startServiceManager(scenario: Scenario, path: string): Promise<void> {
  const helper = join(checkout, ".cache/bin/service-manager");
  if (!existsSync(helper)) throw new Error(`no ${helper}: run make -C steps/native`);
  const socket = join(scenario.directory, path);
  const report = `${socket}.received`;
  const manager = execa(helper, [socket, report], { cwd: dirname(socket), stdin: "pipe", stdout: "ignore", reject: false });
  scenario.onEnd(`end the service manager at ${path}`, async () => {
    manager.stdin.end();
    await manager;
  });
  const listening = await poll(() => (readText(report).startsWith("listening\n") ? true : manager.exitCode === null ? null : false), LISTEN_MS);
  if (listening !== true) throw new Error(`no service manager listens at ${socket}: ${(await manager).stderr}`);
}
