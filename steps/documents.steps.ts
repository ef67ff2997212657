import { defineParameterType, Then, When } from "@cucumber/cucumber";
import { readlinkSync } from "node:fs";
import { join } from "node:path";
import { addChanges } from "./domain/bundle.ts";
import { prepareContainer, queryState } from "./domain/container.ts";
import { compareVersions, isVersion, stateFaults } from "./domain/documents.ts";
import { readHookLog } from "./domain/hooks-recorder.ts";
import { isList, textOf, valueAt } from "./domain/json.ts";
import { jsonOutput, namespaceOf, stateText } from "./domain/observe.ts";
import { operate } from "./domain/operation.ts";
import { type NamedOperation, namedOperations, withoutBundle, withoutId } from "./domain/omitted-id.ts";
import type { SuiteWorld } from "./world.ts";
import { readText } from "./domain/written-files.ts";

defineParameterType({ name: "named operation", regexp: new RegExp(namedOperations.join("|")), transformer: (text: string): NamedOperation => text as NamedOperation });

When("the runtime is asked to {named operation} without an id", async function (this: SuiteWorld, name: NamedOperation) {
  const { action, sound } = withoutId(name);
  this.operation = await operate(this.scenario, this.container, action, sound);
});

When("the runtime is asked to create without a bundle", async function (this: SuiteWorld) {
  const { action, sound } = withoutBundle();
  this.operation = await operate(this.scenario, this.container, action, sound);
});

When("the runtime runs the container with its features' {json path} as the ociVersion", async function (this: SuiteWorld, path: string) {
  const asked = await this.scenario.runtime.perform(prepareContainer(this.scenario, this.draft).target, { kind: "features" });
  const version = textOf(valueAt(jsonOutput(asked), path));
  this.scenario.checks.holds({ what: `features' ${path}`, as: path, condition: isVersion(version), expected: "a version number", actual: version, run: asked });
  this.draft = addChanges(this.draft, [{ kind: "patch", patch: { ociVersion: version } }]);
  this.container = prepareContainer(this.scenario, this.draft);
  this.operation = await operate(this.scenario, this.container, { kind: "run" });
});

Then("the output's version number at {json path} is at least that at {json path}", function (this: SuiteWorld, newer: string, older: string) {
  const { run } = this.operation;
  const [newest, oldest] = [newer, older].map((path) => textOf(valueAt(jsonOutput(run), path)));
  const ordered = compareVersions(newest ?? null, oldest ?? null);
  this.scenario.checks.holds({ what: `versions (${oldest ?? "none"} to ${newest ?? "none"})`, as: "ordered", condition: ordered !== null && ordered >= 0, expected: "in order", actual: ordered === null ? "no versions" : ordered >= 0 });
});

Then("the output's {json path} hold(s) nothing but {string}", function (this: SuiteWorld, path: string, words: string) {
  const { run } = this.operation;
  const list = valueAt(jsonOutput(run), path);
  const others = isList(list) ? list.filter((item) => !words.split(" ").some((word) => word === item)).map(textOf).join(" ") : null;
  this.scenario.checks.equal({ what: `what else the list at the output's ${path} holds`, as: "others", expected: "", actual: others, run });
});

Then("the output's {json path} hold(s) none of {string}", function (this: SuiteWorld, path: string, words: string) {
  const { run } = this.operation;
  const list = valueAt(jsonOutput(run), path);
  const held = isList(list) ? list.filter((item) => words.split(" ").some((word) => word === item)).map(textOf).join(" ") : null;
  this.scenario.checks.equal({ what: `what the list at the output's ${path} should not hold`, as: "held", expected: "", actual: held, run });
});

Then("the output has a version number at {json path}", function (this: SuiteWorld, path: string) {
  const { run } = this.operation;
  const actual = textOf(valueAt(jsonOutput(run), path));
  this.scenario.checks.holds({ what: `output's ${path}`, as: path, condition: isVersion(actual), expected: "a version number", actual, run });
});

Then("the state's {json path} is a version number", async function (this: SuiteWorld, path: string) {
  const { run, text } = await stateText(this.scenario, this.container, path);
  this.scenario.checks.holds({ what: `state's ${path}`, as: path, condition: isVersion(text), expected: "a version number", actual: text, run });
});

Then("the state fits the specification's schema", async function (this: SuiteWorld) {
  const { run, state } = await queryState(this.scenario, this.container);
  this.scenario.checks.equal({ what: "what in the state does not fit its schema", as: "faults", expected: null, actual: stateFaults(state), run });
});

Then("the state that the hook {string} read fits the specification's schema", function (this: SuiteWorld, name: string) {
  const record = readHookLog(this.container.bundle.rootfs).find((one) => one.name === name);
  this.scenario.checks.equal({ what: "what in the hook's state does not fit its schema", as: "faults", expected: null, actual: stateFaults(record?.state ?? null), run: this.lastOperation?.run });
});

Then("the state's annotation {string} is {string}", async function (this: SuiteWorld, key: string, expected: string) {
  const { run, state } = await queryState(this.scenario, this.container);
  const annotations = state?.["annotations"];
  const actual = textOf(typeof annotations === "object" && annotations !== null && !isList(annotations) ? annotations[key] : undefined);
  this.scenario.checks.equal({ what: `the state's annotation ${key}`, as: "annotation", expected, actual, run });
});

Then("the container's root has the file {string} with {string}", function (this: SuiteWorld, path: string, expected: string) {
  const actual = readText(join(this.container.bundle.rootfs, path)).trimEnd();
  this.scenario.checks.equal({ what: `the root's file ${path}`, as: "content", expected, actual, run: this.lastOperation?.run });
});

Then("the container waits in a {namespace} namespace of its own", function (this: SuiteWorld, kind: string) {
  const same = namespaceOf(this.container, kind) === readlinkSync(`/proc/self/ns/${kind}`);
  this.scenario.checks.equal({ what: `the waiting process's ${kind} namespace`, as: "namespace", expected: "its own", actual: same ? "the runtime's" : "its own", run: this.lastOperation?.run });
});
