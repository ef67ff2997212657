import { Then, When } from "@cucumber/cucumber";
import { wordsOf } from "./domain/call.ts";
import { nextCount, type Restoration, saveAndRestore, type SaveAndRestoreOptions } from "./domain/checkpoint.ts";
import type { SuiteWorld } from "./world.ts";

const restorations = new WeakMap<SuiteWorld, Restoration>();

async function saveAndRestoreIn(world: SuiteWorld, options: SaveAndRestoreOptions): Promise<void> {
  const restoration = await saveAndRestore(world.scenario, world.container, { draft: world.call, ...options });
  restorations.set(world, restoration);
  world.operation = restoration.operation;
}

When("the runtime saves the container and restores it", async function (this: SuiteWorld) {
  await saveAndRestoreIn(this, {});
});

When("the runtime saves the container with {string} and restores it with {string}", async function (this: SuiteWorld, saveFlags: string, restoreFlags: string) {
  await saveAndRestoreIn(this, { saveFlags: wordsOf(saveFlags), restoreFlags: wordsOf(restoreFlags) });
});

Then("the process counts on from where it was", async function (this: SuiteWorld) {
  const restoration = restorations.get(this);
  if (restoration === undefined) throw new Error("nothing was restored: a When must come first");
  const next = await nextCount(this.scenario, restoration);
  const actual = next === null ? "not at all" : next > restoration.savedAt ? "on" : "from the beginning";
  this.scenario.checks.equal({ what: `how the process counts (saved at ${restoration.savedAt}, next ${next ?? "none"})`, as: "counts", expected: "on", actual, run: this.lastOperation?.run, timedOut: next === null });
});
