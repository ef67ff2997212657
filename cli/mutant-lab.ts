import path from "node:path";
import type { ScenarioResult, Suite } from "../reports/model/results.ts";
import { featuresFor } from "../steps/domain/host-features.ts";
import type { HostFeatures } from "../steps/domain/run-description.ts";
import type { IdentifiedRuntime } from "./identify.ts";
import { mutantsFolder, suiteScenarios, witnesses, type Mutant } from "./mutant-list.ts";
import type { MutantPrograms } from "./mutant-programs.ts";
import { roundsOf, type Assignment } from "./mutant-rounds.ts";
import { getsThrough, judge, judges, verdictsOf, type Trial, type Verdicts } from "./mutant-trial.ts";
import { genericProfile } from "./runtime-argument.ts";
import type { ListedScenario } from "./scenarios.ts";
import { runSuite } from "./suite-run.ts";

/** What all trials share. */
export interface Lab {
  readonly root: string;
  readonly suite: Suite;
  readonly scenarios: readonly ListedScenario[];
  readonly host: HostFeatures;
  readonly programs: MutantPrograms;
  readonly out: string;
  /** Scenarios at once. */
  readonly parallel: number;
  readonly interrupt: AbortSignal;
  /** Told what begins, one line. */
  readonly say: (line: string) => void;
}

export interface StubTrial {
  readonly name: string;
  readonly ran: number;
  /** Ids of scenarios that it got through; none is right. */
  readonly passed: readonly string[];
}

/** What a stub does not say at once it never says. */
const stubTimeoutsMs = { output: 200, ending: 200 };

/**
 * Tries mutants of one runtime, each on the scenario named for it and on witnesses: so many others, or all with null.
 * One run of the suite serves many mutants, each scenario in it on another.
 *
 * @param onTrial gets each trial as soon as the mutant's last scenario has run
 */
export async function tryMutants(lab: Lab, runtime: IdentifiedRuntime, mutants: readonly Mutant[], count: number | null, onTrial: (trial: Trial) => void): Promise<readonly Trial[]> {
  const assigned = new Map(mutants.map((mutant) => [mutant, scenariosOf(lab, mutant, count)]));
  const label = `${runtime.profile.name}@${runtime.version}`;
  const chosen = lab.scenarios.filter((scenario) => [...assigned.values()].some((own) => own.includes(scenario)));
  lab.say(`${mutants.length} mutants of ${label}; first the sound one: ${chosen.length} scenarios`);
  const sound = await run(lab, `${label}/sound`, { ...runtime, path: lab.programs.make(null, runtime.path) }, chosen);
  const isNamed = ({ mutant, scenario }: Assignment): boolean => scenario.id === mutant.caughtBy;
  const work = [...assigned].flatMap(([mutant, own]) => own.map((scenario) => ({ mutant, scenario })));
  const rounds = roundsOf([...work.filter(isNamed), ...work.filter((one) => !isNamed(one) && judges(sound.get(one.scenario.id)))]);
  const programs = new Map(mutants.map((mutant) => [mutant, lab.programs.make(mutant, runtime.path)]));
  const seen = new Map(mutants.map((mutant) => [mutant, new Map<string, ScenarioResult>()]));
  const trials: Trial[] = [];
  for (const [index, round] of rounds.entries()) {
    if (lab.interrupt.aborted) break;
    lab.say(`round ${index + 1} of ${rounds.length}: ${round.length} scenarios`);
    const results = await run(lab, `${label}/round-${index + 1}`, runtime, round.map(({ scenario }) => scenario), standInsOf(round, programs));
    for (const { mutant, scenario } of round) {
      const result = results.get(scenario.id);
      if (result !== undefined) seen.get(mutant)?.set(scenario.id, result);
    }
    const later = new Set(rounds.slice(index + 1).flat().map(({ mutant }) => mutant));
    for (const mutant of new Set(round.map((one) => one.mutant))) {
      if (later.has(mutant)) continue;
      const trial = { mutant, runtime: label, ...judge(mutant, sound, seen.get(mutant) ?? new Map()) };
      onTrial(trial);
      trials.push(trial);
    }
  }
  return trials.sort((a, b) => mutants.indexOf(a.mutant) - mutants.indexOf(b.mutant));
}

/** The scenarios that a mutant is run on. */
function scenariosOf({ scenarios }: Lab, mutant: Mutant, count: number | null): readonly ListedScenario[] {
  const others = suiteScenarios(scenarios).filter(({ id }) => id !== mutant.caughtBy);
  const chosen = count === null ? others : witnesses(others.filter(isQuick), count, mutant.name);
  return scenarios.filter((scenario) => scenario.id === mutant.caughtBy || chosen.includes(scenario));
}

function standInsOf(round: readonly Assignment[], programs: ReadonlyMap<Mutant, string>): Readonly<Record<string, string>> {
  return Object.fromEntries(round.map(({ mutant, scenario }) => [`${scenario.uri}:${scenario.line}`, programs.get(mutant) ?? ""]));
}

/** Runs scenarios on a stub, which must get through none of them. */
export async function tryStub(lab: Lab, name: string, chosen: readonly ListedScenario[]): Promise<StubTrial> {
  const program = path.join(lab.root, mutantsFolder, "stubs", name);
  const profile = genericProfile(name, program);
  const runtime: IdentifiedRuntime = {
    profile: { ...profile, timeoutsMs: { ...profile.timeoutsMs, ...stubTimeoutsMs } }, path: program, version: "unknown", specVersion: null, sha256: null, accelerator: null,
  };
  lab.say(`the stub ${name}: ${chosen.length} scenarios`);
  const seen = await run(lab, name, runtime, chosen);
  return { name, ran: [...seen.values()].filter(judges).length, passed: [...seen].filter(([, result]) => getsThrough(result)).map(([id]) => id).sort() };
}

async function run(lab: Lab, name: string, runtime: IdentifiedRuntime, chosen: readonly ListedScenario[], standIns: Readonly<Record<string, string>> = {}): Promise<Verdicts> {
  const { root, suite, scenarios, host, parallel, out, interrupt } = lab;
  const results = await runSuite({
    root, suite, runtime, features: featuresFor(runtime.profile, host), all: scenarios, chosen, parallel, shard: null, selection: null,
    directory: path.join(out, "runs", name), verbose: false, standIns,
  }, () => {}, interrupt);
  return verdictsOf(results);
}

/** Checkpoints take seconds. */
function isQuick({ tags }: ListedScenario): boolean {
  return !tags.some((tag) => /^@needs:(criu|checkpoint)$/.test(tag));
}
