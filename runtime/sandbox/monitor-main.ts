import { closeSync, openSync, readSync } from "node:fs";
import { messageOf } from "../errors/errors.ts";
import { Monitor } from "./monitor.ts";
import { monitorTitle } from "./paths.ts";
import { readSandboxSpec } from "./sandbox-spec.ts";

/** Waits until this process is in its cgroups, for nothing that it starts must be outside. @see host/host.c, monitor */
function waitForCgroups(): void {
  if (readSync(0, Buffer.alloc(1)) !== 1) throw new Error("the helper that starts the monitor failed");
  closeSync(0);
  // Standard input stays taken: the next descriptor would get its number.
  openSync("/dev/null", "r");
}

/** `vrun-monitor.js DIRECTORY`: serves the sandbox whose sandbox.json is there, until it has been shut down. */
async function main(): Promise<void> {
  const directory = process.argv[2];
  if (directory === undefined) throw new Error("usage: vrun-monitor.js DIRECTORY");
  waitForCgroups();
  process.chdir(directory);
  process.umask(0o077);
  process.title = `${monitorTitle} ${directory}`;
  const monitor = new Monitor(readSandboxSpec("."), directory);
  // The command that started us and was to own the sandbox may have gone.
  process.stdout.on("error", () => void monitor.shutDown());
  await monitor.run(() => process.stdout.write("listening\n"));
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`vrun-monitor: ${messageOf(error)}\n`);
    process.exit(1);
  },
);
