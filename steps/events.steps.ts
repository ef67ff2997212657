import { Given, Then } from "@cucumber/cucumber";
import { awaitEvent, statisticsValue, type Watch, watchEvents } from "./domain/events.ts";
import { textOf } from "./domain/json.ts";
import type { SuiteWorld } from "./world.ts";

const watches = new WeakMap<SuiteWorld, Watch>();

Given("the runtime watches the container's events", async function (this: SuiteWorld) {
  watches.set(this, await watchEvents(this.scenario, this.container));
});

Then("an event of type {string} is reported", async function (this: SuiteWorld, type: string) {
  const watch = watches.get(this);
  if (watch === undefined) throw new Error("nobody watches the container's events: a Given must say so");
  const { found, exit, run } = await awaitEvent(this.scenario, watch, type);
  this.scenario.checks.holds({ what: "the reported events", as: "exit", condition: found, expected: `an event of type ${type}`, actual: exit, run, timedOut: exit === null });
});

Then("the container's statistics have {json path}", async function (this: SuiteWorld, path: string) {
  const { value, run } = await statisticsValue(this.scenario, this.container, path);
  this.scenario.checks.holds({ what: `statistics' ${path}`, as: path, condition: value !== undefined && value !== null, expected: "some value", actual: textOf(value), run });
});
