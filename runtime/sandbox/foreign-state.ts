/**
 * Reads what `delete --force` needs of a state that another version of vrun wrote, so that nobody is stuck with a
 * container after an upgrade or its undoing.
 *
 * Nothing is taken on trust: what does not have the shape that all versions so far have given it is left out.
 */

import { readFileSync } from "node:fs";
import { normalize } from "node:path";
import type { Hook } from "../oci/config.ts";
import { isObject, type Json, type JsonObject } from "../oci/json.ts";
import { findMonitor } from "./launch.ts";
import type { HostProcess } from "./host-process.ts";
import { containerPaths, sandboxPath } from "./paths.ts";
import { checkId, stateFormat, type ContainerState } from "./state.ts";

const cgroupRoot = "/sys/fs/cgroup/";

/** What is known of a container whose state cannot be read; enough to end it and to take back what was made for it. */
export function salvageState(root: string, id: string): ContainerState {
  checkId(id);
  const found = readObject(containerPaths(root, id).state);
  const sandbox = sandboxOf(found, id);
  const noProcess: HostProcess = { pid: 0, startTime: "" };
  return {
    schemaVersion: stateFormat,
    id,
    sandbox,
    ociVersion: text(found["ociVersion"]),
    bundle: text(found["bundle"]),
    rootfs: text(found["rootfs"]),
    annotations: Object.fromEntries(Object.entries(objectOf(found["annotations"])).filter((entry): entry is [string, string] => typeof entry[1] === "string")),
    created: text(found["created"]),
    stage: "running",
    paused: false,
    creator: processOf(found["creator"]) ?? noProcess,
    shim: processOf(found["shim"]),
    monitor: sandbox === id ? (processOf(found["monitor"]) ?? findMonitor(sandboxPath(root, id)) ?? null) : null,
    cgroups: list(found["cgroups"]).filter((path): path is string => typeof path === "string" && isCgroup(path)),
    cgroupFiles: [],
    startContainer: [],
    poststart: [],
    poststop: list(found["poststop"]).filter(isHook).map((hook) => hook as unknown as Hook),
  };
}

function readObject(file: string): JsonObject {
  try {
    return objectOf(JSON.parse(readFileSync(file, "utf8")) as Json);
  } catch {
    return {};
  }
}

/** In format 1 each container had a sandbox of its own. */
function sandboxOf(found: JsonObject, id: string): string {
  const sandbox = text(found["sandbox"]);
  if (sandbox === "") return id;
  checkId(sandbox);
  return sandbox;
}

function isCgroup(path: string): boolean {
  return path.startsWith(cgroupRoot) && normalize(path) === path && path.slice(cgroupRoot.length).replace(/\/+$/, "") !== "";
}

function isHook(value: Json): value is JsonObject {
  if (!isObject(value) || !text(value["path"]).startsWith("/")) return false;
  const { args = [], env = [], timeout = 1 } = value;
  const areTexts = (values: Json): boolean => Array.isArray(values) && values.every((one) => typeof one === "string");
  return areTexts(args) && areTexts(env) && typeof timeout === "number" && timeout > 0;
}

function processOf(value: Json | undefined): HostProcess | null {
  const { pid, startTime } = objectOf(value);
  return typeof pid === "number" && Number.isInteger(pid) && pid > 1 && typeof startTime === "string" ? { pid, startTime } : null;
}

const objectOf = (value: Json | undefined): JsonObject => (isObject(value) ? value : {});
const list = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? (value as readonly Json[]) : []);
const text = (value: Json | undefined): string => (typeof value === "string" ? value : "");
