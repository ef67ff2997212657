import { type DataTable, Given, Then } from "@cucumber/cucumber";
import { textOf, valueAt } from "./domain/json.ts";
import { expand } from "./domain/observe.ts";
import { deliveryFaults, type SeccompAgent, startAgent } from "./domain/seccomp-agent.ts";
import type { SuiteWorld } from "./world.ts";

const agents = new WeakMap<SuiteWorld, SeccompAgent>();

function agentOf(world: SuiteWorld): SeccompAgent {
  const agent = agents.get(world);
  if (agent === undefined) throw new Error("no seccomp agent: a Given must start one");
  return agent;
}

Given("a seccomp agent listens at the socket {string}", async function (this: SuiteWorld, path: string) {
  agents.set(this, await startAgent(this.scenario, path, "stream"));
});

Given("a datagram socket is at {string}", async function (this: SuiteWorld, path: string) {
  await startAgent(this.scenario, path, "datagram");
});

Then("the seccomp agent receives {int} process state(s), each over a connection of its own", async function (this: SuiteWorld, expected: number) {
  const deliveries = await agentOf(this).deliveries(expected);
  const run = this.lastOperation?.run;
  this.scenario.checks.equal({ what: "connections that brought something", as: "connections", expected, actual: deliveries.length, run });
  const faults = deliveries.map(deliveryFaults).find((fault) => fault !== null) ?? null;
  this.scenario.checks.equal({ what: "what is wrong with what they brought", as: "faults", expected: null, actual: faults, run });
});

Then("the process state that the seccomp agent receives has:", async function (this: SuiteWorld, table: DataTable) {
  const [first] = await agentOf(this).deliveries(1);
  for (const [path, expected] of Object.entries(table.rowsHash())) {
    this.scenario.checks.equal({ what: `process state's ${path}`, as: path, expected: expand(this.container, expected), actual: textOf(valueAt(first?.state ?? undefined, path)), run: this.lastOperation?.run });
  }
});
