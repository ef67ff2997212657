import { defineParameterType, Given, Then, When } from "@cucumber/cucumber";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { addChanges } from "./domain/bundle.ts";
import { stdoutOf } from "./domain/command.ts";
import { awaitProcessesInHostCgroup, hostCgroupMemoryMib, hostCgroupSetting, isInHostCgroup, pidToldBy } from "./domain/host-cgroup.ts";
import { type HostFact, hostFactNames, readHostFact } from "./domain/host-facts.ts";
import { awaitHostText, hostJson, makeHostFile, modeBelow, namesBelow } from "./domain/host-files.ts";
import { bindFolder, mountSized, mountSizedRoot, setMountOption, shareMounts } from "./domain/host-mounts.ts";
import { textOf, valueAt } from "./domain/json.ts";
import { printedLine } from "./domain/observe.ts";
import type { SuiteWorld } from "./world.ts";

defineParameterType({ name: "host fact", regexp: new RegExp(hostFactNames.join("|")), transformer: (text: string): HostFact => text as HostFact });

Given("the host has the directory {string}", function (this: SuiteWorld, path: string) {
  mkdirSync(join(this.scenario.directory, path), { recursive: true });
});

Given("the host has the directories {string} and {string}, closed to others", function (this: SuiteWorld, one: string, another: string) {
  for (const path of [one, another]) mkdirSync(join(this.scenario.directory, path), { recursive: true, mode: 0o700 });
});

Given("the host binds {string} to {string}", async function (this: SuiteWorld, source: string, path: string) {
  await bindFolder(this.scenario, source, path);
});

Given("the host has a file system of {int} MiB at {string}", async function (this: SuiteWorld, mebibytes: number, path: string) {
  await mountSized(this.scenario, path, mebibytes);
});

Given("the host has a file system of {int} MiB at {string}, mounted {word}", async function (this: SuiteWorld, mebibytes: number, path: string, option: string) {
  await mountSized(this.scenario, path, mebibytes);
  await setMountOption(this.scenario, path, option);
});

Given("the bundle's root is a file system of {int} MiB", async function (this: SuiteWorld, mebibytes: number) {
  await mountSizedRoot(this.scenario, "root", mebibytes);
  this.draft = addChanges(this.draft, [{ kind: "patch", patch: { root: { path: "${scratch}/root" } } }]);
});

Given("the bundle's root is a file system of {int} MiB that the host shares", async function (this: SuiteWorld, mebibytes: number) {
  await mountSizedRoot(this.scenario, "root", mebibytes);
  await shareMounts(this.scenario, "root");
  this.draft = addChanges(this.draft, [{ kind: "patch", patch: { root: { path: "${scratch}/root" } } }]);
});

When("the host writes {string} to the file {string}", function (this: SuiteWorld, text: string, path: string) {
  makeHostFile(this.scenario.directory, path, `${text}\n`);
});

Then("the host's file {string} holds {string}", async function (this: SuiteWorld, path: string, expected: string) {
  const actual = await awaitHostText(this.scenario, path, expected);
  this.scenario.checks.equal({ what: `the host's file ${path}`, as: "content", expected, actual, run: this.lastOperation?.run });
});

Then("the host's directory {string} is empty", function (this: SuiteWorld, path: string) {
  const actual = namesBelow(this.scenario, path).join(" ");
  this.scenario.checks.equal({ what: `what is in the host's directory ${path}`, as: "held", expected: "", actual, run: this.lastOperation?.run });
});

Then("the host's file {string} is JSON whose {json path} is {string}", function (this: SuiteWorld, path: string, at: string, expected: string) {
  const actual = textOf(valueAt(hostJson(this.scenario.directory, path), at));
  this.scenario.checks.equal({ what: `${at} in the host's file ${path}`, as: at, expected, actual, run: this.lastOperation?.run });
});

Then("the host's file {string} has the mode {int}", function (this: SuiteWorld, path: string, digits: number) {
  const actual = modeBelow(this.scenario, path);
  this.scenario.checks.equal({ what: `mode of the host's file ${path}`, as: "mode", expected: String(digits), actual, run: this.lastOperation?.run });
});

Then("the host has no file {string}", function (this: SuiteWorld, path: string) {
  this.scenario.checks.equal({ what: `the host's file ${path}`, as: "there", expected: false, actual: modeBelow(this.scenario, path) !== null, run: this.lastOperation?.run });
});

Then("the state root has the container's file {string}", function (this: SuiteWorld, name: string) {
  const there = modeBelow(this.scenario, join("state", this.container.id, name)) !== null;
  this.scenario.checks.equal({ what: `${name} of the container below the state root`, as: "there", expected: true, actual: there, run: this.lastOperation?.run });
});

Then("the state root has no file {string} of the container", function (this: SuiteWorld, name: string) {
  const there = modeBelow(this.scenario, join("state", this.container.id, name)) !== null;
  this.scenario.checks.equal({ what: `${name} of the container below the state root`, as: "there", expected: false, actual: there, run: this.lastOperation?.run });
});

Then("the process prints the host's {host fact}", async function (this: SuiteWorld, fact: HostFact) {
  const expected = readHostFact(fact);
  const { line, timedOut } = await printedLine(this.scenario, this.container, expected);
  const actual = line === expected ? "the host's" : line === null ? null : "another";
  this.scenario.checks.equal({ what: `the ${fact} (host: "${expected}", process: "${line ?? ""}")`, as: "seen", expected: "the host's", actual, run: this.lastOperation?.run, timedOut });
});

Then("the executed process prints the host's {host fact}", function (this: SuiteWorld, fact: HostFact) {
  const { run } = this.executed;
  const line = stdoutOf(run).trimEnd();
  const actual = line === readHostFact(fact) ? "the host's" : line === "" ? null : "another";
  this.scenario.checks.equal({ what: `the ${fact} (process: "${line}")`, as: "seen", expected: "the host's", actual, run });
});

Then("the process prints another {host fact} than the host's", async function (this: SuiteWorld, fact: HostFact) {
  const { line, timedOut } = await printedLine(this.scenario, this.container, null);
  const actual = line === null ? null : line === readHostFact(fact) ? "the host's" : "another";
  this.scenario.checks.equal({ what: `the ${fact} (process: "${line ?? ""}")`, as: "seen", expected: "another", actual, run: this.lastOperation?.run, timedOut });
});

Then("the host's cgroup at cgroupsPath holds the container's process", function (this: SuiteWorld) {
  this.scenario.checks.equal({ what: "whether the host's cgroup holds the container's process", as: "held", expected: true, actual: isInHostCgroup(this.container, this.container.init?.pid ?? null), run: this.lastOperation?.run });
});

Then("the host's cgroup at cgroupsPath holds the executed process", function (this: SuiteWorld) {
  const { run } = this.executed;
  this.scenario.checks.equal({ what: "whether the host's cgroup holds the executed process", as: "held", expected: true, actual: isInHostCgroup(this.container, pidToldBy(run)), run });
});

Then("the host's cgroup at cgroupsPath holds {int} process(es)", async function (this: SuiteWorld, expected: number) {
  const actual = await awaitProcessesInHostCgroup(this.scenario, this.container, expected);
  this.scenario.checks.equal({ what: "processes in the host's cgroup", as: "processes", expected, actual, run: this.lastOperation?.run });
});

Then("the host's cgroup at cgroupsPath has the {cgroup setting} {string}", function (this: SuiteWorld, setting: string, expected: string) {
  this.scenario.checks.equal({ what: `${setting} of the host's cgroup`, as: "setting", expected, actual: hostCgroupSetting(this.container, setting), run: this.lastOperation?.run });
});

Then("the host's cgroup at cgroupsPath is charged for {int} MiB or more", function (this: SuiteWorld, least: number) {
  const charged = hostCgroupMemoryMib(this.container);
  this.scenario.checks.holds({ what: `memory charged to the host's cgroup (${charged ?? "none"} MiB)`, as: "charged", condition: charged !== null && charged >= least, expected: `${least} MiB or more`, actual: charged === null ? null : "less", run: this.lastOperation?.run });
});
