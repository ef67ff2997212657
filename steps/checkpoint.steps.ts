import { Then, When } from "@cucumber/cucumber";
import { nextCount, type Restoration, saveAndRestore } from "./domain/checkpoint.ts";
import type { SuiteWorld } from "./world.ts";

const restorations = new WeakMap<SuiteWorld, Restoration>();

When("the runtime saves the container and restores it", async function (this: SuiteWorld) {
  const restoration = await saveAndRestore(this.scenario, this.container);
  restorations.set(this, restoration);
  this.operation = restoration.operation;
});

Then("the process counts on from where it was", async function (this: SuiteWorld) {
  const restoration = restorations.get(this);
  if (restoration === undefined) throw new Error("nothing was restored: a When must come first");
  const next = await nextCount(this.scenario, restoration);
  const actual = next === null ? "not at all" : next > restoration.savedAt ? "on" : "from the beginning";
  this.scenario.checks.equal({ what: `how the process counts (saved at ${restoration.savedAt}, next ${next ?? "none"})`, as: "counts", expected: "on", actual, run: this.lastOperation?.run, timedOut: next === null });
});
