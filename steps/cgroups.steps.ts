import { Given, Then } from "@cucumber/cucumber";
import { addChanges } from "./domain/bundle.ts";
import { makeHostCgroup } from "./domain/host-cgroup.ts";
import { addLoopDevice, deviceWeight, weightOfDevice } from "./domain/loop-device.ts";
import { observedSetting } from "./domain/observe.ts";
import type { SuiteWorld } from "./world.ts";

Given("the host has a cgroup with the {cgroup setting} {string}", function (this: SuiteWorld, setting: string, value: string) {
  makeHostCgroup(this.scenario, setting, value);
});

Given("the bundle gives a loop device of the host the weight {int}", async function (this: SuiteWorld, weight: number) {
  await addLoopDevice(this.scenario);
  this.draft = addChanges(this.draft, [deviceWeight(this.scenario, weight)]);
});

Then("the container's cgroup gives that device the weight {int}", async function (this: SuiteWorld, expected: number) {
  const { value, run } = await observedSetting(this.scenario, this.container, "io weights");
  this.scenario.checks.equal({ what: "the device's weight in the cgroup", as: "weight", expected, actual: weightOfDevice(this.scenario, value), run: run ?? this.lastOperation?.run });
});
