import { AfterAll, Given, Then, When } from "@cucumber/cucumber";
import { Instances } from "./domain/engines/instances.ts";
import { hostFolder, textIn } from "./domain/engines/managed.ts";
import { type Called, Pod, type PodContainer, statisticsIn, type PodContainerOptions, type PodOptions } from "./domain/engines/cri/pod.ts";
import { startCriService } from "./domain/engines/cri/service.ts";
import type { GuestProgram } from "./domain/guest-programs.ts";
import { type HostFact, readHostFact } from "./domain/host-facts.ts";
import { valueAt } from "./domain/json.ts";
import type { SuiteWorld } from "./world.ts";

const services = new Instances(startCriService);

/** A scenario's pod and its containers; the last one is what sentences call "the pod's container". */
interface Held {
  readonly pod: Pod;
  readonly containers: PodContainer[];
}
const pods = new WeakMap<SuiteWorld, Held>();

AfterAll(async function () {
  await services.close();
});

async function bringUp(world: SuiteWorld, options: PodOptions = {}): Promise<void> {
  const pod = new Pod(world.scenario, await services.get("containerd", world.scenario.suite), options);
  await pod.run();
  pods.set(world, { pod, containers: [] });
}

function held(world: SuiteWorld): Held {
  const found = pods.get(world);
  if (found === undefined) throw new Error("there is no pod: a Given must make it first");
  return found;
}

function first(world: SuiteWorld): PodContainer {
  const container = held(world).containers[0];
  if (container === undefined) throw new Error("the pod has no container: a step must run it first");
  return container;
}

function latest(world: SuiteWorld): PodContainer {
  return held(world).containers.at(-1) ?? first(world);
}

async function run(world: SuiteWorld, program: GuestProgram, options: PodContainerOptions = {}): Promise<PodContainer> {
  const { pod, containers } = held(world);
  const container = await pod.startContainer(program, options, `c${containers.length}`);
  containers.push(container);
  return container;
}

Given("a pod", async function (this: SuiteWorld) {
  await bringUp(this);
});

Given("a pod whose containers share their processes", async function (this: SuiteWorld) {
  await bringUp(this, { sharedProcesses: true });
});

Given("a pod with the name server {string}", async function (this: SuiteWorld, nameServer: string) {
  await bringUp(this, { nameServer });
});

Given("a container of the pod that {guest program}", async function (this: SuiteWorld, program: GuestProgram) {
  await (await run(this, program)).ready();
});

When("the pod runs a container that {guest program}", async function (this: SuiteWorld, program: GuestProgram) {
  await run(this, program);
});

When("a pod on the host's network runs a container that {guest program}", async function (this: SuiteWorld, program: GuestProgram) {
  await bringUp(this, { hostNetwork: true });
  await run(this, program);
});

When("the pod runs, with a read-only root, a container that {guest program}", async function (this: SuiteWorld, program: GuestProgram) {
  await run(this, program, { readOnlyRoot: true });
});

When("the pod runs, with the variable {string} as {string}, a container that {guest program}", async function (this: SuiteWorld, name: string, value: string, program: GuestProgram) {
  await run(this, program, { variable: { name, value } });
});

When("the pod runs, with the scenario's folder at {string}, a container that {guest program}", async function (this: SuiteWorld, target: string, program: GuestProgram) {
  await run(this, program, { bind: { source: hostFolder(this.scenario), target } });
});

When("the pod runs, with {int} MiB of memory, a container that {guest program}", async function (this: SuiteWorld, mebibytes: number, program: GuestProgram) {
  await run(this, program, { memoryBytes: mebibytes * 1024 * 1024 });
});

When("the pod executes in the container a process that {guest program}", async function (this: SuiteWorld, program: GuestProgram) {
  await latest(this).execute(program);
});

When("the pod limits the container to {int} MiB of memory", async function (this: SuiteWorld, mebibytes: number) {
  await latest(this).limitMemory(mebibytes * 1024 * 1024);
});

When("the pod stops the container", async function (this: SuiteWorld) {
  await latest(this).stop();
});

When("the pod replaces the container", async function (this: SuiteWorld) {
  await latest(this).stop();
  await latest(this).remove();
  const { pod, containers } = held(this);
  containers.push(await pod.startContainer(latest(this).program, {}, `c${containers.length - 1}`, 1));
});

When("the pod is removed", async function (this: SuiteWorld) {
  await held(this).pod.remove();
});

Then("the pod's container logs {string}", async function (this: SuiteWorld, text: string) {
  await checkLog(this, "stdout", text);
});

Then("the pod's container logs {string} as an error", async function (this: SuiteWorld, text: string) {
  await checkLog(this, "stderr", text);
});

async function checkLog(world: SuiteWorld, stream: string, text: string): Promise<void> {
  const container = latest(world);
  const { lines, timedOut } = await container.logUntil((seen) => seen.some((line) => line.stream === stream && line.text === text));
  world.scenario.checks.holds({ what: "the container's log", as: "log", condition: !timedOut, expected: `"${text}" from ${stream}`, actual: JSON.stringify(lines).slice(0, 200), run: container.run, timedOut });
}

Then("the pod's container logs what the first one does", async function (this: SuiteWorld) {
  const { one, other } = await firstLines(this);
  this.scenario.checks.equal({ what: "whether both containers log the same", as: "same", expected: true, actual: one === other, run: latest(this).run });
});

Then("the pod's container logs something else than the first one", async function (this: SuiteWorld) {
  const { one, other } = await firstLines(this);
  this.scenario.checks.equal({ what: "whether both containers log the same", as: "same", expected: false, actual: one === other, run: latest(this).run });
});

/** The first line of the pod's first container, and of its last one. */
async function firstLines(world: SuiteWorld): Promise<{ readonly one: string; readonly other: string }> {
  const seen = await Promise.all([first(world), latest(world)].map((container) => container.logUntil((lines) => lines.length > 0)));
  const [one, other] = seen.map(({ lines }) => lines[0]?.text ?? "");
  world.scenario.checks.holds({ what: "what the containers log", as: "log", condition: (one ?? "") !== "" && (other ?? "") !== "", expected: "a line of each", actual: JSON.stringify([one, other]), run: latest(world).run });
  return { one: one ?? "", other: other ?? "" };
}

Then("the pod's container logs another {host fact} than the host's", async function (this: SuiteWorld, fact: HostFact) {
  const { lines, timedOut } = await latest(this).logUntil((seen) => seen.length > 0);
  const actual = lines[0] === undefined ? null : lines[0].text === readHostFact(fact) ? "the host's" : "another";
  this.scenario.checks.equal({ what: `the ${fact} that the container logs`, as: "logged", expected: "another", actual, run: latest(this).run, timedOut });
});

Then("the pod's container ends with status {int}", async function (this: SuiteWorld, expected: number) {
  const { status, timedOut } = await latest(this).ended();
  this.scenario.checks.equal({ what: "the container's exit status", as: "status", expected, actual: timedOut ? null : status.exitCode, run: latest(this).run, timedOut });
});

Then("the pod's process prints {string}", function (this: SuiteWorld, expected: string) {
  const { called } = latest(this);
  this.scenario.checks.equal({ what: "what the process prints", as: "printed", expected, actual: printed(called), run: called.run, timedOut: called.run.timedOut });
});

function printed({ reply }: Called): string | null {
  const stdout = valueAt(reply, "stdout");
  return typeof stdout === "string" ? Buffer.from(stdout, "base64").toString().replace(/\n$/, "") : null;
}

Then("the pod's process exits with {int}", function (this: SuiteWorld, expected: number) {
  const { called } = latest(this);
  const exit = valueAt(called.reply, "exit_code");
  this.scenario.checks.equal({ what: "the process's exit status", as: "exit", expected, actual: typeof exit === "number" ? exit : null, run: called.run, timedOut: called.run.timedOut });
});

Then("the pod's command succeeds", function (this: SuiteWorld) {
  const { run: last } = latest(this);
  this.scenario.checks.equal({ what: "the call's code", as: "exit", expected: 0, actual: last.exit, run: last, timedOut: last.timedOut });
});

When("the pod is asked for the container's statistics", async function (this: SuiteWorld) {
  await latest(this).askStatistics();
});

Then("the pod tells {int} MiB of memory or more, and some processor time", function (this: SuiteWorld, mebibytes: number) {
  const { called } = latest(this);
  const { memoryBytes, cpuNs } = statisticsIn(called);
  const enough = memoryBytes >= mebibytes * 1024 * 1024 && cpuNs > 0;
  this.scenario.checks.holds({ what: `the container's statistics (${memoryBytes} bytes, ${cpuNs} ns)`, as: "enough", condition: enough, expected: `${mebibytes} MiB or more, and some time`, actual: enough, run: called.run, timedOut: called.run.timedOut });
});

Then("the pod's folder has {string} in the file {string}", async function (this: SuiteWorld, expected: string, name: string) {
  await latest(this).ended();
  this.scenario.checks.equal({ what: `content of ${name} on the host`, as: "content", expected, actual: textIn(hostFolder(this.scenario), name), run: latest(this).run });
});

Then("nothing of the pod is left", async function (this: SuiteWorld) {
  const left = await held(this).pod.remains();
  this.scenario.checks.equal({ what: `what is left of the pod: ${left?.text ?? ""}`, as: "left", expected: null, actual: left?.kinds ?? null });
});
