import { AfterAll, defineParameterType, Given, Then, When } from "@cucumber/cucumber";
import { describeEnd } from "./domain/command.ts";
import { type EngineName, type EngineOptions, type PublishedPort } from "./domain/engines/engine.ts";
import { Instances } from "./domain/engines/instances.ts";
import { checkRefusedByManager, hostFolder, inputFile, ManagedContainer, type RunOptions, textIn } from "./domain/engines/managed.ts";
import { startEngine } from "./domain/engines/start.ts";
import { type GuestProgram } from "./domain/guest-programs.ts";
import type { SuiteWorld } from "./world.ts";

defineParameterType({ name: "manager", regexp: /Docker|Podman|containerd/, transformer: (text: string): EngineName => text as EngineName });

defineParameterType({
  name: "published port",
  regexp: /the host's port (\d+) leading to its port (\d+)/,
  transformer: (host: string, container: string): PublishedPort => ({ host: Number(host), container: Number(container) }),
});

const engines = new Instances(startEngine);
const networked = new Instances((name: EngineName, options: EngineOptions) => startEngine(name, { ...options, network: true }));
const containers = new WeakMap<SuiteWorld, ManagedContainer>();

AfterAll(async function () {
  await Promise.all([engines.close(), networked.close()]);
});

async function prepare(world: SuiteWorld, manager: EngineName, program: GuestProgram, instances = engines): Promise<ManagedContainer> {
  const container = new ManagedContainer(world.scenario, await instances.get(manager, world.scenario.suite), program);
  containers.set(world, container);
  return container;
}

/** The container that a step is about; `manager` is who the step says has it. */
function managed(world: SuiteWorld, manager?: EngineName): ManagedContainer {
  const container = containers.get(world);
  if (container === undefined) throw new Error("no manager has a container: a Given or When must come first");
  if (manager !== undefined && container.engine.name !== manager) throw new Error(`the container is ${container.engine.name}'s, not ${manager}'s`);
  return container;
}

async function run(world: SuiteWorld, manager: EngineName, program: GuestProgram, options: RunOptions = {}): Promise<void> {
  await (await prepare(world, manager, program)).start(options);
}

/** The name of the scenario's only pod. */
function podOf(world: SuiteWorld): string {
  return `${world.scenario.token}-pod`;
}

Given("a {manager} container that {guest program}", async function (this: SuiteWorld, manager: EngineName, program: GuestProgram) {
  await (await prepare(this, manager, program)).bringUp();
});

Given("a {manager} container, with {published port}, that {guest program}", async function (this: SuiteWorld, manager: EngineName, publish: PublishedPort, program: GuestProgram) {
  await (await prepare(this, manager, program, networked)).bringUp({ network: { publish } });
});

Given("a Podman pod with a container that {guest program}", async function (this: SuiteWorld, program: GuestProgram) {
  const container = await prepare(this, "Podman", program);
  const pod = podOf(this);
  await container.act({ kind: "make-pod", pod });
  this.scenario.onEnd(`remove ${pod}`, async () => void (await container.act({ kind: "remove-pod", pod })));
  await container.bringUp({ pod });
});

When("Podman runs, in the pod, a container that {guest program}", async function (this: SuiteWorld, program: GuestProgram) {
  await run(this, "Podman", program, { pod: podOf(this) });
});

When("{manager} runs a container that {guest program}", async function (this: SuiteWorld, manager: EngineName, program: GuestProgram) {
  await run(this, manager, program);
});

When("{manager} runs, in the background, a container that {guest program}", async function (this: SuiteWorld, manager: EngineName, program: GuestProgram) {
  await run(this, manager, program, { detached: true });
});

When("{manager} runs, with a terminal, a container that {guest program}", async function (this: SuiteWorld, manager: EngineName, program: GuestProgram) {
  await run(this, manager, program, { terminal: true });
});

When("{manager} runs, with the input {string}, a container that {guest program}", async function (this: SuiteWorld, manager: EngineName, text: string, program: GuestProgram) {
  await run(this, manager, program, { stdinFile: inputFile(this.scenario, text) });
});

When("{manager} runs, with {int} MiB of memory, a container that {guest program}", async function (this: SuiteWorld, manager: EngineName, mebibytes: number, program: GuestProgram) {
  await run(this, manager, program, { memoryBytes: mebibytes * 1024 * 1024 });
});

When("{manager} runs, with a host folder at {string}, a container that {guest program}", async function (this: SuiteWorld, manager: EngineName, target: string, program: GuestProgram) {
  await run(this, manager, program, { bind: { source: hostFolder(this.scenario), target } });
});

When("{manager} runs, on its network, a container that {guest program}", async function (this: SuiteWorld, manager: EngineName, program: GuestProgram) {
  await (await prepare(this, manager, program, networked)).start({ network: { publish: null } });
});

When("the host's port {int} is asked for {string}", async function (this: SuiteWorld, port: number, path: string) {
  await managed(this).askPort(port, path);
});

When("{manager} executes in it a process that {guest program}", async function (this: SuiteWorld, manager: EngineName, program: GuestProgram) {
  await managed(this, manager).act({ kind: "exec", argv: program.argv });
});

When("{manager} sends {signal} to it", async function (this: SuiteWorld, manager: EngineName, signal: string) {
  await managed(this, manager).act({ kind: "kill", signal });
});

When("{manager} stops it", async function (this: SuiteWorld, manager: EngineName) {
  await managed(this, manager).act({ kind: "stop", graceS: 2 });
});

When("{manager} pauses it", async function (this: SuiteWorld, manager: EngineName) {
  await managed(this, manager).act({ kind: "pause" });
});

When("{manager} resumes it", async function (this: SuiteWorld, manager: EngineName) {
  await managed(this, manager).act({ kind: "resume" });
});

When("{manager} removes it", async function (this: SuiteWorld, manager: EngineName) {
  await managed(this, manager).act({ kind: "remove" });
});

When("{manager} is asked for its process", async function (this: SuiteWorld, manager: EngineName) {
  await managed(this, manager).act({ kind: "pid" });
});

Then("the manager's command exits with {int}", function (this: SuiteWorld, expected: number) {
  const { run: last } = managed(this);
  this.scenario.checks.equal({ what: "exit status of the manager's command", as: "exit", expected, actual: last.exit ?? describeEnd(last), run: last, timedOut: last.timedOut });
});

Then("the manager refuses it with status {int}", async function (this: SuiteWorld, status: number) {
  await checkRefusedByManager(this.scenario, managed(this), status);
});

Then("the port answers {string}", function (this: SuiteWorld, expected: string) {
  const { answer, run: last } = managed(this);
  this.scenario.checks.equal({ what: "what the port answers", as: "answer", expected, actual: answer, run: last, timedOut: last.timedOut });
});

Then("the manager prints {string}", function (this: SuiteWorld, expected: string) {
  const { answer, run: last } = managed(this);
  this.scenario.checks.equal({ what: "what the manager prints", as: "printed", expected, actual: answer, run: last, timedOut: last.timedOut });
});

Then("the manager's log of the container has {string}", async function (this: SuiteWorld, line: string) {
  const container = managed(this);
  const { answer, timedOut } = await container.actUntil({ kind: "logs" }, (log) => log.split("\n").includes(line));
  this.scenario.checks.holds({ what: "the manager's log", as: "log", condition: !timedOut, expected: `a line "${line}"`, actual: answer.slice(0, 200), run: container.run, timedOut });
});

Then("the manager reports the container as {status}", async function (this: SuiteWorld, expected: string) {
  const container = managed(this);
  const { answer, timedOut } = await container.actUntil({ kind: "status" }, (status) => status === expected);
  this.scenario.checks.equal({ what: "status that the manager reports", as: "status", expected, actual: answer, run: container.run, timedOut });
});

Then("the manager reports the exit status {int}", async function (this: SuiteWorld, expected: number) {
  const container = managed(this);
  const last = await container.act({ kind: "wait" });
  this.scenario.checks.equal({ what: "exit status that the manager reports", as: "status", expected: String(expected), actual: container.answer, run: last, timedOut: last.timedOut });
});

Then("the manager prints the number of a live process", function (this: SuiteWorld) {
  const container = managed(this);
  this.scenario.checks.holds({ what: "the container's process", as: "pid", condition: container.hasProcess(container.answer), expected: "the number of a process on the host", actual: container.answer, run: container.run });
});

Then("the host folder has {string} in the file {string}", function (this: SuiteWorld, expected: string, name: string) {
  const container = managed(this);
  this.scenario.checks.equal({ what: `content of ${name} on the host`, as: "content", expected, actual: textIn(hostFolder(this.scenario), name), run: container.run });
});

Then("nothing of it is left", async function (this: SuiteWorld) {
  const container = managed(this);
  const left = await container.remains();
  this.scenario.checks.equal({ what: `what is left of the container: ${left?.text ?? ""}`, as: "left", expected: null, actual: left?.kinds ?? null, run: container.run });
});
