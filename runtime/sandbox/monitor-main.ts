import { readFileSync } from "node:fs";
import { messageOf } from "../errors/errors.ts";
import type { SandboxSpec } from "./control.ts";
import { Monitor } from "./monitor.ts";
import { monitorTitle } from "./paths.ts";

/** `vrun-monitor.js DIRECTORY`: serves the sandbox whose sandbox.json is there, until it has been shut down. */
async function main(): Promise<void> {
  const directory = process.argv[2];
  if (directory === undefined) throw new Error("usage: vrun-monitor.js DIRECTORY");
  process.chdir(directory);
  process.umask(0o077);
  process.title = `${monitorTitle} ${directory}`;
  // Written by the command that starts us, into a directory that only our user can open.
  const spec = JSON.parse(readFileSync("sandbox.json", "utf8")) as SandboxSpec;
  const monitor = new Monitor(spec, directory);
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
