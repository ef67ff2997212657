/** The whole of a soak: what is made before, the steps, and what is there after. */

import { setTimeout as delay } from "node:timers/promises";
import { Journal } from "./journal.ts";
import { Life, type Lab } from "./life.ts";
import { takeSample, type Sample } from "./memory.ts";
import { makeNetworks, networkName, serve } from "./network.ts";
import type { Options } from "./options.ts";
import { memorySizesMiB, planSoak, type Step } from "./plan.ts";
import { takeStep } from "./step.ts";
import { differences, takeTraces } from "./traces.ts";
import { Vrun } from "./vrun.ts";
import { lastingScript, makeParentCgroups, token, Workspace } from "./workspace.ts";

const progressMs = 10_000;
const samples = 120;
const sampleMsLeast = 5_000;
const sampleMsMost = 30_000;
const endTimeoutMs = 60_000;
const pollMs = 500;

/** Why no more steps were begun. */
export type Ending = "all steps were taken" | "the time was over" | "it was interrupted";

export interface Result {
  readonly version: string;
  readonly ending: Ending;
  readonly steps: { readonly planned: number; readonly taken: number };
  readonly seconds: number;
  readonly journal: Journal;
  readonly samples: readonly Sample[];
  /** What is not as it was before. */
  readonly left: readonly string[];
}

/** The step that what is done before and after all others belongs to. */
const noStep: Step = {
  number: 0, shape: "create", containers: 1, network: false, memoryMiB: 0, execs: [], lastingExecs: [],
  pauses: false, updates: false, asks: false, end: "force", fault: null,
};

/**
 * Soaks vrun in the namespaces that the caller has made for it.
 *
 * @param stop Aborted when no more steps are to begin.
 * @param say Gets lines of progress.
 * @throws when it cannot begin: vrun cannot make a container at all, or the host lacks something.
 */
export async function soak(options: Options, stop: AbortSignal, say: (line: string) => void): Promise<Result> {
  const networks = Array.from({ length: options.parallel }, (_, slot) => networkName(slot));
  makeNetworks(options.parallel);
  const server = await serve();
  makeParentCgroups();
  const journal = new Journal(({ step, operation, fault, observed }) => say(`step ${step}, ${operation}${fault === "" ? "" : ` after ${fault}`}: ${observed}`));
  const lab: Lab = { vrun: new Vrun(options.vrun), workspace: new Workspace(options.vrun), journal, lasting: `${token}-lasting` };
  const version = (await lab.vrun.run(["--version"])).stdout.split("\n")[0] ?? "";
  await warmUp(lab, say);
  const before = takeTraces(networks);
  const began = performance.now();
  const seconds = (): number => (performance.now() - began) / 1000;
  const lasting = await startLasting(lab);
  const taken: Sample[] = [];
  const sample = (): void => void taken.push(takeSample(lab.lasting, seconds(), journal.lastingExecs));
  sample();
  const sampling = setInterval(sample, Math.max(sampleMsLeast, Math.min(sampleMsMost, (options.minutes * 60_000) / samples)));
  const plan = planSoak(options);
  const progress = setInterval(() => say(progressLine(options, journal, seconds())), progressMs);
  const steps = [...plan];
  const isOver = (): boolean => seconds() > options.minutes * 60;
  let begun = 0;
  const work = async (slot: number): Promise<void> => {
    for (let step = steps.shift(); step !== undefined; step = steps.shift()) {
      if (stop.aborted || isOver()) return;
      begun += 1;
      await takeStep(lab, step, slot);
    }
  };
  await Promise.all(networks.map((_, slot) => work(slot)));
  clearInterval(progress);
  clearInterval(sampling);
  sample();
  const spent = seconds();
  say(progressLine(options, journal, spent));
  await lasting.remove(lab.lasting);
  const left = await differencesInTheEnd(before, networks);
  server.close();
  const ending = begun === plan.length ? "all steps were taken" : stop.aborted ? "it was interrupted" : "the time was over";
  return { version, ending, steps: { planned: plan.length, taken: begun }, seconds: spent, journal, samples: taken, left };
}

/** Has the templates made that the steps start from, which stay. */
async function warmUp(lab: Lab, say: (line: string) => void): Promise<void> {
  for (const memoryMiB of memorySizesMiB) {
    say(`making a template for containers ${memoryMiB === 0 ? "without a limit of memory" : `of ${memoryMiB} MiB`}`);
    const id = `${token}-warm-${memoryMiB}`;
    const bundle = lab.workspace.bundle(id, { args: ["sh", "-c", lastingScript], memoryMiB });
    for (const args of [["create", "--bundle", bundle, id], ["start", id], ["exec", id, "true"], ["delete", "--force", id]]) {
      const { status, stderr } = await lab.vrun.run(args);
      if (status !== 0) throw new Error(`vrun ${args[0]} failed before anything was done to it: ${stderr.trim()}`);
    }
  }
}

async function startLasting(lab: Lab): Promise<Life> {
  const life = new Life(lab, noStep, 0);
  const bundle = lab.workspace.bundle(lab.lasting, { args: ["sh", "-c", lastingScript], memoryMiB: 0 });
  await life.operate("create", lab.lasting, ["create", "--bundle", bundle, lab.lasting]);
  await life.start(lab.lasting);
  return life;
}

/** What is not as before, once all that ends by itself has had the time to. */
async function differencesInTheEnd(before: ReturnType<typeof takeTraces>, networks: readonly string[]): Promise<readonly string[]> {
  const look = (): readonly string[] => differences(before, takeTraces(networks));
  for (const deadline = Date.now() + endTimeoutMs; look().length > 0 && Date.now() < deadline; ) await delay(pollMs);
  return look();
}

function progressLine({ containers, execs, minutes }: Options, journal: Journal, seconds: number): string {
  const time = (all: number): string => `${String(Math.floor(all / 60)).padStart(2, "0")}:${String(Math.floor(all % 60)).padStart(2, "0")}`;
  const injected = Object.values(journal.faultFigures()).reduce((sum, figures) => sum + figures.injected, 0);
  const expected = journal.failures.length - journal.unexpected.length;
  const done = `${journal.containers} of ${containers} containers, ${journal.execs} of ${execs} execs`;
  return `${time(seconds)} of ${time(minutes * 60)}, ${done}, ${injected} killed or frozen, ${expected} failures for that, ${journal.unexpected.length} unexpected`;
}
