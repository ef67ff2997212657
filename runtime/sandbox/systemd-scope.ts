/** A container's cgroup as systemd makes it: a transient scope. */

import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { ConfigError, HostError, UnsupportedError } from "../errors/errors.ts";
import { waitUntil } from "./host-process.ts";

/** What systemd is asked for. */
export interface Scope {
  readonly slice: string;
  readonly unit: string;
  /** As systemd-run takes them, NAME=VALUE. */
  readonly properties: readonly string[];
}

/** A scope that is there, kept by a process that does nothing else. */
export interface HeldScope {
  /** The scope's cgroup, below the root of systemd's hierarchy; it is to be the same in all others. */
  readonly cgroupsPath: string;
  /** The container's processes are in the scope by now: it ends with the last of them. */
  release(): void;
}

const startTimeoutMs = 20_000;
/** What runc always asks for: managers read the scope's accounting. */
const scopeProperties = ["Delegate=yes", "DefaultDependencies=no", "CPUAccounting=yes", "IOAccounting=yes", "MemoryAccounting=yes", "TasksAccounting=yes"];
const propertyAnnotation = "org.systemd.property.";

/**
 * Reads a cgroupsPath of the form slice:prefix:name, as runc does.
 *
 * @param cgroupsPath Empty for runc's default.
 * @throws {ConfigError | HostError | UnsupportedError} when it has another form, systemd does not run, or a part of it cannot be had.
 */
export function planScope(cgroupsPath: string, id: string, annotations: Readonly<Record<string, string>>): Scope {
  const [slice = "", prefix = "", name = ""] = cgroupsPath === "" ? ["", "runc", id] : cgroupsPath.split(":");
  if (cgroupsPath !== "" && cgroupsPath.split(":").length !== 3)
    throw new ConfigError(`expected cgroupsPath to be of format "slice:prefix:name" for systemd cgroups, got ${JSON.stringify(cgroupsPath)} instead`);
  if (name.endsWith(".slice")) throw new UnsupportedError("a slice as the container's cgroup", `cgroupsPath ${cgroupsPath} with --systemd-cgroup`, "the name is a slice's");
  if (!existsSync("/run/systemd/system")) throw new HostError("systemd not running on this host, cannot use systemd cgroups manager");
  if (slice !== "" && slice !== "-" && (!slice.endsWith(".slice") || slice.includes("/"))) throw new ConfigError(`invalid slice name: ${slice}`);
  return { slice: slice === "" ? "system.slice" : slice === "-" ? "-.slice" : slice, unit: `${prefix}-${name}.scope`, properties: annotatedProperties(annotations) };
}

/**
 * The unit properties that annotations ask for: their values are GVariant texts, which systemd-run does not read.
 *
 * @throws {ConfigError} for a name or value that runc would not take, or that is neither a truth value, a number, a string
 *   nor a list of strings.
 */
export function annotatedProperties(annotations: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(annotations).flatMap(([key, text]) => {
    if (!key.startsWith(propertyAnnotation)) return [];
    const name = key.slice(propertyAnnotation.length);
    if (!/^[A-Za-z]{3,}$/.test(name)) throw new ConfigError(`annotation ${key} name incorrect: it must be three letters or more, and nothing else`);
    const value = plainValue(text.trim());
    if (value === undefined) throw new ConfigError(`annotation ${key}=${text} value parse error`);
    const span = /^(.*[a-z])(U?)Sec$/.exec(name);
    if (span === null) return [`${name}=${value}`];
    if (!/^\d+(\.\d+)?$/.test(value)) throw new ConfigError(`annotation ${key}=${text} value parse error: not a number`);
    return [`${span[1]}Sec=${value}${span[2] === "U" ? "us" : "s"}`];
  });
}

function plainValue(text: string): string | undefined {
  if (text === "true" || text === "false") return text;
  const number = /^(?:(?:byte|u?int(?:16|32|64)|double) )?(-?\d+(?:\.\d+)?)$/.exec(text);
  if (number !== null) return number[1];
  const list = /^\[(.*)\]$/.exec(text);
  const words = (list?.[1] ?? text).split(",").map((word) => /^\s*(?:'([^'\\]*)'|"([^"\\]*)")\s*$/.exec(word));
  if ((list === null && words.length > 1) || words.includes(null)) return undefined;
  return words.map((word) => word?.[1] ?? word?.[2] ?? "").join(" ");
}

/** The cgroup of a process in systemd's own hierarchy, of version 1 or 2. */
function systemdCgroup(pid: number): string {
  const lines = readFileSync(`/proc/${pid}/cgroup`, "utf8").split("\n");
  const line = lines.find((one) => one.includes(":name=systemd:")) ?? lines.find((one) => one.startsWith("0::")) ?? "";
  return line.split(":").slice(2).join(":");
}

/** Has systemd make a scope. @throws {HostError} with what systemd said. */
export async function startScope({ slice, unit, properties }: Scope, id: string): Promise<HeldScope> {
  const words = ["--quiet", "--scope", "--collect", "--unit", unit, "--slice", slice, "--description", `vrun container ${id}`];
  const child: ChildProcess = spawn("systemd-run", [...words, ...[...scopeProperties, ...properties].flatMap((one) => ["--property", one]), "--", "cat"], { stdio: ["pipe", "ignore", "pipe"] });
  let said = "";
  let ended = false;
  child.stderr?.on("data", (chunk: Buffer) => (said += chunk.toString("utf8")));
  child.on("error", (error) => (said += error.message));
  for (const event of ["error", "exit"]) child.on(event, () => (ended = true));
  const isIn = (): boolean => !ended && basename(systemdCgroup(child.pid ?? 0)) === unit;
  await waitUntil(() => ended || isIn(), startTimeoutMs);
  if (!isIn()) {
    child.kill("SIGKILL");
    throw new HostError(`systemd made no scope ${unit}: ${said.trim() || `no answer within ${startTimeoutMs} ms`}`);
  }
  return { cgroupsPath: systemdCgroup(child.pid ?? 0), release: () => child.stdin?.end() };
}
