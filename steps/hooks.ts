import { After, AfterAll, Before, BeforeStep, setDefaultTimeout, setDefinitionFunctionWrapper, setWorldConstructor, Status } from "@cucumber/cucumber";
import { gate } from "./domain/gate.ts";
import { cleanUpWhenInterrupted, isInterrupted, setCurrentScenario } from "./domain/interrupt.ts";
import { reportOf, SCENARIO_MEDIA_TYPE } from "./domain/report.ts";
import { loadRunDescription } from "./domain/run-description.ts";
import { openSuite, Scenario, type Suite } from "./domain/scenario.ts";
import { SuiteWorld } from "./world.ts";

let suite: Suite | null = null;
/** Removes the folder of the scenario before. */
let removal = Promise.resolve();

type Definition = (this: unknown, ...parameters: unknown[]) => unknown;

setWorldConstructor(SuiteWorld);
setDefaultTimeout(300_000);
cleanUpWhenInterrupted();

// Cucumber hands hooks an error's text only; the report needs what was observed. And it knows no end but the last
// scenario's: a step that an interrupt comes before never begins.
setDefinitionFunctionWrapper((definition: Definition) => async function (this: unknown, ...parameters: unknown[]): Promise<unknown> {
  if (isInterrupted()) return new Promise(() => {});
  try {
    return await definition.apply(this, parameters);
  } catch (error) {
    if (this instanceof SuiteWorld) this.failure = error;
    throw error;
  }
});

Before(async function (this: SuiteWorld, { pickle }) {
  if (suite?.launcher.ended === true) {
    await removal;
    suite = null;
  }
  suite ??= openSuite(loadRunDescription());
  this.scenario = new Scenario(suite, `${pickle.uri}:${pickle.location?.line ?? 0}`);
  setCurrentScenario(this.scenario);
  this.scenario.barred = gate(suite.description, pickle.tags.map((tag) => tag.name));
  return this.scenario.barred === null ? undefined : "skipped";
});

BeforeStep(function (this: SuiteWorld, { pickleStep }) {
  this.step = pickleStep.text;
});

After(async function (this: SuiteWorld, { result }) {
  if (!this.hasScenario) return;
  await removal;
  const failed = result !== undefined && result.status !== Status.PASSED && result.status !== Status.SKIPPED;
  const report = reportOf(this.scenario, {
    draft: this.draft,
    step: this.step,
    stepFailure: failed ? (this.failure ?? result.message ?? result.status) : null,
    unexamined: this.examined ? null : this.lastOperation,
    ending: await this.scenario.end(),
  });
  this.attach(JSON.stringify(report.document), SCENARIO_MEDIA_TYPE);
  removal = this.scenario.discard();
  setCurrentScenario(null);
  if (report.late !== null) throw report.late;
});

AfterAll(async () => removal);
