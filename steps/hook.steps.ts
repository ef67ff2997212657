import { type DataTable, Then } from "@cucumber/cucumber";
import { readlinkSync } from "node:fs";
import { awaitLogged, expand, namespaceOf } from "./domain/observe.ts";
import { ownRoot, readHookLog, stateValue } from "./domain/hooks-recorder.ts";
import type { SuiteWorld } from "./world.ts";

const recordsOf = (world: SuiteWorld) => readHookLog(world.container.bundle.rootfs);
const recordOf = (world: SuiteWorld, name: string) => recordsOf(world).find((record) => record.name === name);

Then("the log is empty", function (this: SuiteWorld) {
  const actual = recordsOf(this).map((record) => record.name).join(", ");
  this.scenario.checks.equal({ what: "what hooks and process logged", as: "order", expected: "", actual, run: this.lastOperation?.run });
});

Then("the log reads, in order:", function (this: SuiteWorld, table: DataTable) {
  const expected = table.raw().flat().join(", ");
  const actual = recordsOf(this).map((record) => record.name).join(", ");
  this.scenario.checks.equal({ what: "order of hooks and process", as: "order", expected, actual, run: this.lastOperation?.run });
});

Then("the log has {string} before {string}", async function (this: SuiteWorld, first: string, second: string) {
  const names = await awaitLogged(this.scenario, this.container, [first, second]);
  const actual = names.filter((name) => name === first || name === second).join(", ");
  this.scenario.checks.equal({ what: `order in the log ${JSON.stringify(names)}`, as: "order", expected: `${first}, ${second}`, actual, run: this.lastOperation?.run });
});

Then("the hook {string} ran {int} time(s)", function (this: SuiteWorld, name: string, times: number) {
  const actual = recordsOf(this).filter((record) => record.name === name).length;
  this.scenario.checks.equal({ what: `runs of hook "${name}"`, as: "runs", expected: times, actual, run: this.lastOperation?.run });
});

Then("the hook {string} read the state's {json path} as {string}", function (this: SuiteWorld, name: string, path: string, expected: string) {
  // The process's own pid is observed by this name, so that it is the same in each run.
  const pid = expand(this.container, "${pid}");
  const named = (value: string | null): string | null => (value === pid ? "${pid}" : value);
  const actual = named(stateValue(recordOf(this, name), path));
  this.scenario.checks.equal({ what: `${path} in the state on the hook's input`, as: path, expected: named(expand(this.container, expected)), actual, run: this.lastOperation?.run });
});

Then("the hook {string} got the arguments {string}", function (this: SuiteWorld, name: string, expected: string) {
  const actual = recordOf(this, name)?.argv.slice(4).join(" ") ?? null;
  this.scenario.checks.equal({ what: "the hook's further arguments", as: "argv", expected, actual, run: this.lastOperation?.run });
});

Then("the hook {string} got the environment {string}", function (this: SuiteWorld, name: string, expected: string) {
  const actual = recordOf(this, name)?.env.join(" ") ?? null;
  this.scenario.checks.equal({ what: "the hook's environment", as: "env", expected, actual, run: this.lastOperation?.run });
});

Then("the hook {string} ran in the container's {namespace} namespace", function (this: SuiteWorld, name: string, kind: string) {
  this.scenario.checks.equal({ what: `the hook's ${kind} namespace`, as: "namespace", expected: namespaceOf(this.container, kind), actual: recordOf(this, name)?.namespaces[kind] ?? null });
});

Then("the hook {string} ran in the runtime's {namespace} namespace", function (this: SuiteWorld, name: string, kind: string) {
  const own = readlinkSync(`/proc/self/ns/${kind}`);
  this.scenario.checks.equal({ what: `the hook's ${kind} namespace`, as: "namespace", expected: own, actual: recordOf(this, name)?.namespaces[kind] ?? null });
});

const rootName = (root: string | undefined): string | null => (root === undefined || root === "" ? null : root === ownRoot() ? "the runtime's" : "another");

Then("the hook {string} ran with the runtime's root", function (this: SuiteWorld, name: string) {
  this.scenario.checks.equal({ what: "the hook's root", as: "root", expected: "the runtime's", actual: rootName(recordOf(this, name)?.root) });
});

Then("the hook {string} found the process with the runtime's root", function (this: SuiteWorld, name: string) {
  this.scenario.checks.equal({ what: "the process's root, as the hook found it", as: "root", expected: "the runtime's", actual: rootName(recordOf(this, name)?.process.root) });
});

Then("the hook {string} found the process in a {namespace} namespace of its own", function (this: SuiteWorld, name: string, kind: string) {
  const found = recordOf(this, name)?.process.namespaces[kind] ?? "";
  const actual = found === "" ? null : found === readlinkSync(`/proc/self/ns/${kind}`) ? "the runtime's" : "its own";
  this.scenario.checks.equal({ what: `the process's ${kind} namespace, as the hook found it`, as: "namespace", expected: "its own", actual });
});

Then("the hook {string} found the container's mounts made", function (this: SuiteWorld, name: string) {
  this.scenario.checks.equal({ what: "whether the hook found a mount at the container's /proc", as: "mounted", expected: true, actual: recordOf(this, name)?.mounted ?? null });
});

Then("the hook {string} found the process's mounts made", function (this: SuiteWorld, name: string) {
  this.scenario.checks.equal({ what: "whether the hook found a mount at /proc of the root that the process sees", as: "mounted", expected: true, actual: recordOf(this, name)?.process.mounted ?? null });
});

Then("the hook {string} found no cgroup of the container", function (this: SuiteWorld, name: string) {
  this.scenario.checks.equal({ what: "cgroups of the container that the hook found", as: "cgroups", expected: 0, actual: recordOf(this, name)?.cgroups ?? null });
});
