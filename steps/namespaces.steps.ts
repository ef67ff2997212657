import { Given, Then } from "@cucumber/cucumber";
import { addChanges } from "./domain/bundle.ts";
import { keepNamespace, keptPlace, pinNamespace, setSysctlInside } from "./domain/host-namespaces.ts";
import { firstContainersPlace, placeSeen, runtimesPlace, userNamespace } from "./domain/namespaces.ts";
import type { SuiteWorld } from "./world.ts";

async function checkPlace(world: SuiteWorld, kind: string, named: string, place: string | null, same: boolean): Promise<void> {
  const { line, actual, timedOut } = await placeSeen(world.scenario, world.container, place, named);
  const what = `the ${kind} namespace (${named}: "${place}", process: "${line ?? ""}")`;
  world.scenario.checks.equal({ what, as: "namespace", expected: same ? named : "another", actual, run: world.lastOperation?.run, timedOut });
}

Given("the bundle has a user namespace", function (this: SuiteWorld) {
  this.draft = addChanges(this.draft, userNamespace());
});

Given("the host keeps a {namespace} namespace apart", async function (this: SuiteWorld, kind: string) {
  await keepNamespace(this.scenario, kind);
});

Given("the host pins a(n) {namespace} namespace", async function (this: SuiteWorld, kind: string) {
  await pinNamespace(this.scenario, kind);
});

Given("the host pins an ipc namespace with the sysctl {string} set to {string}", async function (this: SuiteWorld, name: string, value: string) {
  await setSysctlInside(await pinNamespace(this.scenario, "ipc"), name, value);
});

Then("the process is in the {namespace} namespace that is kept apart", async function (this: SuiteWorld, kind: string) {
  await checkPlace(this, kind, "the one kept apart", keptPlace(this.scenario), true);
});

Then("the process is in the runtime's {namespace} namespace", async function (this: SuiteWorld, kind: string) {
  await checkPlace(this, kind, "the runtime's", runtimesPlace(kind), true);
});

Then("the process is in another {namespace} namespace than the runtime", async function (this: SuiteWorld, kind: string) {
  await checkPlace(this, kind, "the runtime's", runtimesPlace(kind), false);
});

Then("the process is in the first container's {namespace} namespace", async function (this: SuiteWorld, kind: string) {
  await checkPlace(this, kind, "the first container's", firstContainersPlace(this.scenario), true);
});

Then("the process is in another {namespace} namespace than the first container", async function (this: SuiteWorld, kind: string) {
  await checkPlace(this, kind, "the first container's", firstContainersPlace(this.scenario), false);
});
