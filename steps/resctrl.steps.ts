import { Given, Then } from "@cucumber/cucumber";
import { existsSync } from "node:fs";
import { describeClasses, groupOf, holdsProcess, makeClass, monitoringGroupOf, offerSchemata, schemataLacking, useUpMonitoring } from "./domain/resctrl.ts";
import type { SuiteWorld } from "./world.ts";

const noted = new WeakMap<SuiteWorld, string>();

Given("the host has schemata to give", function (this: SuiteWorld) {
  offerSchemata(this.scenario);
});

Given("the host has the resctrl class", function (this: SuiteWorld) {
  makeClass(this.scenario);
});

Given("the host has no monitoring group left", function (this: SuiteWorld) {
  useUpMonitoring(this.scenario);
});

Given("the host's resctrl classes are noted", function (this: SuiteWorld) {
  noted.set(this, describeClasses());
});

Then("the host's resctrl classes are as noted", function (this: SuiteWorld) {
  const same = describeClasses() === noted.get(this);
  this.scenario.checks.equal({ what: "whether the resctrl classes are as before", as: "same", expected: true, actual: same, run: this.lastOperation?.run });
});

Then("the container's resctrl class holds its process", function (this: SuiteWorld) {
  this.scenario.checks.equal({ what: "whether the class holds the process", as: "held", expected: true, actual: holdsProcess(groupOf(this.container), this.container.init?.pid ?? null), run: this.lastOperation?.run });
});

Then("the container's resctrl class has the configured schemata", function (this: SuiteWorld) {
  this.scenario.checks.equal({ what: "configured lines that the class lacks", as: "lacking", expected: "", actual: schemataLacking(this.container).join(" "), run: this.lastOperation?.run });
});

Then("the container's resctrl class has the last of the configured schemata", function (this: SuiteWorld) {
  this.scenario.checks.equal({ what: "the last configured line, if the class lacks it", as: "lacking", expected: "", actual: schemataLacking(this.container, "last").join(" "), run: this.lastOperation?.run });
});

Then("the container's resctrl class is {word}", function (this: SuiteWorld, expected: string) {
  this.scenario.checks.equal({ what: "the container's class", as: "class", expected, actual: existsSync(groupOf(this.container)) ? "there" : "gone", run: this.lastOperation?.run });
});

Then("the container's monitoring group is {word}", function (this: SuiteWorld, expected: string) {
  this.scenario.checks.equal({ what: "the container's monitoring group", as: "group", expected, actual: existsSync(monitoringGroupOf(this.container)) ? "there" : "gone", run: this.lastOperation?.run });
});
