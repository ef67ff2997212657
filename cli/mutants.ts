/**
 * Shows that the suite can fail: stubs pass nothing, and each mutant is caught where its entry says.
 *
 *   npm run mutants -- --help
 */
import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Command, CommanderError } from "commander";
import { projectRoot } from "../reports/model/project-root.ts";
import { sortedJson } from "../reports/model/sorted-json.ts";
import { probeHost } from "../steps/domain/host-features.ts";
import { exitCodeOf, HostError, UsageError } from "./failure.ts";
import { identify } from "./identify.ts";
import { interruptible } from "./interrupt.ts";
import { loadMutants, parseShare, sample, stubs, suiteScenarios, type Mutant } from "./mutant-list.ts";
import { tryMutants, tryStub, type Lab, type StubTrial } from "./mutant-lab.ts";
import { buildMutantPrograms } from "./mutant-programs.ts";
import { rateLines, stubLine, trialLine, tableOf } from "./mutant-text.ts";
import { problemOf, type Trial } from "./mutant-trial.ts";
import { suggestion } from "./nearest.ts";
import { defaultParallel, examples } from "./options.ts";
import { outputFolder } from "./output.ts";
import { chooseRuntime } from "./runtime-argument.ts";
import { listScenarios, type ListedScenario } from "./scenarios.ts";
import { suiteIdentity } from "./suite-identity.ts";

interface Options {
  readonly runtime?: string;
  readonly skip: readonly string[];
  readonly sample?: string;
  readonly seed?: string;
  readonly only?: readonly string[];
  readonly full?: boolean;
  readonly parallel: string;
  readonly witnesses: string;
  readonly out: string;
}

/** The runtime of mutants that can be made around any. */
const usualRuntime = "runc";

async function run(options: Options, interrupt: AbortSignal): Promise<number> {
  const root = projectRoot();
  const scenarios = listScenarios(root);
  const suite = await suiteIdentity(root);
  const choice = choose(loadMutants(root, scenarios), scenarios, options, suite.commit.replace(/-dirty$/, ""));
  const witnesses = options.full === true ? null : count("--witnesses", options.witnesses, 0);
  const out = outputFolder("--out", options.out);
  const lab: Lab = {
    root, suite, scenarios, out, interrupt, parallel: count("--parallel", options.parallel), say: (line) => console.log(line),
    host: await probeHost(), programs: await buildMutantPrograms(root),
  };
  try {
    const trials: Trial[] = [];
    for (const [runtime, mutants] of byRuntime(choice.mutants, options.runtime)) {
      trials.push(...await tryAround(lab, runtime, options.runtime === undefined && runtime !== usualRuntime, mutants, witnesses));
    }
    const passed: StubTrial[] = [];
    for (const name of choice.stubs) {
      if (interrupt.aborted) break;
      const stub = await tryStub(lab, name, choice.ofStubs);
      console.log(stubLine(stub));
      passed.push(stub);
    }
    if (interrupt.aborted) {
      console.error("lacuna: interrupted; nothing is proven");
      return 1;
    }
    return conclude({ options, out, trials, passed, suite });
  } finally {
    rmSync(lab.programs.folder, { recursive: true, force: true });
  }
}

/** @param optional whether a runtime that is not there is no mistake of the caller's, but leaves its mutants untested */
async function tryAround(lab: Lab, runtime: string, optional: boolean, mutants: readonly Mutant[], witnesses: number | null): Promise<readonly Trial[]> {
  try {
    return await tryMutants(lab, await identify(chooseRuntime(runtime, lab.root)), mutants, witnesses, (trial) => console.log(trialLine(trial)));
  } catch (error) {
    if (!optional || !(error instanceof HostError || error instanceof UsageError)) throw error;
    const trials = mutants.map((mutant): Trial => ({ mutant, runtime, fate: { kind: "untestable", why: error.message }, changed: [], others: 0 }));
    for (const trial of trials) console.log(trialLine(trial));
    return trials;
  }
}

function conclude({ options, out, trials, passed, suite }: { readonly options: Options; readonly out: string; readonly trials: readonly Trial[]; readonly passed: readonly StubTrial[]; readonly suite: Lab["suite"] }): number {
  writeFileSync(path.join(out, "mutants.json"), sortedJson({ suite, trials, stubs: passed }));
  writeFileSync(path.join(out, "mutants.md"), tableOf(trials, passed));
  for (const line of rateLines(trials)) console.log(line);
  const wrong = trials.filter((trial) => problemOf(trial) !== null).length + passed.filter((stub) => stub.passed.length > 0).length;
  console.log(`${trials.filter(({ fate }) => fate.kind === "caught").length} of ${trials.length} mutants caught, ${trials.filter(({ fate }) => fate.kind === "untestable").length} untestable here; ${wrong} not as expected (${path.join(options.out, "mutants.md")})`);
  return wrong > 0 ? 1 : 0;
}

interface Choice {
  readonly mutants: readonly Mutant[];
  readonly stubs: readonly string[];
  /** What stubs are run on. */
  readonly ofStubs: readonly ListedScenario[];
}

/** What the options ask for. @throws {UsageError} A name is not there. */
function choose(all: readonly Mutant[], scenarios: readonly ListedScenario[], { only, runtime, skip, sample: part, seed: given }: Options, commit: string): Choice {
  const stubNames = stubs.map((stub) => stub.name);
  const ofStubs = suiteScenarios(scenarios);
  if (only !== undefined) {
    const names = [...all.map(({ name }) => name), ...stubNames];
    for (const name of only) {
      if (!names.includes(name)) throw new UsageError(`--only: no mutant is called "${name}"${suggestion(name, names)}`);
    }
    return { mutants: all.filter(({ name }) => only.includes(name)), stubs: stubNames.filter((name) => only.includes(name)), ofStubs };
  }
  const mutants = all.filter((mutant) => (runtime === undefined || mutant.runtime === undefined || mutant.runtime === runtime) && !skip.includes(mutant.runtime ?? usualRuntime));
  if (part === undefined) return { mutants, stubs: stubNames, ofStubs };
  const seed = given ?? commit;
  const share = parseShare(part);
  console.log(`${part} of the mutants and of the stubs' scenarios, chosen by --seed ${seed}`);
  return { mutants: sample(mutants, ({ name }) => name, share, seed), stubs: stubNames, ofStubs: sample(ofStubs, ({ id }) => id, share, seed) };
}

/** @param runtime what all are to be made around; without it each is made around its own, or the usual one */
function byRuntime(mutants: readonly Mutant[], runtime: string | undefined): ReadonlyMap<string, readonly Mutant[]> {
  const groups = new Map<string, Mutant[]>();
  for (const mutant of mutants) {
    const name = runtime ?? mutant.runtime ?? usualRuntime;
    groups.set(name, [...(groups.get(name) ?? []), mutant]);
  }
  return groups;
}

function count(flag: string, text: string, least = 1): number {
  if (!/^\d{1,4}$/.test(text) || Number(text) < least) throw new UsageError(`${flag} "${text}" is no number; right would be a whole number from ${least}`);
  return Number(text);
}

async function main(): Promise<number> {
  const command = new Command("npm run mutants --").description("show that the suite can fail: on stubs that do nothing, and on mutants that break one behaviour each")
    .option("--runtime <name>", "only mutants that can be made around this runtime, and these around it: NAME, NAME=PATH or NAME@VERSION")
    .option("--skip <name...>", "no mutants of these runtimes", [])
    .option("--sample <i/n>", "only this share of the mutants, and of the scenarios for the stubs, chosen by the seed")
    .option("--seed <text>", "what the sample is chosen by; the commit unless it is given")
    .option("--only <name...>", "only these mutants and stubs")
    .option("--witnesses <n>", "how many other scenarios each mutant runs", "24")
    .option("--full", "each mutant runs every scenario")
    .option("--parallel <n>", "scenarios at once", String(defaultParallel))
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
