import { statSync } from "node:fs";
import { join } from "node:path";
import type { Change } from "./bundle.ts";
import { isList, isObject, type Json, type JsonObject, parseObject, textOf, valueAt } from "./json.ts";
import { readText } from "./written-files.ts";

export const HOOK_POINTS = ["prestart", "createRuntime", "createContainer", "startContainer", "poststart", "poststop"] as const;
export type HookPoint = (typeof HOOK_POINTS)[number];

/** What a hook does once it has written down what it was given. */
export type HookAct =
  | { readonly kind: "succeeds" }
  | { readonly kind: "fails"; readonly status: number }
  | { readonly kind: "outlasts"; readonly timeoutSeconds: number }
  | { readonly kind: "takes"; readonly seconds: number }
  /** Before it writes anything down. */
  | { readonly kind: "waits"; readonly seconds: number }
  | { readonly kind: "missing" }
  | { readonly kind: "relative" };

/** What one run of a hook was given; written by fixtures/guest-programs/hook.c. */
export interface HookRecord {
  readonly point: string;
  readonly name: string;
  readonly pid: number;
  readonly cwd: string;
  readonly argv: readonly string[];
  readonly env: readonly string[];
  readonly namespaces: Readonly<Record<string, string>>;
  /** Device and inode of its root. */
  readonly root: string;
  /** What it found of the process whose pid the state has, where the process is; empty texts where it found none. */
  readonly process: { readonly namespaces: Readonly<Record<string, string>>; readonly root: string; readonly mounted: boolean };
  /** True when it saw something mounted at proc of the container's root. */
  readonly mounted: boolean;
  /** How many cgroups of the container's id it found on the host. */
  readonly cgroups: number;
  /** The container state that it read from standard input; null when that was no JSON object. */
  readonly state: JsonObject | null;
}

/** Name of the log in the container root, where hooks outside and inside the container both reach it. */
const LOG = "hooks.log";

/**
 * The change that adds a recording hook. All hooks and the program "logs that it started" append to one file, whose
 * order of lines is the order of events. startContainer hooks live in the container, the others on the host.
 */
export function hookChange(point: HookPoint, name: string, act: HookAct, extra: JsonObject = {}): Change {
  const inside = point === "startContainer";
  const path = inside ? "/bin/hook" : "${rootfs}/bin/hook";
  const log = inside ? `/${LOG}` : `\${rootfs}/${LOG}`;
  const args = ["hook", log, point, name, ...actArguments(act)];
  const timeout: JsonObject = act.kind === "outlasts" ? { timeout: act.timeoutSeconds } : {};
  return { kind: "append", path: `hooks.${point}`, item: { path: pathFor(act, path), args, ...timeout, ...extra } };
}

/** Leads to the top from any folder that a hook may be run in, so that a runtime which runs such a hook finds it. */
const TO_THE_TOP = "..".concat("/..".repeat(15));

function pathFor(act: HookAct, path: string): string {
  if (act.kind === "missing") return `${path}-that-is-missing`;
  return act.kind === "relative" ? `${TO_THE_TOP}${path}` : path;
}

function actArguments(act: HookAct): string[] {
  switch (act.kind) {
    case "fails":
      return ["fail", String(act.status)];
    case "outlasts":
      return ["sleep", String(act.timeoutSeconds + 20)];
    case "takes":
      return ["sleep", String(act.seconds)];
    case "waits":
      return ["first", String(act.seconds)];
    case "succeeds":
    case "missing":
    case "relative":
      return [];
    default:
      return act satisfies never;
  }
}

/** What the hooks, and the program "logs that it started", have written so far, in their order. */
export function readHookLog(rootfs: string): HookRecord[] {
  return readText(join(rootfs, LOG)).split("\n").filter((line) => line !== "").map(parseRecord);
}

function parseRecord(line: string): HookRecord {
  const record = parseObject(line, "a line of the hooks' log");
  const text = (name: string): string => textOf(record[name]) ?? "";
  const list = (name: string): string[] => (isList(record[name]) ? record[name].map((item) => textOf(item) ?? "") : []);
  const process = isObject(record["process"]) ? record["process"] : {};
  return {
    point: text("point"),
    name: text("name"),
    pid: Number(record["pid"]),
    cwd: text("cwd"),
    argv: list("argv"),
    env: list("env"),
    namespaces: textsIn(record["namespaces"]),
    root: text("root"),
    process: { namespaces: textsIn(process["namespaces"]), root: textOf(process["root"]) ?? "", mounted: process["mounted"] === true },
    mounted: record["mounted"] === true,
    cgroups: Number(record["cgroups"]),
    state: stateOf(text("stdin")),
  };
}

function textsIn(value: Json | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(isObject(value) ? value : {}).map(([key, item]) => [key, textOf(item) ?? ""]));
}

function stateOf(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

/** Device and inode of the suite's own root, as the recording hook writes its own. */
export function ownRoot(): string {
  const { dev, ino } = statSync("/");
  return `${dev}:${ino}`;
}

/** A value of the state that a hook read, as text; null when it is not there. */
export function stateValue(record: HookRecord | undefined, path: string): string | null {
  return textOf(valueAt(record?.state ?? undefined, path));
}
