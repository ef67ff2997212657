import { Then, type DataTable } from "@cucumber/cucumber";
import { awaitTextLike, executedEnding, hasLineLike, isLike, isTime, jsonLines, listedEntry, outOfOrder, type PidFileContent, pidFileContent, textBelow } from "./domain/answers.ts";
import { stderrOf, stdoutOf } from "./domain/command.ts";
import { linesOf, queryState } from "./domain/container.ts";
import { isList, isObject, textOf, valueAt } from "./domain/json.ts";
import { expand, jsonOutput } from "./domain/observe.ts";
import type { SuiteWorld } from "./world.ts";
import { readText } from "./domain/written-files.ts";

const JSON_KINDS = ["number", "string", "list", "object", "boolean"] as const;
const kindOf = (value: unknown): string => (value === undefined ? "missing" : Array.isArray(value) ? "list" : value === null ? "null" : typeof value);

async function checkPidFile(world: SuiteWorld, path: string, expected: PidFileContent): Promise<void> {
  const { content, run } = await pidFileContent(world.scenario, world.container, path);
  world.scenario.checks.equal({ what: `what the file ${path} holds`, as: "held", expected, actual: content, run });
}

Then("the host's file {string} holds the container's pid", async function (this: SuiteWorld, path: string) {
  await checkPidFile(this, path, "the container's pid");
});

Then("the host's file {string} holds the pid of another process of the container", async function (this: SuiteWorld, path: string) {
  await checkPidFile(this, path, "another process of the container");
});

Then("each line of the host's file {string} is JSON with {json path}", function (this: SuiteWorld, path: string, at: string) {
  const lines = jsonLines(this.scenario, path);
  const good = lines.filter((line) => line !== null && valueAt(line, at) !== undefined).length;
  this.scenario.checks.holds({ what: `${good} of ${lines.length} lines of ${path} are JSON with ${at}`, as: "lines", condition: lines.length > 0 && good === lines.length, expected: "all, and one at least", actual: good === lines.length ? "none" : "others", run: this.lastOperation?.run });
});

Then("the last line of the host's file {string} is JSON whose {json path} is {string}", function (this: SuiteWorld, path: string, at: string, expected: string) {
  const actual = textOf(valueAt(jsonLines(this.scenario, path).at(-1) ?? undefined, at));
  this.scenario.checks.equal({ what: `${at} in the last line of ${path}`, as: at, expected, actual, run: this.lastOperation?.run });
});

Then("the host's file {string} has a line like {string}", async function (this: SuiteWorld, path: string, pattern: string) {
  const text = await awaitTextLike(this.scenario, path, pattern);
  this.scenario.checks.holds({ what: `lines of the host's file ${path}`, as: "line", condition: hasLineLike(text, pattern), expected: `one like "${pattern}"`, actual: text === "" ? "none" : "others", run: this.lastOperation?.run });
});

Then("the host's file {string} has no line like {string}", function (this: SuiteWorld, path: string, pattern: string) {
  const text = textBelow(this.scenario, path);
  this.scenario.checks.holds({ what: `lines of the host's file ${path}`, as: "line", condition: text !== null && !hasLineLike(text, pattern), expected: `none like "${pattern}"`, actual: text === null ? "no file" : "such a line", run: this.lastOperation?.run });
});

Then("the output has a line like {string}", function (this: SuiteWorld, pattern: string) {
  const { run } = this.operation;
  const text = stdoutOf(run);
  this.scenario.checks.holds({ what: `lines of the output ${JSON.stringify(text.slice(0, 300))}`, as: "line", condition: hasLineLike(text, pattern), expected: `one like "${pattern}"`, actual: text === "" ? "none" : "others", run });
});

Then("the output's first line is like {string}", function (this: SuiteWorld, pattern: string) {
  const { run } = this.operation;
  const [line = ""] = stdoutOf(run).split("\n");
  this.scenario.checks.holds({ what: `first line of the output ${JSON.stringify(line.slice(0, 300))}`, as: "firstLine", condition: isLike(line, pattern), expected: `one like "${pattern}"`, actual: line === "" ? "none" : "another", run });
});

Then("the output has lines in this order:", function (this: SuiteWorld, table: DataTable) {
  const { run } = this.operation;
  const missing = outOfOrder(stdoutOf(run), table.raw().flat());
  this.scenario.checks.equal({ what: "the pattern that no line in its place is like", as: "outOfOrder", expected: null, actual: missing ?? null, run });
});

Then("the error output has a line like {string}", function (this: SuiteWorld, pattern: string) {
  const { run } = this.operation;
  const text = stderrOf(run);
  this.scenario.checks.holds({ what: "lines of the error output", as: "errorLine", condition: hasLineLike(text, pattern), expected: `one like "${pattern}"`, actual: text === "" ? "none" : "others", run });
});

Then("the output's {json path} is a(n) {word}", function (this: SuiteWorld, path: string, expected: string) {
  if (!JSON_KINDS.some((kind) => kind === expected)) throw new Error(`no kind of JSON is called "${expected}"; known: ${JSON_KINDS.join(", ")}`);
  const { run } = this.operation;
  this.scenario.checks.equal({ what: `kind of the output's ${path}`, as: path, expected, actual: kindOf(valueAt(jsonOutput(run), path)), run });
});

Then("the output's {json path} is a(n) {word}, or is not told", function (this: SuiteWorld, path: string, expected: string) {
  const { run } = this.operation;
  const kind = kindOf(valueAt(jsonOutput(run), path));
  this.scenario.checks.equal({ what: `kind of the output's ${path}`, as: path, expected, actual: kind === "missing" || kind === "null" ? expected : kind, run });
});

Then("the output's {json path} holds {string}", function (this: SuiteWorld, path: string, expected: string) {
  const { run } = this.operation;
  const list = valueAt(jsonOutput(run), path);
  this.scenario.checks.holds({ what: `the list at the output's ${path}`, as: path, condition: isList(list) && list.some((item) => textOf(item) === expected), expected: `"${expected}" in it`, actual: kindOf(list), run });
});

Then("the output lists the container with the {json path} {string}", function (this: SuiteWorld, path: string, expected: string) {
  const { run } = this.operation;
  this.scenario.checks.equal({ what: `listed ${path}`, as: path, expected: expand(this.container, expected), actual: textOf(valueAt(listedEntry(run, this.container), path)), run });
});

Then("the output lists {int} entries", function (this: SuiteWorld, expected: number) {
  const { run } = this.operation;
  const list = jsonOutput(run);
  this.scenario.checks.equal({ what: "number of entries", as: "count", expected, actual: isList(list) ? list.length : null, run });
});

Then("the process has not printed {string}", function (this: SuiteWorld, unwanted: string) {
  const printed = linesOf(this.container).includes(unwanted);
  this.scenario.checks.holds({ what: "what the process has printed", as: "printed", condition: !printed, expected: `no "${unwanted}" yet`, actual: printed ? unwanted : null, run: this.lastOperation?.run });
});

Then("the process has already printed {string}", function (this: SuiteWorld, expected: string) {
  const lines = linesOf(this.container);
  this.scenario.checks.holds({ what: "what the process has printed", as: "printed", condition: lines.includes(expected), expected: `"${expected}" by now`, actual: lines.at(-1) ?? null, run: this.lastOperation?.run });
});

Then("the output has the annotation {string}", function (this: SuiteWorld, key: string) {
  const { run } = this.operation;
  const annotations = valueAt(jsonOutput(run), "annotations");
  this.scenario.checks.holds({ what: "the output's annotations", as: "annotation", condition: isObject(annotations) && typeof annotations[key] === "string", expected: `one called "${key}"`, actual: kindOf(annotations), run });
});

Then("the output lists the container's process", function (this: SuiteWorld) {
  const { run } = this.operation;
  const list = jsonOutput(run);
  this.scenario.checks.holds({ what: "the listed processes", as: "listed", condition: isList(list) && list.some((pid) => pid === this.container.init?.pid), expected: "the container's process among them", actual: isList(list) ? "others" : kindOf(list), run });
});

Then("the error names, in any case, {string} or {string}", function (this: SuiteWorld, first: string, second: string) {
  const { run } = this.operation;
  const words = `${stderrOf(run)}${stdoutOf(run)}`.toLowerCase();
  this.scenario.checks.holds({ what: "error output", as: "named", condition: words.includes(first.toLowerCase()) || words.includes(second.toLowerCase()), expected: `text with "${first}" or "${second}"`, actual: false, run });
});

Then("the error output has {int} line(s)", function (this: SuiteWorld, expected: number) {
  const { run } = this.operation;
  this.scenario.checks.equal({ what: "lines of error output", as: "errorLines", expected, actual: stderrOf(run).split("\n").filter((line) => line.trim() !== "").length, run });
});

Then("the process prints {string} to its standard error", function (this: SuiteWorld, expected: string) {
  const lines = readText(this.container.target.stderrFile).split("\n");
  this.scenario.checks.holds({ what: "the process's standard error", as: "printed", condition: lines.includes(expected), expected: `the line "${expected}"`, actual: lines[0] ?? null, run: this.lastOperation?.run });
});

Then("the executed process ends by {ending}", async function (this: SuiteWorld, expected: string) {
  const { text, timedOut } = await executedEnding(this.scenario, this.executed);
  this.scenario.checks.equal({ what: "how the executed process ends", as: "ending", expected, actual: text, run: this.executed.run, timedOut });
});

Then("the state's {json path} is a time", async function (this: SuiteWorld, path: string) {
  const { run, state } = await queryState(this.scenario, this.container);
  this.scenario.checks.holds({ what: `state's ${path}`, as: path, condition: isTime(state?.[path]), expected: "a time as RFC 3339 writes it, in UTC", actual: kindOf(state?.[path]), run });
});
