import { Given } from "@cucumber/cucumber";
import { addChanges } from "./domain/bundle.ts";
import { podConfig } from "./domain/pods.ts";
import { hostDevice, hostDevices, privilegedChanges } from "./domain/privileged.ts";
import type { SuiteWorld } from "./world.ts";

Given("the bundle is privileged", function (this: SuiteWorld) {
  this.draft = addChanges(this.draft, privilegedChanges());
});

Given("the bundle lists each device of the host", function (this: SuiteWorld) {
  this.draft = addChanges(this.draft, hostDevices());
});

Given("the bundle lists the host's device {string}", function (this: SuiteWorld, path: string) {
  this.draft = addChanges(this.draft, hostDevice(path));
});

Given("the bundle is that of a pod's sandbox", function (this: SuiteWorld) {
  this.draft = addChanges(this.draft, podConfig("sandbox"));
});

Given("the bundle is that of a container in the first one's pod", function (this: SuiteWorld) {
  this.draft = addChanges(this.draft, podConfig("container"));
});
