import { Given } from "@cucumber/cucumber";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { wordsOf } from "./domain/call.ts";
import type { Inherited } from "./domain/command.ts";
import { writeInput } from "./domain/host-files.ts";
import { openPeer } from "./domain/peer.ts";
import { startServiceManager } from "./domain/service-manager.ts";
import type { SuiteWorld } from "./world.ts";

function inherit(world: SuiteWorld, descriptor: number, as: Inherited["as"], path: string): void {
  world.call = { ...world.call, descriptors: { ...world.call.descriptors, [descriptor]: { as, path: join(world.scenario.directory, path) } } };
}

Given("the commands have the flags {string}", function (this: SuiteWorld, flags: string) {
  this.call = { ...this.call, flags: [...this.call.flags, ...wordsOf(flags)] };
});

Given("the commands have the faulty flags {string}", function (this: SuiteWorld, flags: string) {
  this.call = { ...this.call, faultyFlags: [...this.call.faultyFlags, ...wordsOf(flags)] };
});

Given("the commands have the global flags {string}", function (this: SuiteWorld, flags: string) {
  this.call = { ...this.call, globalFlags: [...this.call.globalFlags, ...wordsOf(flags)] };
});

Given("the commands have the faulty global flags {string}", function (this: SuiteWorld, flags: string) {
  this.call = { ...this.call, faultyGlobalFlags: [...this.call.faultyGlobalFlags, ...wordsOf(flags)] };
});

Given("the commands' input is {string}", function (this: SuiteWorld, text: string) {
  this.call = { ...this.call, stdinFile: writeInput(this.scenario.directory, `${text}\n`) };
});

Given("the commands' input is JSON:", function (this: SuiteWorld, text: string) {
  this.call = { ...this.call, stdinFile: writeInput(this.scenario.directory, text) };
});

Given("the commands have the OOM score adjustment {int}", function (this: SuiteWorld, oomScoreAdj: number) {
  this.call = { ...this.call, oomScoreAdj };
});

Given("the commands have the nice value {int}", function (this: SuiteWorld, nice: number) {
  this.call = { ...this.call, nice };
});

Given("the commands have the file mode mask {int}", function (this: SuiteWorld, digits: number) {
  this.call = { ...this.call, umask: String(digits) };
});

Given("the commands may run on processor {int} alone", function (this: SuiteWorld, processor: number) {
  this.call = { ...this.call, processor };
});

Given("the commands inherit the host's file {string} as descriptor {int}", function (this: SuiteWorld, path: string, descriptor: number) {
  inherit(this, descriptor, "reader", path);
});

Given("the commands inherit the host's file {string} for writing as descriptor {int}", function (this: SuiteWorld, path: string, descriptor: number) {
  inherit(this, descriptor, "writer", path);
});

Given("the commands inherit a pipe that holds the host's file {string} as descriptor {int}", function (this: SuiteWorld, path: string, descriptor: number) {
  inherit(this, descriptor, "pipe", path);
});

Given("the commands inherit a connection to the host's socket {string} as descriptor {int}", function (this: SuiteWorld, path: string, descriptor: number) {
  inherit(this, descriptor, "connection", path);
});

Given("the commands have the environment variable {string}", function (this: SuiteWorld, variable: string) {
  this.call = { ...this.call, environment: [...this.call.environment, variable] };
});

Given("the commands are activated by the first {int} inherited descriptor(s)", function (this: SuiteWorld, activatedBy: number) {
  this.call = { ...this.call, activatedBy };
});

Given("a peer at the host's socket {string} sends {string}", async function (this: SuiteWorld, path: string, text: string) {
  await openPeer(this.scenario, path, text);
});

Given("a manager of services listens at the socket {string}", async function (this: SuiteWorld, path: string) {
  await startServiceManager(this.scenario, path);
});

Given("the bundle's file {string} is removed", function (this: SuiteWorld, path: string) {
  rmSync(join(this.container.bundle.directory, path));
});
