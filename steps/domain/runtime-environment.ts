import { join } from "node:path";
import { checkout } from "./run-description.ts";

/** CRIU as `setup/install-runtime.sh criu@sid` unpacks it; used where the host has none of its own. */
const criuFolder = join(checkout, ".cache/runtimes/criu@sid");

/** What a runtime's commands find in their environment: the suite's PATH with CRIU, and CRIU's settings. */
export function runtimeEnvironment(): Readonly<Record<string, string>> {
  return { PATH: `${process.env["PATH"] ?? "/usr/sbin:/usr/bin:/sbin:/bin"}:${criuFolder}`, CRIU_CONFIG_FILE: join(checkout, "fixtures/criu.conf") };
}
