import { Then, When } from "@cucumber/cucumber";
import { type CommandRun, describeEnd, stdoutOf } from "./domain/command.ts";
import { executeAtOnce, liveAtOnce } from "./domain/concurrent.ts";
import type { SuiteWorld } from "./world.ts";

const lives = new WeakMap<SuiteWorld, readonly (CommandRun | null)[]>();
const processes = new WeakMap<SuiteWorld, readonly CommandRun[]>();

When("the runtime carries {int} containers through their lives at the same time", async function (this: SuiteWorld, count: number) {
  lives.set(this, await liveAtOnce(this.scenario, this.draft, count));
});

When("the runtime executes {int} processes at the same time", async function (this: SuiteWorld, count: number) {
  processes.set(this, await executeAtOnce(this.scenario, this.container, count));
});

Then("each of the {int} containers has lived and is gone", function (this: SuiteWorld, expected: number) {
  const all = lives.get(this) ?? [];
  const failed = all.find((run) => run !== null);
  this.scenario.checks.equal({ what: "containers whose commands all succeeded", as: "lived", expected, actual: all.filter((run) => run === null).length, run: failed ?? undefined, timedOut: failed?.timedOut ?? false });
});

Then("each executed process has an output and a status of its own", function (this: SuiteWorld) {
  const all = processes.get(this) ?? [];
  const expected = all.map((_, index) => `${index + 1}: ${index + 1}`).join(", ");
  const actual = all.map((run) => `${stdoutOf(run).trimEnd()}: ${run.exit ?? describeEnd(run)}`).join(", ");
  this.scenario.checks.holds({ what: "outputs and statuses", as: "endings", condition: all.length > 0 && actual === expected, expected, actual, run: all[0] });
});
