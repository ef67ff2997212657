import { appendFileSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import type { Scenario } from "./scenario.ts";

/**
 * Someone at a stream socket of the host who says a line to whoever connects, and keeps what comes back in the file
 * beside it, `PATH.received`. Goes with the scenario.
 */
export async function openPeer(scenario: Scenario, path: string, text: string): Promise<void> {
  const at = join(scenario.directory, path);
  const connections = new Set<Socket>();
  const server = createServer((connection) => {
    connections.add(connection);
    connection.on("error", () => undefined);
    connection.on("data", (bytes: Buffer) => appendFileSync(`${at}.received`, bytes));
    connection.write(`${text}\n`);
  });
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(at, resolve));
  scenario.onEnd(`stop listening at ${path}`, async () => {
    for (const connection of connections) connection.destroy();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });
}
