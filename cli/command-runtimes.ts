import path from "node:path";
import type { Command } from "commander";
import { projectRoot } from "../reports/model/project-root.ts";
import { loadProfile, profileNames } from "../steps/domain/profile.ts";
import { identify } from "./identify.ts";
import { examples } from "./options.ts";
import { chooseRuntime, unpackedRuntimes } from "./runtime-argument.ts";
import { runSetUp } from "./set-up.ts";

export function addRuntimes(program: Command): void {
  const runtimes = program.command("runtimes").description("profiles that are known, where they are on this machine, and how to get others")
    .action(async () => {
      const root = projectRoot();
      for (const name of profileNames()) console.log(await describe(name, root));
      for (const name of unpackedRuntimes(root)) console.log(await describe(name, root));
      console.log("\nAny other runtime: lacuna run --runtime NAME=PATH\nAnother version:   lacuna runtimes install runc@sid");
    });
  const install = runtimes.command("install").description("unpack the version that a Debian suite has, without installing it")
    .argument("<names...>", "runc, crun or runsc, each with @ and a Debian suite")
    .option("--refresh", "look for a newer version where one was unpacked before")
    .action(async (names: readonly string[], options: { readonly refresh?: boolean }) => {
      for (const name of names) {
        const printed = await runSetUp("install-runtime.sh", [...(options.refresh === true ? ["--refresh"] : []), name]);
        const [runtime = "", version = ""] = printed.split(" ");
        console.log(`${runtime} ${version} is here; use it by: lacuna run --runtime ${runtime}@${version}`);
      }
    });
  examples(install, "lacuna runtimes install runc@sid crun@sid");
  examples(runtimes, "lacuna runtimes", "lacuna runtimes install runc@sid crun@sid");
}

/** One line: name, version, path, or why it is not there. */
async function describe(name: string, root: string): Promise<string> {
  try {
    const found = await identify(chooseRuntime(name, root));
    const { isolation } = loadProfile(found.profile.name);
    return `${name.padEnd(17)} ${found.version.padEnd(16)} ${isolation.padEnd(12)} ${path.relative(root, found.path).startsWith("..") ? found.path : path.relative(root, found.path)}`;
  } catch (error) {
    return `${name.padEnd(17)} ${"-".padEnd(16)} ${error instanceof Error ? error.message : String(error)}`;
  }
}
