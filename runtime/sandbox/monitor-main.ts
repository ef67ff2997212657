import { messageOf } from "../errors/errors.ts";
import { Monitor } from "./monitor.ts";
import { monitorTitle } from "./paths.ts";
import { readSandboxSpec } from "./sandbox-spec.ts";

/** `vrun-monitor.js DIRECTORY`: serves the sandbox whose sandbox.json is there, until it has been shut down. */
async function main(): Promise<void> {
  const directory = process.argv[2];
  if (directory === undefined) throw new Error("usage: vrun-monitor.js DIRECTORY");
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
