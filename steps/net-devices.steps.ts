import { Given, Then } from "@cucumber/cucumber";
import { type KeptNamespace, keepNamespace } from "./domain/host-namespaces.ts";
import { addDeviceBeside, addNetDevice, addOtherAddresses, awaitPeerGone, hasDeviceBeside, hostHasNetDevice, netDeviceFacts } from "./domain/net-devices.ts";
import { printedLine } from "./domain/observe.ts";
import type { SuiteWorld } from "./world.ts";

const kept = new WeakMap<SuiteWorld, KeptNamespace>();

function keptOf(world: SuiteWorld): KeptNamespace {
  const namespace = kept.get(world);
  if (namespace === undefined) throw new Error("no network namespace is kept apart: a Given must say so");
  return namespace;
}

Given("the host has a network device", async function (this: SuiteWorld) {
  await addNetDevice(this.scenario);
});

Given("the host keeps a network namespace apart that has the device {string}", async function (this: SuiteWorld, name: string) {
  const namespace = await keepNamespace(this.scenario, "net");
  kept.set(this, namespace);
  await addDeviceBeside(namespace.pid, name);
});

Then("the process prints the attributes that the network device had", async function (this: SuiteWorld) {
  const expected = netDeviceFacts(this.scenario);
  const { line, timedOut } = await printedLine(this.scenario, this.container, expected);
  const actual = line === expected ? "the device's" : line === null ? null : "others";
  this.scenario.checks.equal({ what: `the attributes of the device ("${expected}", process: "${line ?? ""}")`, as: "attributes", expected: "the device's", actual, run: this.lastOperation?.run, timedOut });
});

Then("the host still has the network device", function (this: SuiteWorld) {
  this.scenario.checks.equal({ what: "whether the host has the network device", as: "there", expected: true, actual: hostHasNetDevice(this.scenario), run: this.lastOperation?.run });
});

Then("the network namespace that is kept apart has the device {string}", async function (this: SuiteWorld, name: string) {
  this.scenario.checks.equal({ what: `whether the namespace has the device ${name}`, as: "there", expected: true, actual: await hasDeviceBeside(keptOf(this).pid, name), run: this.lastOperation?.run });
});

Given("the network device also has addresses of the link, and of a limited time", async function (this: SuiteWorld) {
  await addOtherAddresses(this.scenario);
});

Then("the host's end of the network device is gone", async function (this: SuiteWorld) {
  this.scenario.checks.equal({ what: "whether the host's end of the device is gone", as: "gone", expected: true, actual: await awaitPeerGone(this.scenario), run: this.lastOperation?.run });
});
