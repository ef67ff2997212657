import { type DataTable, Then } from "@cucumber/cucumber";
import { executedLine } from "./domain/answers.ts";
import { stderrOf, stdoutOf } from "./domain/command.ts";
import { awaitEnding, endingText } from "./domain/container.ts";
import { isList, isObject, textOf, valueAt } from "./domain/json.ts";
import { expand, jsonOutput, observedSetting, printedLine, stateText } from "./domain/observe.ts";
import type { SuiteWorld } from "./world.ts";

Then("the process prints {string}", async function (this: SuiteWorld, expected: string) {
  const printed = await printedLine(this.scenario, this.container, expected);
  this.scenario.checks.equal({ what: "what the process prints", as: "printed", expected, actual: printed.line, run: this.lastOperation?.run, timedOut: printed.timedOut });
});

Then("the process does not print {string}", async function (this: SuiteWorld, unwanted: string) {
  await awaitEnding(this.scenario, this.container);
  const printed = await printedLine(this.scenario, this.container, unwanted);
  this.scenario.checks.holds({ what: "what the process prints", as: "printed", condition: printed.line !== null && printed.line !== unwanted, expected: `some line, never "${unwanted}"`, actual: printed.line, run: this.lastOperation?.run });
});

Then("what the process prints is recorded as {string}", async function (this: SuiteWorld, name: string) {
  await awaitEnding(this.scenario, this.container);
  const printed = await printedLine(this.scenario, this.container, null);
  this.scenario.checks.holds({ what: "what the process prints", as: "printed", condition: printed.line !== null, expected: "a line", actual: printed.line, run: this.lastOperation?.run });
  this.scenario.checks.record(name, printed.line);
});

Then("the process ends by {ending}", async function (this: SuiteWorld, expected: string) {
  const ending = await awaitEnding(this.scenario, this.container);
  this.scenario.checks.equal({ what: "how the process ends", as: "ending", expected, actual: endingText(ending), run: this.lastOperation?.run, timedOut: ending === null });
});

Then("the process has ended", async function (this: SuiteWorld) {
  const ending = await awaitEnding(this.scenario, this.container);
  this.scenario.checks.holds({ what: "the process", as: "ending", condition: ending !== null, expected: "ended", actual: endingText(ending), run: this.lastOperation?.run, timedOut: ending === null });
});

Then("the executed process prints {string}", async function (this: SuiteWorld, expected: string) {
  const { run } = this.executed;
  this.scenario.checks.equal({ what: "what the executed process prints", as: "printed", expected, actual: await executedLine(this.scenario, this.executed, expected), run });
});

Then("the output is {string}", function (this: SuiteWorld, expected: string) {
  const { run } = this.operation;
  this.scenario.checks.equal({ what: "output", as: "output", expected: expand(this.container, expected), actual: stdoutOf(run).trimEnd(), run });
});

Then("the error output is not empty", function (this: SuiteWorld) {
  const { run } = this.operation;
  this.scenario.checks.holds({ what: "error output", as: "errorBytes", condition: stderrOf(run).trim() !== "", expected: "some text", actual: stderrOf(run).length, run });
});

Then("the error names {string}", function (this: SuiteWorld, text: string) {
  const { run } = this.operation;
  const words = `${stderrOf(run)}${stdoutOf(run)}`;
  this.scenario.checks.holds({ what: "error output", as: "named", condition: words.includes(text), expected: `text with "${text}"`, actual: false, run });
});

Then("the state has:", async function (this: SuiteWorld, table: DataTable) {
  for (const [path, expected] of Object.entries(table.rowsHash())) {
    const { run, text } = await stateText(this.scenario, this.container, path);
    this.scenario.checks.equal({ what: `state's ${path}`, as: path, expected: expand(this.container, expected), actual: text, run });
  }
});

Then("the state's {json path} is another version than {string}", async function (this: SuiteWorld, path: string, unwanted: string) {
  const { run, text } = await stateText(this.scenario, this.container, path);
  this.scenario.checks.holds({ what: `state's ${path}`, as: path, condition: text !== null && text !== unwanted, expected: `another than "${unwanted}"`, actual: text, run });
});

Then("the state has no {json path}", async function (this: SuiteWorld, path: string) {
  const { run, state, text } = await stateText(this.scenario, this.container, path);
  this.scenario.checks.holds({ what: `state's ${path}`, as: path, condition: state !== null && text === null, expected: "a state without it", actual: text, run });
});

Then("the container's {cgroup setting} is {string}", async function (this: SuiteWorld, setting: string, expected: string) {
  const { value, run } = await observedSetting(this.scenario, this.container, setting);
  this.scenario.checks.equal({ what: `the cgroup's ${setting}`, as: "setting", expected, actual: value, run });
});

Then("the output's {json path} is {string}", function (this: SuiteWorld, path: string, expected: string) {
  const { run } = this.operation;
  const text = textOf(valueAt(jsonOutput(run), path));
  this.scenario.checks.equal({ what: `output's ${path}`, as: path, expected: expand(this.container, expected), actual: text, run });
});

Then("the output lists {int} process(es)", function (this: SuiteWorld, count: number) {
  const { run } = this.operation;
  const list = jsonOutput(run);
  this.scenario.checks.equal({ what: "number of processes", as: "count", expected: count, actual: isList(list) ? list.length : null, run });
});

Then("the output lists the container as {status}", function (this: SuiteWorld, status: string) {
  const { run } = this.operation;
  const list = jsonOutput(run);
  const entry = isList(list) ? list.find((item) => isObject(item) && item["id"] === this.container.id) : undefined;
  this.scenario.checks.equal({ what: "listed status", as: "status", expected: status, actual: isObject(entry) ? textOf(entry["status"]) : null, run });
});
