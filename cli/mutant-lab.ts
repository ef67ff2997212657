import path from "node:path";
import type { Suite } from "../reports/model/results.ts";
import { featuresFor, probeHost } from "../steps/domain/host-features.ts";
import type { HostFeatures } from "../steps/domain/run-description.ts";
import { identify, type IdentifiedRuntime } from "./identify.ts";
import { mutantsFolder, suiteScenarios, witnesses, type Mutant } from "./mutant-list.ts";
import { buildMutantPrograms, type MutantPrograms } from "./mutant-programs.ts";
import { getsThrough, judge, judges, verdictsOf, type Trial, type Verdicts } from "./mutant-trial.ts";
import { chooseRuntime, genericProfile } from "./runtime-argument.ts";
import type { ListedScenario } from "./scenarios.ts";
import { runSuite } from "./suite-run.ts";

export interface LabOptions {
  readonly root: string;
  readonly suite: Suite;
  readonly scenarios: readonly ListedScenario[];
  /** The sound runtime, as `--runtime` names it. */
  readonly runtime: string;
  readonly out: string;
  /** Mutants at once. */
  readonly parallel: number;
  /** How many scenarios each mutant runs beside the one named for it; null for all. */
  readonly witnesses: number | null;
}

export interface StubTrial {
  readonly name: string;
  readonly ran: number;
  /** Ids of scenarios that it got through; none is right. */
  readonly passed: readonly string[];
}

/** What a stub does not say at once it never says. */
const stubTimeoutsMs = { output: 200, ending: 200 };
/** Candidates for witnesses beyond those needed: some cannot run here. */
const spare = 2;

/** Runs the suite on a sound runtime and on broken ones. Owns the folder of their programs, which the caller removes. */
export class MutantLab {
  readonly #options: LabOptions;
  readonly #interrupt: AbortSignal;
  readonly #runtime: IdentifiedRuntime;
  readonly #features: HostFeatures;
  readonly #programs: MutantPrograms;

  private constructor(options: LabOptions, interrupt: AbortSignal, runtime: IdentifiedRuntime, features: HostFeatures, programs: MutantPrograms) {
    this.#options = options;
    this.#interrupt = interrupt;
    this.#runtime = runtime;
    this.#features = features;
    this.#programs = programs;
  }

  /** @throws {UsageError} No such runtime. @throws {HostError} It does not run here. */
  static async open(options: LabOptions, interrupt: AbortSignal): Promise<MutantLab> {
    const runtime = await identify(chooseRuntime(options.runtime, options.root));
    return new MutantLab(options, interrupt, runtime, featuresFor(runtime.profile, await probeHost()), await buildMutantPrograms(options.root));
  }

  get folder(): string {
    return this.#programs.folder;
  }

  /** The sound runtime, for people. */
  get title(): string {
    return `${this.#runtime.profile.name} ${this.#runtime.version}`;
  }

  /** Tries each mutant on the scenario named for it and on the witnesses. */
  async try(mutants: readonly Mutant[], onTrial: (trial: Trial) => void): Promise<readonly Trial[]> {
    if (mutants.length === 0) return [];
    const { scenarios, witnesses: wanted } = this.#options;
    const candidates = suiteScenarios(scenarios);
    const named = new Set(mutants.map((mutant) => mutant.caughtBy));
    const others = wanted === null ? candidates : witnesses(candidates.filter(isQuick), wanted * spare);
    const chosen = scenarios.filter((scenario) => named.has(scenario.id) || others.includes(scenario));
    const sound = await this.#run("unchanged", this.#around(null), chosen, this.#options.parallel);
    const kept = others.filter(({ id }) => judges(sound.get(id))).slice(0, wanted ?? others.length);
    return this.#sideBySide(mutants, async (mutant) => {
      const started = Date.now();
      const own = scenarios.filter((scenario) => scenario.id === mutant.caughtBy || kept.includes(scenario));
      const seen = await this.#run(mutant.name, this.#around(mutant), own, 1);
      const trial = { mutant, ...judge(mutant, sound, seen), durationMs: Date.now() - started };
      onTrial(trial);
      return trial;
    });
  }

  /** Runs the whole suite on stubs. */
  async stub(names: readonly string[], onStub: (stub: StubTrial) => void): Promise<readonly StubTrial[]> {
    const { root, scenarios, parallel } = this.#options;
    const done: StubTrial[] = [];
    for (const name of names) {
      if (this.#interrupt.aborted) break;
      const program = path.join(root, mutantsFolder, "stubs", name);
      const profile = genericProfile(name, program);
      const runtime: IdentifiedRuntime = {
        profile: { ...profile, timeoutsMs: { ...profile.timeoutsMs, ...stubTimeoutsMs } }, path: program, version: "unknown", specVersion: null, sha256: null, accelerator: null,
      };
      const seen = await this.#run(name, runtime, suiteScenarios(scenarios), parallel);
      const stub = { name, ran: [...seen.values()].filter(judges).length, passed: [...seen].filter(([, result]) => getsThrough(result)).map(([id]) => id).sort() };
      onStub(stub);
      done.push(stub);
    }
    return done;
  }

  /** The sound runtime behind a mutant's program. Its profile, version and expectations stay. */
  #around(mutant: Mutant | null): IdentifiedRuntime {
    return { ...this.#runtime, path: this.#programs.make(mutant, this.#runtime.path) };
  }

  async #run(name: string, runtime: IdentifiedRuntime, chosen: readonly ListedScenario[], parallel: number): Promise<Verdicts> {
    const { root, suite, scenarios, out } = this.#options;
    const results = await runSuite({
      root, suite, runtime, features: this.#features, all: scenarios, chosen, parallel, shard: null, selection: null, directory: path.join(out, "runs", name), verbose: false,
    }, () => {}, this.#interrupt);
    return verdictsOf(results);
  }

  /** Does a piece of work for each item, some at once, and returns what came out in the items' order. */
  async #sideBySide<T, U>(items: readonly T[], work: (item: T) => Promise<U>): Promise<readonly U[]> {
    const results = new Map<T, U>();
    const waiting = [...items];
    const worker = async (): Promise<void> => {
      for (let item = waiting.shift(); item !== undefined && !this.#interrupt.aborted; item = waiting.shift()) results.set(item, await work(item));
    };
    await Promise.all(Array.from({ length: this.#options.parallel }, worker));
    return items.flatMap((item) => (results.has(item) ? [results.get(item) as U] : []));
  }
}

/** Scenarios of container managers start engines, which takes seconds. */
function isQuick({ tags }: ListedScenario): boolean {
  return !tags.some((tag) => /^@needs:(docker|podman|containerd|criu|checkpoint)$/.test(tag));
}
