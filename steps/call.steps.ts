import { Given } from "@cucumber/cucumber";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { wordsOf } from "./domain/call.ts";
import { writeInput } from "./domain/host-files.ts";
import type { SuiteWorld } from "./world.ts";

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

Given("the commands inherit the host's file {string} as descriptor {int}", function (this: SuiteWorld, path: string, descriptor: number) {
  this.call = { ...this.call, descriptors: { ...this.call.descriptors, [descriptor]: join(this.scenario.directory, path) } };
});

Given("the bundle's file {string} is removed", function (this: SuiteWorld, path: string) {
  rmSync(join(this.container.bundle.directory, path));
});
