import { Given, Then } from "@cucumber/cucumber";
import { addChanges } from "./domain/bundle.ts";
import { freezeHostCgroup, makeHostCgroup } from "./domain/host-cgroup.ts";
import { addLoopDevice, deviceWeight, weightOfDevice } from "./domain/loop-device.ts";
import { observedSetting } from "./domain/observe.ts";
import { offerRdmaDevice } from "./domain/rdma.ts";
import type { SuiteWorld } from "./world.ts";

Given("the host has a cgroup with the {cgroup setting} {string}", function (this: SuiteWorld, setting: string, value: string) {
  makeHostCgroup(this.scenario, setting, value);
});

Given("the host has a cgroup that is frozen for {int} seconds", function (this: SuiteWorld, seconds: number) {
  freezeHostCgroup(this.scenario, seconds);
});

Given("the host has a device of remote memory", function (this: SuiteWorld) {
  offerRdmaDevice(this.scenario);
});

Given("the bundle gives a loop device of the host the weight {int}", async function (this: SuiteWorld, weight: number) {
  await addLoopDevice(this.scenario);
  this.draft = addChanges(this.draft, [deviceWeight(this.scenario, weight)]);
});

Then("the container's cgroup gives that device the weight {int}", async function (this: SuiteWorld, expected: number) {
  const { value, run } = await observedSetting(this.scenario, this.container, "io weights");
  this.scenario.checks.equal({ what: "the device's weight in the cgroup", as: "weight", expected, actual: weightOfDevice(this.scenario, value), run: run ?? this.lastOperation?.run });
});
