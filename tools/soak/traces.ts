/** What there is on the host of containers: taken before and after, the two must be the same. */

import { readdirSync, readlinkSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { allPids, commandOf, inContainer, readOr } from "./processes.ts";
import { hierarchies, stateRoot, token, workFolder } from "./workspace.ts";

/** Lines by what they are of. */
export type Traces = Readonly<Record<string, readonly string[]>>;

const folders = ["/tmp", "/run", "/dev/shm", "/var/lib/vrun"];

/** What is in `after` and not in `before`, and the other way round; as often as it is more often there. */
export function differences(before: Traces, after: Traces): readonly string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((kind) => {
    const [old, current] = [before[kind] ?? [], after[kind] ?? []];
    return [...surplus(current, old).map((line) => `${kind} more: ${line}`), ...surplus(old, current).map((line) => `${kind} gone: ${line}`)];
  });
}

function surplus(lines: readonly string[], than: readonly string[]): readonly string[] {
  const left = [...than];
  return lines.filter((line) => {
    const at = left.indexOf(line);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

/** Of these namespaces. @param networks Names of network namespaces, whose interfaces are looked at too. */
export function takeTraces(networks: readonly string[]): Traces {
  return {
    process: allPids().filter((pid) => pid !== process.pid && commandOf(pid) !== "[]").map((pid) => `${pid} ${commandOf(pid)}`),
    mount: mounts(),
    cgroup: cgroups(),
    interface: [interfaces(null), ...networks.map(interfaces)].flat(),
    file: folders.flatMap((folder) => files(folder)).filter((path) => !path.startsWith(workFolder)),
    socket: readOr("/proc/net/unix").split("\n").flatMap((line) => line.trim().split(/\s+/).slice(7, 8)),
    "shared memory": ["shm", "sem", "msg"].flatMap((kind) => readOr(`/proc/sysvipc/${kind}`).split("\n").slice(1)).filter((line) => line !== ""),
  };
}

function mounts(): readonly string[] {
  return readOr("/proc/self/mountinfo").split("\n").filter((line) => line !== "").map((line) => {
    const words = line.split(" ");
    return `${words[4]} ${words.slice(words.indexOf("-") + 1, words.indexOf("-") + 3).join(" ")}`;
  });
}

/** Those of the soak, wherever they are. */
function cgroups(): readonly string[] {
  return hierarchies().flatMap(below).filter((path) => path.includes(token));
}

function children(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name));
  } catch {
    return [];
  }
}

function below(folder: string): readonly string[] {
  return children(folder).flatMap((child) => [child, ...below(child)]);
}

function interfaces(network: string | null): readonly string[] {
  const { stdout } = spawnSync("ip", [...(network === null ? [] : ["-netns", network]), "-oneline", "link"], { encoding: "utf8" });
  return stdout.split("\n").flatMap((line) => line.split(": ").slice(1, 2)).map((name) => `${network ?? "own"} ${name}`);
}

function files(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? [path, ...files(path)] : [entry.isSymbolicLink() ? `${path} -> ${readlinkSync(path)}` : path];
    });
  } catch {
    return [];
  }
}

/** What there is of one container that has been deleted. */
export function tracesOf(id: string): readonly string[] {
  const cgroup = `${token}/${id}`;
  return [
    ...inContainer(id).map((pid) => `process ${pid} ${commandOf(pid)}`),
    ...hierarchies().flatMap((hierarchy) => children(join(hierarchy, token))).filter((path) => path.endsWith(cgroup)).map((path) => `cgroup ${path}`),
    ...mounts().filter((line) => line.split(" ")[0]?.split("/").includes(id)).map((line) => `mount ${line}`),
    ...files(stateRoot).filter((path) => path.split("/").includes(id)).map((path) => `file ${path}`),
  ];
}
