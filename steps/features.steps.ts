import { Then, When } from "@cucumber/cucumber";
import { linesOf } from "./domain/container.ts";
import { featuresFaults } from "./domain/documents.ts";
import { askFeatures, capabilitiesLacking, listsAnnotation, runEachHook, undefinedProperties } from "./domain/features-document.ts";
import { type Trial, tryEach } from "./domain/features-trial.ts";
import { readHookLog } from "./domain/hooks-recorder.ts";
import { isList, type Json, textOf, valueAt } from "./domain/json.ts";
import { jsonOutput, printedLine } from "./domain/observe.ts";
import { wordsOf } from "./domain/call.ts";
import type { SuiteWorld } from "./world.ts";

const trials = new WeakMap<SuiteWorld, Trial>();

async function runTrial(world: SuiteWorld, at: string, without: string, path: string, template: string): Promise<void> {
  const trial = await tryEach(world.scenario, world.draft, { at, without: wordsOf(without) }, { path, template: JSON.parse(template) as Json });
  trials.set(world, trial);
  world.container = trial.operation.container;
  world.operation = trial.operation;
}

/** Asserts on what was tried; a runtime that lists nothing is recorded as such. */
function checkTrial(world: SuiteWorld, what: string, as: "unknown" | "refused"): void {
  const trial = trials.get(world);
  if (trial === undefined) throw new Error("nothing was tried: a When must come first");
  const { run } = world.operation;
  if (trial.items.length === 0) return world.scenario.checks.record("listed", "nothing");
  world.scenario.checks.equal({ what: `${what} of ${trial.items.length}`, as, expected: "", actual: trial[as].join(" "), run });
}

When("the runtime runs containers with each of its features' {json path} in their {json path}:", async function (this: SuiteWorld, at: string, path: string, template: string) {
  await runTrial(this, at, "", path, template);
});

When("the runtime runs containers with each of its features' {json path} but {string} in their {json path}:", async function (this: SuiteWorld, at: string, without: string, path: string, template: string) {
  await runTrial(this, at, without, path, template);
});

Then("the runtime knows each of them", function (this: SuiteWorld) {
  checkTrial(this, "what it does not know", "unknown");
});

Then("the runtime takes each of them", function (this: SuiteWorld) {
  checkTrial(this, "what it refuses", "refused");
});

Then("the process has each of these capabilities that the suite has", async function (this: SuiteWorld) {
  const { features } = await askFeatures(this.scenario, this.draft);
  const { line, timedOut } = await printedLine(this.scenario, this.container, null);
  this.scenario.checks.equal({ what: `what the process lacks (it has ${line ?? "nothing"})`, as: "lacking", expected: "", actual: line === null ? null : capabilitiesLacking(features, line).join(" "), run: this.lastOperation?.run, timedOut });
});

When("the runtime carries a container with a hook at each point of its features through its life", async function (this: SuiteWorld) {
  const { operation, points } = await runEachHook(this.scenario, this.draft);
  this.container = operation.container;
  this.operation = operation;
  this.scenario.checks.note("points", points.join(" "));
});

Then("a hook ran at each of these points", function (this: SuiteWorld) {
  const expected = String(this.scenario.checks.observations["points"]);
  const ran = readHookLog(this.container.bundle.rootfs).map(({ point }) => point);
  this.scenario.checks.equal({ what: "points at which a hook ran", as: "ran", expected, actual: expected.split(" ").filter((point) => ran.includes(point)).join(" "), run: this.operation.run });
});

Then("the output fits the specification's schema of features", function (this: SuiteWorld) {
  const { run } = this.operation;
  this.scenario.checks.equal({ what: "what in the features does not fit their schema", as: "faults", expected: null, actual: featuresFaults(jsonOutput(run)), run });
});

Then("the output has no property that the specification does not define in the version at {json path}", function (this: SuiteWorld, path: string) {
  const { run } = this.operation;
  const features = jsonOutput(run);
  const version = textOf(valueAt(features, path)) ?? "";
  this.scenario.checks.equal({ what: `properties that version "${version}" does not define`, as: "undefined", expected: "", actual: undefinedProperties(features, version).join(" "), run });
});

Then("the runtime's features have the {json path} {string}, or the process does not print {string}", async function (this: SuiteWorld, path: string, expected: string, telling: string) {
  const { features, run } = await askFeatures(this.scenario, this.draft);
  const printed = linesOf(this.container).includes(telling);
  const actual = textOf(valueAt(features, path));
  this.scenario.checks.holds({ what: `features' ${path}`, as: path, condition: actual === expected || !printed, expected: printed ? expected : "anything", actual, run });
  this.scenario.checks.note("exit", this.operation.run.exit);
});

Then("the runtime's features do not have the {json path} {string}, or the process prints {string}", async function (this: SuiteWorld, path: string, telling: string, expected: string) {
  const { features, run } = await askFeatures(this.scenario, this.draft);
  const line = linesOf(this.container).at(-1) ?? null;
  const told = textOf(valueAt(features, path)) === telling;
  this.scenario.checks.holds({ what: `what the process prints, of a runtime whose ${path} is ${told ? "" : "not "}"${telling}"`, as: "printed", condition: !told || line === expected, expected: told ? expected : "anything", actual: line, run });
  this.scenario.checks.note("exit", this.operation.run.exit);
});

Then("the runtime's features list the annotation {string}, or the process prints {string}", async function (this: SuiteWorld, annotation: string, expected: string) {
  const { features, run } = await askFeatures(this.scenario, this.draft);
  const unchanged = linesOf(this.container).includes(expected);
  this.scenario.checks.holds({ what: `whether the features list the annotation ${annotation}`, as: "listed", condition: unchanged || listsAnnotation(features, annotation), expected: unchanged ? "anything" : "listed", actual: listsAnnotation(features, annotation), run });
  this.scenario.checks.note("exit", this.operation.run.exit);
});

Then("the runtime tells the same features where the host's {string} is hidden", async function (this: SuiteWorld, mount: string) {
  const { run } = this.operation;
  const hidden = await askFeatures(this.scenario, this.draft, [mount]);
  this.scenario.checks.equal({ what: `whether the features are the same without ${mount}`, as: "same", expected: true, actual: JSON.stringify(jsonOutput(run)) === JSON.stringify(hidden.features), run: hidden.run });
});

Then("the output's {json path} hold(s) nothing but what is at {json path}", function (this: SuiteWorld, path: string, other: string) {
  const { run } = this.operation;
  const features = jsonOutput(run);
  const [some, all] = [valueAt(features, path), valueAt(features, other)];
  if (!isList(some)) return this.scenario.checks.record("listed", "nothing");
  const others = some.filter((item) => !isList(all) || !all.includes(item)).map(textOf).join(" ");
  this.scenario.checks.equal({ what: `what else the list at the output's ${path} holds`, as: "others", expected: "", actual: others, run });
});
