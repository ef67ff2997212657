import { Given, Then, When } from "@cucumber/cucumber";
import { type ConsoleReceiver, openConsole } from "./domain/console.ts";
import { checkRefusedOr } from "./domain/operation.ts";
import type { SuiteWorld } from "./world.ts";

const receivers = new WeakMap<SuiteWorld, ConsoleReceiver>();

function receiverOf(world: SuiteWorld): ConsoleReceiver {
  const receiver = receivers.get(world);
  if (receiver === undefined) throw new Error("nobody receives terminals: a Given must say so");
  return receiver;
}

Given("a manager receives terminals/pidfds at the socket {string}", async function (this: SuiteWorld, path: string) {
  receivers.set(this, await openConsole(this.scenario, path));
});

When("{string} is typed at the terminal", function (this: SuiteWorld, text: string) {
  receiverOf(this).type(text);
});

When("the terminal is resized to {int} rows and {int} columns", function (this: SuiteWorld, rows: number, columns: number) {
  receiverOf(this).resize(rows, columns);
});

When("the manager closes the terminal", function (this: SuiteWorld) {
  receiverOf(this).close();
});

Then("the manager receives {int} terminal(s) and nothing else", async function (this: SuiteWorld, expected: number) {
  const received = await receiverOf(this).received();
  const run = this.lastOperation?.run;
  this.scenario.checks.equal({ what: "terminals among the received descriptors", as: "terminals", expected, actual: received?.terminals ?? 0, run });
  this.scenario.checks.equal({ what: "received descriptors", as: "descriptors", expected, actual: received?.descriptors ?? 0, run });
  this.scenario.checks.equal({ what: "whether the connection was closed", as: "closed", expected: true, actual: received?.closed ?? false, run });
});

async function checkTerminal(world: SuiteWorld, expected: string): Promise<void> {
  const lines = await receiverOf(world).linesWith(expected);
  world.scenario.checks.equal({ what: "what the terminal prints", as: "printed", expected, actual: lines.includes(expected) ? expected : (lines.at(-1) ?? null), run: world.lastOperation?.run });
}

Then("the terminal prints {string}", async function (this: SuiteWorld, expected: string) {
  await checkTerminal(this, expected);
});

Then("the command fails, or the terminal prints {string}", async function (this: SuiteWorld, expected: string) {
  await checkRefusedOr(this.scenario, this.operation, () => checkTerminal(this, expected));
});

Then("the terminal prints the line {string} with the line end {string}", async function (this: SuiteWorld, text: string, end: string) {
  const expected = text + end.replaceAll("CR", "\r").replaceAll("LF", "\n").replaceAll(" ", "");
  const actual = await receiverOf(this).textLike(expected);
  this.scenario.checks.equal({ what: "the bytes that the terminal prints", as: "printed", expected, actual, run: this.lastOperation?.run });
});
