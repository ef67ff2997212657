/** vrun's processes on the host, found by the cgroup that their container names. */

import { readFileSync, readdirSync } from "node:fs";
import { token } from "./workspace.ts";

export function readOr(file: string, otherwise = ""): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return otherwise;
  }
}

export function allPids(): readonly number[] {
  return readdirSync("/proc").filter((name) => /^\d+$/.test(name)).map(Number);
}

export function commandOf(pid: number): string {
  return readOr(`/proc/${pid}/cmdline`).replaceAll("\0", " ").trim() || `[${readOr(`/proc/${pid}/comm`).trim()}]`;
}

function parentOf(pid: number): number {
  return Number(/^PPid:\s+(\d+)$/m.exec(readOr(`/proc/${pid}/status`))?.[1] ?? 0);
}

/** The processes in a container's cgroup; with a word, those whose command line has it. */
export function inContainer(id: string, word = ""): readonly number[] {
  const cgroup = `/${token}/${id}`;
  return allPids().filter((pid) => readOr(`/proc/${pid}/cgroup`).split("\n").some((line) => line.endsWith(cgroup)) && commandOf(pid).includes(word));
}

/** The helpers that one of these processes runs at the moment. */
export function helpersOf(parents: readonly number[]): readonly number[] {
  return allPids().filter((pid) => readOr(`/proc/${pid}/comm`).trim() === "vrun-host" && parents.includes(parentOf(pid)));
}
