import { Given, Then, When } from "@cucumber/cucumber";
import { asCalled, wordsOf } from "./domain/call.ts";
import { awaitReady, bringTo, type ContainerStatus, prepareContainer, queryState, type Standing, awaitStatus } from "./domain/container.ts";
import { describeEnd } from "./domain/command.ts";
import { type GuestProgram, parseGuestProgram } from "./domain/guest-programs.ts";
import { type JsonObject, parseObject } from "./domain/json.ts";
import { printedLine } from "./domain/observe.ts";
import { checkRefused, checkRefusedOr, operate } from "./domain/operation.ts";
import type { Action } from "./domain/runtime-driver.ts";
import { describeTraces, kindsOf } from "./domain/traces.ts";
import type { SuiteWorld } from "./world.ts";

/** The container that a When acts on: the one there is, or one prepared from the bundle. */
function subject(world: SuiteWorld): SuiteWorld["container"] {
  if (!world.hasContainer) world.container = prepareContainer(world.scenario, world.draft, world.stdinFile);
  return world.container;
}

async function act(world: SuiteWorld, action: Action, sound?: Action): Promise<void> {
  const container = subject(world);
  if (container.standing === "running" && action.kind !== "state") await awaitReady(world.scenario, container);
  world.operation = await operate(world.scenario, container, asCalled(action, world.call, "as asked"), asCalled(sound ?? action, world.call, "without faults"));
}

Given("a {standing} container", async function (this: SuiteWorld, standing: Standing) {
  this.container = prepareContainer(this.scenario, this.draft, this.stdinFile);
  await bringTo(this.scenario, this.container, standing);
});

When("the runtime creates the container", async function (this: SuiteWorld) {
  await act(this, { kind: "create" });
});

When("the runtime creates the container as {string}", async function (this: SuiteWorld, id: string) {
  await act(this, { kind: "create", id }, { kind: "create" });
});

When("the runtime starts the container", async function (this: SuiteWorld) {
  await act(this, { kind: "start" });
});

When("the runtime runs the container", async function (this: SuiteWorld) {
  await act(this, { kind: "run" });
});

When("the runtime runs the container in the background", async function (this: SuiteWorld) {
  await act(this, { kind: "run-detached" });
});

When("the runtime deletes the container", async function (this: SuiteWorld) {
  await act(this, { kind: "delete" });
});

When("the runtime deletes the container by force", async function (this: SuiteWorld) {
  await act(this, { kind: "delete", force: true });
});

When("the runtime sends {signal} to the container", async function (this: SuiteWorld, signal: string) {
  await act(this, { kind: "kill", signal });
});

When("the runtime pauses the container", async function (this: SuiteWorld) {
  await act(this, { kind: "pause" });
});

When("the runtime resumes the container", async function (this: SuiteWorld) {
  await act(this, { kind: "resume" });
});

When("the runtime queries the container's state", async function (this: SuiteWorld) {
  await act(this, { kind: "state" });
});

When("the runtime lists the container's processes", async function (this: SuiteWorld) {
  await act(this, { kind: "ps" });
});

When("the runtime lists its containers", async function (this: SuiteWorld) {
  await act(this, { kind: "list" });
});

When("the runtime tells its features", async function (this: SuiteWorld) {
  await act(this, { kind: "features" });
});

When("the runtime updates the container's resources to:", async function (this: SuiteWorld, resources: string) {
  await act(this, { kind: "update", resources: parseObject(resources, "the step's resources") });
});

When("the runtime updates the container's resources, where {string} is right, to:", async function (this: SuiteWorld, sound: string, resources: string) {
  await act(this, { kind: "update", resources: parseObject(resources, "the step's resources") }, { kind: "update", resources: parseObject(sound, "the step's right resources") });
});

When("the runtime executes a process that {guest program}", async function (this: SuiteWorld, program: GuestProgram) {
  await act(this, { kind: "exec", process: { argv: program.argv } }, { kind: "exec", process: { argv: ["/bin/true"] } });
});

When("the runtime executes in the background a process that {guest program}", async function (this: SuiteWorld, program: GuestProgram) {
  await act(this, { kind: "exec", process: { argv: program.argv, detach: true } });
});

When("the runtime executes in the background, patched as below, a process that {guest program}", async function (this: SuiteWorld, program: GuestProgram, patch: string) {
  await act(this, { kind: "exec", process: { argv: program.argv, patch: parseObject(patch, "the step's patch"), detach: true } });
});

When("the runtime executes, patched as below, a process that {guest program}", async function (this: SuiteWorld, program: GuestProgram, patch: string) {
  const changed: JsonObject = parseObject(patch, "the step's patch");
  await act(this, { kind: "exec", process: { argv: program.argv, patch: changed } }, { kind: "exec", process: { argv: parseGuestProgram("sleeps").argv.slice(0, 1).concat("0"), patch: {} } });
});

When("the runtime is called with {string}", async function (this: SuiteWorld, words: string) {
  await act(this, { kind: "words", words: wordsOf(words) });
});

When("the runtime is called with {string}, where {string} is right", async function (this: SuiteWorld, words: string, sound: string) {
  await act(this, { kind: "words", words: wordsOf(words) }, { kind: "words", words: wordsOf(sound) });
});

Then("the command succeeds", function (this: SuiteWorld) {
  const { run } = this.operation;
  this.scenario.checks.equal({ what: "exit status", as: "exit", expected: 0, actual: run.exit ?? describeEnd(run), run, timedOut: run.timedOut });
});

Then("the command fails", async function (this: SuiteWorld) {
  await checkRefused(this.scenario, this.operation, { unchanged: true });
});

Then("the command reports an error", async function (this: SuiteWorld) {
  await checkRefused(this.scenario, this.operation, { unchanged: false });
});

Then("the command fails, or the process prints {string}", async function (this: SuiteWorld, expected: string) {
  await checkRefusedOr(this.scenario, this.operation, async () => {
    const { line, timedOut } = await printedLine(this.scenario, this.container, expected);
    this.scenario.checks.equal({ what: "what the process prints", as: "printed", expected, actual: line, run: this.lastOperation?.run, timedOut });
  });
});

Then("the command exits with {int}", function (this: SuiteWorld, status: number) {
  const { run } = this.operation;
  this.scenario.checks.equal({ what: "exit status", as: "exit", expected: status, actual: run.exit ?? describeEnd(run), run, timedOut: run.timedOut });
});

Then("the command ends by {ending}", function (this: SuiteWorld, expected: string) {
  const { run } = this.operation;
  const actual = run.signal === null ? `status ${run.exit}` : `signal ${run.signal.replace(/^SIG/, "")}`;
  this.scenario.checks.equal({ what: "how the command ends", as: "ending", expected, actual, run, timedOut: run.timedOut });
});

Then("the command's outcome is recorded as {string}", function (this: SuiteWorld, name: string) {
  const { run } = this.operation;
  this.scenario.checks.record(name, run.exit ?? describeEnd(run));
});

Then("the container is {status}", async function (this: SuiteWorld, expected: ContainerStatus) {
  const wait = expected === "stopped" ? awaitStatus(this.scenario, this.container, expected) : queryState(this.scenario, this.container);
  const { run, status } = await wait;
  this.scenario.checks.equal({ what: "container status", as: "status", expected, actual: status, run });
});

Then("there is no such container", async function (this: SuiteWorld) {
  const { run, status } = await queryState(this.scenario, this.container);
  this.scenario.checks.equal({ what: "container status", as: "status", expected: null, actual: status, run });
  this.scenario.checks.holds({ what: "state of a container that is not there", as: "exit", condition: run.exit !== null && run.exit !== 0, expected: "an exit status other than 0", actual: run.exit, run });
});

Then("no process is left of the container", async function (this: SuiteWorld) {
  const left = await this.scenario.tracesOf(this.container.id);
  this.scenario.checks.equal({ what: "processes that are left", as: "processes", expected: 0, actual: left?.processes.length ?? 0, run: this.lastOperation?.run });
});

Then("the first container is {status}", async function (this: SuiteWorld, expected: ContainerStatus) {
  const { run, status } = await queryState(this.scenario, this.firstContainer);
  this.scenario.checks.equal({ what: "status of the first container", as: "status", expected, actual: status, run });
});

Then("nothing is left of the container", async function (this: SuiteWorld) {
  const left = await this.scenario.tracesOf(this.container.id);
  const text = left === null ? "" : describeTraces(left);
  this.scenario.checks.holds({ what: `what is left: ${text}`, as: "left", condition: left === null, expected: "nothing", actual: left === null ? null : kindsOf(left), run: this.operation.run });
});
