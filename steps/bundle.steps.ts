import { type DataTable, Given, When } from "@cucumber/cucumber";
import { type Change, draftOf, rewriteConfig } from "./domain/bundle.ts";
import type { GuestProgram } from "./domain/guest-programs.ts";
import { type HookAct, hookChange, type HookPoint } from "./domain/hooks-recorder.ts";
import { type Json, parseObject, patchAt } from "./domain/json.ts";
import { makeHostFile, writeInput } from "./domain/host-files.ts";
import type { SuiteWorld } from "./world.ts";

const patchOf = (text: string): Change => ({ kind: "patch", patch: parseObject(text, "the step's patch") });
const fieldsOf = (table: DataTable): Change[] => Object.entries(table.rowsHash()).map(([path, text]) => ({ kind: "patch", patch: patchAt(path, JSON.parse(text) as Json) }));

function change(world: SuiteWorld, ...changes: readonly Change[]): void {
  world.draft = { ...world.draft, changes: [...world.draft.changes, ...changes] };
}

function spoil(world: SuiteWorld, ...changes: readonly Change[]): void {
  world.draft = { ...world.draft, faults: [...world.draft.faults, ...changes.map((fault) => ({ kind: "config", change: fault }) as const)] };
}

Given("a bundle whose process {guest program}", function (this: SuiteWorld, program: GuestProgram) {
  this.draft = draftOf(program);
});

Given("the bundle is patched with:", function (this: SuiteWorld, patch: string) {
  change(this, patchOf(patch));
});

Given("the bundle has the fields:", function (this: SuiteWorld, table: DataTable) {
  change(this, ...fieldsOf(table));
});

Given("the bundle's {json path} also hold(s):", function (this: SuiteWorld, path: string, item: string) {
  change(this, { kind: "append", path, item: JSON.parse(item) as Json });
});

Given("the bundle's {json path} also hold(s) {int} items like:", function (this: SuiteWorld, path: string, count: number, item: string) {
  const items = Array.from({ length: count }, (_, index) => item.replaceAll("${number}", String(index + 1)));
  change(this, ...items.map((text) => ({ kind: "append", path, item: JSON.parse(text) as Json }) as const));
});

Given("the bundle's {json path} lack(s):", function (this: SuiteWorld, path: string, matching: string) {
  change(this, { kind: "remove", path, matching: JSON.parse(matching) as Json });
});

Given("the bundle's configuration has its members in the opposite order", function (this: SuiteWorld) {
  change(this, { kind: "reverse" });
});

Given("the bundle has the fault:", function (this: SuiteWorld, patch: string) {
  spoil(this, patchOf(patch));
});

Given("the bundle has the faulty fields:", function (this: SuiteWorld, table: DataTable) {
  spoil(this, ...fieldsOf(table));
});

Given("the bundle's {json path} also hold(s) the fault:", function (this: SuiteWorld, path: string, item: string) {
  spoil(this, { kind: "append", path, item: JSON.parse(item) as Json });
});

Given("the bundle's config.json has the faulty text:", function (this: SuiteWorld, text: string) {
  this.draft = { ...this.draft, faults: [...this.draft.faults, { kind: "config-text", text }] };
});

Given("the bundle has the fault that {string} is missing", function (this: SuiteWorld, path: string) {
  this.draft = { ...this.draft, faults: [...this.draft.faults, { kind: "missing", path }] };
});

Given("the bundle has the fault that {string} is at {string} instead", function (this: SuiteWorld, path: string, to: string) {
  this.draft = { ...this.draft, faults: [...this.draft.faults, { kind: "moved", path, to }] };
});

Given("the root has the file {string} with {string}", function (this: SuiteWorld, path: string, text: string) {
  this.draft = { ...this.draft, root: [...this.draft.root, { kind: "file", path, text: `${text}\n` }] };
});

Given("the root has the program {string} with {string}", function (this: SuiteWorld, path: string, text: string) {
  this.draft = { ...this.draft, root: [...this.draft.root, { kind: "program", path, text: `${text}\n`, mode: 0o755 }] };
});

Given("the root has the program {string}, for its owner alone, with {string}", function (this: SuiteWorld, path: string, text: string) {
  this.draft = { ...this.draft, root: [...this.draft.root, { kind: "program", path, text: `${text}\n`, mode: 0o700 }] };
});

Given("the root has the directory {string}", function (this: SuiteWorld, path: string) {
  this.draft = { ...this.draft, root: [...this.draft.root, { kind: "directory", path }] };
});

Given("the root has the link {string} to {string}", function (this: SuiteWorld, path: string, target: string) {
  this.draft = { ...this.draft, root: [...this.draft.root, { kind: "link", path, target }] };
});

Given("the host has the file {string} with {string}", function (this: SuiteWorld, path: string, text: string) {
  makeHostFile(this.scenario.directory, path, `${text}\n`);
});

Given("the process's input is {string}", function (this: SuiteWorld, text: string) {
  this.stdinFile = writeInput(this.scenario.directory, `${text}\n`);
});

Given("the bundle has the {hook point} hook {string}", function (this: SuiteWorld, point: HookPoint, name: string) {
  change(this, hookChange(point, name, { kind: "succeeds" }));
});

Given("the bundle has the {hook point} hook {string} with:", function (this: SuiteWorld, point: HookPoint, name: string, patch: string) {
  change(this, hookChange(point, name, { kind: "succeeds" }, parseObject(patch, "the step's patch")));
});

Given("the bundle has the {hook point} hook {string} that {hook act}", function (this: SuiteWorld, point: HookPoint, name: string, act: HookAct) {
  change(this, hookChange(point, name, act));
});

Given("the bundle has the faulty {hook point} hook {string} that {hook act}", function (this: SuiteWorld, point: HookPoint, name: string, act: HookAct) {
  spoil(this, hookChange(point, name, act));
});

When("the bundle's configuration is changed to:", function (this: SuiteWorld, patch: string) {
  rewriteConfig(this.container.bundle, patchOf(patch));
});
