import { When } from "@cucumber/cucumber";
import { setTimeout as delay } from "node:timers/promises";
import { asCalled } from "./domain/call.ts";
import { perform } from "./domain/container.ts";
import type { GuestProgram } from "./domain/guest-programs.ts";
import { operate } from "./domain/operation.ts";
import type { SuiteWorld } from "./world.ts";

/** Nothing tells from outside that a command waits: this is the time in which one that refuses to wait has failed. */
const BEGUN_MS = 1000;

When("the runtime executes a process that {guest program}, and resumes the container meanwhile", async function (this: SuiteWorld, program: GuestProgram) {
  const executing = operate(this.scenario, this.container, asCalled({ kind: "exec", process: { argv: program.argv } }, this.call, "as asked"));
  await delay(BEGUN_MS);
  await perform(this.scenario, this.container, { kind: "resume" });
  this.operation = await executing;
});
