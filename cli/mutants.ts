/**
 * Shows that the suite can fail: stubs pass nothing, and each mutant is caught where its entry says.
 *
 *   npm run mutants -- --help
 */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Command, CommanderError } from "commander";
import { projectRoot } from "../reports/model/project-root.ts";
import { sortedJson } from "../reports/model/sorted-json.ts";
import { exitCodeOf, UsageError } from "./failure.ts";
import { interruptible } from "./interrupt.ts";
import { loadMutants, parseShare, sampleMutants, stubs, type Mutant } from "./mutant-list.ts";
import { MutantLab } from "./mutant-lab.ts";
import { rateLines, stubLine, trialLine, tableOf } from "./mutant-text.ts";
import { problemOf } from "./mutant-trial.ts";
import { suggestion } from "./nearest.ts";
import { defaultParallel, examples } from "./options.ts";
import { listScenarios } from "./scenarios.ts";
import { suiteIdentity } from "./suite-identity.ts";

interface Options {
  readonly runtime: string;
  readonly sample?: string;
  readonly seed?: string;
  readonly only?: readonly string[];
  readonly full?: boolean;
  readonly parallel: string;
  readonly witnesses: string;
  readonly out: string;
}

async function run(options: Options, interrupt: AbortSignal): Promise<number> {
  const root = projectRoot();
  const scenarios = listScenarios(root);
  const suite = await suiteIdentity(root);
  const seed = options.seed ?? suite.commit;
  const { mutants, stubNames } = choose(loadMutants(root, scenarios), options, seed);
  const out = path.resolve(options.out);
  mkdirSync(out, { recursive: true });
  const lab = await MutantLab.open({ root, suite, scenarios, runtime: options.runtime, out, parallel: count("--parallel", options.parallel), witnesses: options.full === true ? null : count("--witnesses", options.witnesses) }, interrupt);
  try {
    console.log(`${mutants.length} mutants of ${lab.title}${options.sample === undefined ? "" : `, ${options.sample} of them chosen by --seed ${seed}`}`);
    const trials = await lab.try(mutants, (trial) => console.log(trialLine(trial)));
    const passed = await lab.stub(stubNames, (stub) => console.log(stubLine(stub)));
    if (interrupt.aborted) {
      console.error("lacuna: interrupted; nothing is proven");
      return 1;
    }
    writeFileSync(path.join(out, "mutants.json"), sortedJson({ runtime: lab.title, suite, trials, stubs: passed }));
    writeFileSync(path.join(out, "mutants.md"), tableOf(lab.title, trials, passed));
    for (const line of rateLines(trials)) console.log(line);
    const wrong = trials.filter((trial) => problemOf(trial) !== null).length + passed.filter((stub) => stub.passed.length > 0).length;
    console.log(`${trials.filter(({ fate }) => fate.kind === "caught").length} of ${trials.length} mutants caught, ${trials.filter(({ fate }) => fate.kind === "untestable").length} untestable here; ${wrong} not as expected (${path.join(options.out, "mutants.md")})`);
    return wrong > 0 ? 1 : 0;
  } finally {
    rmSync(lab.folder, { recursive: true, force: true });
  }
}

/** The mutants and stubs that the options ask for. @throws {UsageError} A name is not there. */
function choose(all: readonly Mutant[], options: Options, seed: string): { readonly mutants: readonly Mutant[]; readonly stubNames: readonly string[] } {
  const { only } = options;
  const stubNames = stubs.map((stub) => stub.name);
  if (only === undefined) return { mutants: options.sample === undefined ? all : sampleMutants(all, parseShare(options.sample), seed), stubNames };
  const names = [...all.map(({ name }) => name), ...stubNames];
  for (const name of only) {
    if (!names.includes(name)) throw new UsageError(`--only: no mutant is called "${name}"${suggestion(name, names)}`);
  }
  return { mutants: all.filter(({ name }) => only.includes(name)), stubNames: stubNames.filter((name) => only.includes(name)) };
}

function count(flag: string, text: string): number {
  if (!/^\d{1,4}$/.test(text) || Number(text) < 1) throw new UsageError(`${flag} "${text}" is no number; right would be a whole number above 0`);
  return Number(text);
}

async function main(): Promise<number> {
  const command = new Command("npm run mutants --").description("show that the suite can fail: on stubs that do nothing, and on mutants that break one behaviour each")
    .option("--runtime <name>", "the sound runtime: NAME, NAME=PATH or NAME@VERSION", "runc")
    .option("--sample <i/n>", "only this share of the mutants, chosen by the seed")
    .option("--seed <text>", "what the sample is chosen by; the commit unless it is given")
    .option("--only <name...>", "only these mutants and stubs")
    .option("--witnesses <n>", "how many other scenarios each mutant runs", "24")
    .option("--full", "each mutant runs every scenario")
    .option("--parallel <n>", "mutants at once", String(defaultParallel))
    .option("--out <dir>", "where mutants.json, mutants.md and the runs go", "reports/out/mutants")
    .exitOverride();
  examples(command, "npm run mutants -- --sample 1/10", "npm run mutants -- --only masked-paths-dropped");
  try {
    command.parse();
    return await interruptible((text) => console.error(`lacuna: ${text}`), (interrupt) => run(command.opts<Options>(), interrupt));
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const code = exitCodeOf(error);
    console.error(code === null && error instanceof Error ? `lacuna: this is a bug of lacuna, please report it\n${error.stack}` : `lacuna: ${error instanceof Error ? error.message : String(error)}`);
    return code ?? 70;
  }
}

void main().then((code) => { process.exitCode = code; });
