import { copyFileSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import path from "node:path";
import * as esbuild from "esbuild";
import { execa } from "execa";
import { HostError } from "./failure.ts";
import { mutantsFolder, type Mutant } from "./mutant-list.ts";

/** Where the programs of mutants are made. */
export interface MutantPrograms {
  /** A folder of this run's own, which the caller removes. */
  readonly folder: string;
  /** Makes the program of a mutant around a runtime, or one that changes nothing, and returns its path. */
  readonly make: (mutant: Mutant | null, runtime: string) => string;
}

/** The commands that a mutation of the configuration concerns. */
const changing: readonly string[] = ["create", "run"];

/** Compiles the front and the script of mutants. @throws {HostError} The compiler is not there. */
export async function buildMutantPrograms(root: string): Promise<MutantPrograms> {
  const parent = path.join(root, ".cache", "mutants");
  mkdirSync(parent, { recursive: true });
  // Runs may overlap, so each has programs of its own.
  const folder = mkdtempSync(path.join(parent, "run-"));
  const made = await execa("make", ["-s", "-C", path.join(root, mutantsFolder), `OUT=${folder}`], { reject: false, timeout: 60_000 });
  if (made.failed) throw new HostError(`cannot compile ${mutantsFolder}/front.c, which needs make and gcc: ${made.stderr.split("\n")[0] ?? ""}`);
  const script = path.join(folder, "mutate.js");
  await esbuild.build({ entryPoints: [path.join(root, mutantsFolder, "mutate.ts")], outfile: script, bundle: true, platform: "node", target: "node20.19", logLevel: "error" });
  return {
    folder,
    make: (mutant, runtime) => {
      const program = path.join(folder, mutant?.name ?? "unchanged");
      copyFileSync(path.join(folder, "front"), program);
      const commands = mutant === null ? [] : (mutant.commands ?? changing);
      writeFileSync(`${program}.plan`, `${[runtime, commands.join(" "), process.execPath, script].join("\n")}\n`);
      writeFileSync(`${program}.json`, JSON.stringify({ runtime, mutation: mutant }));
      return program;
    },
  };
}
