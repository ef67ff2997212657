import { type DataTable, Then } from "@cucumber/cucumber";
import { readlinkSync } from "node:fs";
import { awaitLogged, expand, namespaceOf } from "./domain/observe.ts";
import { readHookLog, stateValue } from "./domain/hooks-recorder.ts";
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
  this.scenario.checks.equal({ what: `${path} in the state on the hook's input`, as: path, expected: expand(this.container, expected), actual: stateValue(recordOf(this, name), path), run: this.lastOperation?.run });
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
