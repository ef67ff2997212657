/**
 * Runs scenarios on runtimes that harm the suite itself: each costs the scenario that it does it in, as a fail that says
 * so, and the next one goes on as usual. Needs root, runc and a built checkout. The runtimes end and stop processes as they
 * like: `npm test -- hostile` runs this in a pid and a mount namespace of its own, and it runs nowhere else.
 */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import type { Results } from "../../reports/model/results.ts";
import { findCgroups } from "../../steps/domain/cgroups.ts";
import { featuresFor, probeHost } from "../../steps/domain/host-features.ts";
import { allPids, readProc } from "../../steps/domain/processes.ts";
import { identify } from "../identify.ts";
import { chooseRuntime } from "../runtime-argument.ts";
import { listScenarios, type ListedScenario } from "../scenarios.ts";
import { suiteIdentity } from "../suite-identity.ts";
import { runSuite } from "../suite-run.ts";

const outside = process.env["HOSTILE_OUTSIDE"];
if (outside === undefined || readlinkSync("/proc/self/ns/pid") === outside) throw new Error("needs namespaces of its own: npm test -- hostile makes them");

/** What a runtime does (fixtures/hostile-runtimes), and what the reason of its fail says. */
type Harms = Readonly<Record<string, RegExp>>;

const killed = /the runtime killed the process that started it \(SIGKILL\)/;
/** Of several processes that run scenarios nobody tells how one has ended. */
const runnerKilled = /the runtime (killed|ended) the process that ran the scenario( \(SIGKILL\))?$/;
const runnerEnded = /the runtime (killed|ended) the process that ran the scenario( \(SIGTERM\))?$/;
const flooded = /filled the scenario's folder with more than \d+ MiB, and all of it was killed/;

/** Of each kind: killing and stopping what runs the scenario; leaving something; taking too much; never ending. */
const kinds: Readonly<Record<string, Harms>> = {
  "kills or stops the suite": {
    "kills-parent": killed, "kills-keeper": killed, "kills-both": killed, "kills-group": /signal SIGKILL/, "kills-launchers": killed,
    "kills-worker": runnerKilled, "ends-worker": runnerEnded, "kills-suite": runnerKilled,
    "stops-parent": /the runtime stopped the process that started it \(SIGSTOP\)/, "stops-group": /timed out/,
    "stops-worker": /the runtime stopped the process that ran the scenario \(SIGSTOP\)/,
  },
  "leaves something": {
    "makes-fifos": /the process never printed|printed/, "leaves-writer": /left behind after every delete: process \d+ \(daemon\)/, "leaves-in-folder": /left behind after every delete: process \d+ \(daemon\)/,
    "leaves-respawner": /left behind after every delete: process \d+ \(daemon\)/, "leaves-mount": /left behind after every delete: .*mount .*\/bundle/,
    "leaves-immutable": /left behind after every delete: \d+ files that are immutable/, "leaves-depth": /left behind after every delete: \d+ files that are immutable/,
    "changes-programs": /left behind after every delete: changes of the programs that container roots share/,
    "makes-pid-fifo": /pid file: expected a regular file/,
  },
  "takes too much": {
    "prints-out": flooded, "prints-err": flooded, "prints-behind": flooded, "fills-nameless": flooded,
    "makes-files": /filled the scenario's folder with more than 20000 files/, forks: /filled the host with more than 1000 processes/,
  },
  "never ends": { "never-creates": /timed out/, "never-tells": /timed out/, "never-deletes": /left behind after every delete|timed out/ },
};

const root = path.join(__dirname, "../..");
const work = path.join(root, ".cache/work");
/** Long for a runtime that works, and short for who waits for one that does not. */
const endlessMs = 5000;
/** Most memory that any process of the suite may come to need. */
const memoryMib = 600;
const watchMs = 200;
const scratch = mkdtempSync(path.join(tmpdir(), "lacuna-hostile-"));
const victim = path.join(scratch, "victim");
mkdirSync(victim);
writeFileSync(path.join(victim, "kept"), "kept");
process.env["HOSTILE_VICTIM"] = victim;
after(() => rmSync(scratch, { recursive: true }));

const scenarios = listScenarios(root);
/** Scenarios that create, start and delete a container, which runc gets through; what is only recorded passes never. */
const simple = scenarios.filter(({ uri, steps, tags }) => uri.startsWith("features/spec/lifecycle/") && steps.includes("a running container") && !tags.some((tag) => /^@(needs|isolation)|^@id:state\/stopped-by-kill$/.test(tag)));

for (const parallel of [1, 2] as const) {
  for (const [kind, harms] of Object.entries(kinds)) {
    // At once, nobody can tell which scenario's runtime has killed the process that runs all of them.
    const names = Object.keys(harms).filter((name) => parallel === 1 || !["kills-launchers", "kills-suite", "stops-worker"].includes(name));
    const batches = Math.ceil(names.length / Math.floor(simple.length / 2));
    for (let batch = 0; batch < batches; batch++) {
      const part = names.filter((_, index) => index % batches === batch);
      test(`a runtime that ${kind} fails its own scenario, and no other, ${parallel} at once (${part.join(", ")})`, async () => {
        const before = leftNow();
        const { results, memory, tokens } = await runHostile(part, parallel, kind === "never ends" ? endlessMs : null);
        const verdicts = new Map(results.scenarios.map(({ id, results: byRun }) => [id, Object.values(byRun)[0]]));
        const seen = simple.slice(0, 2 * part.length).map(({ id }, index) => [index % 2 === 0 ? part[index / 2] : "runc", verdicts.get(id)?.verdict]);
        assert.deepEqual(seen, part.flatMap((name) => [[name, "fail"], ["runc", "pass"]]), JSON.stringify([...verdicts].map(([id, result]) => [id, result?.verdict, result?.reason]), null, 1));
        for (const [index, name] of part.entries()) assert.match(verdicts.get(simple[2 * index]?.id ?? "")?.reason ?? "", harms[name] ?? /^$/, name);
        assert.equal(results.runs[0]?.complete, true);
        assert.deepEqual(leftNow(), before);
        assert.deepEqual([...tokens].flatMap((token) => findCgroups(token)), []);
        assert.equal(readFileSync(path.join(victim, "kept"), "utf8"), "kept");
        assert.ok(memory < memoryMib, `a process came to need ${memory} MiB`);
      });
    }
  }
}

interface HostileRun {
  readonly results: Results;
  /** The most, in MiB, that one of the suite's processes has had. */
  readonly memory: number;
  /** Of its scenarios. */
  readonly tokens: ReadonlySet<string>;
}

/** Runs simple scenarios, the first of every two on a hostile runtime, and the other on runc. */
async function runHostile(names: readonly string[], parallel: number, commandMs: number | null): Promise<HostileRun> {
  const runtime = await identify(chooseRuntime("runc", root));
  const chosen = simple.slice(0, 2 * names.length);
  const standIns = Object.fromEntries(names.map((name, index) => [placeOf(chosen[2 * index]), programOf(name)]));
  const profile = { ...runtime.profile, timeoutsMs: { ...runtime.profile.timeoutsMs, command: commandMs ?? runtime.profile.timeoutsMs.command } };
  let memory = 0;
  const tokens = new Set<string>();
  const watch = setInterval(() => {
    memory = Math.max(memory, ...allPids().map(memoryOf));
    for (const token of tokensNow()) tokens.add(token);
  }, watchMs);
  try {
    const directory = mkdtempSync(path.join(scratch, "run-"));
    const results = await runSuite({
      root, suite: await suiteIdentity(root), runtime: { ...runtime, profile }, features: featuresFor(profile, await probeHost()), all: scenarios, chosen, parallel, shard: null, selection: null,
      directory, verbose: false, standIns,
    }, () => {}, new AbortController().signal);
    return { results, memory, tokens };
  } finally {
    clearInterval(watch);
  }
}

function placeOf(scenario: ListedScenario | undefined): string {
  return scenario === undefined ? "" : `${scenario.uri}:${scenario.line}`;
}

function programOf(name: string): string {
  const program = path.join(scratch, name);
  if (!existsSync(program)) symlinkSync(path.join(root, "fixtures/hostile-runtimes/hostile"), program);
  return program;
}

/** The most memory, in MiB, that a process of the suite has had. */
function memoryOf(pid: number): number {
  const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readProc(pid, "status") ?? "")?.[1] ?? "0";
  return readProc(pid, "comm")?.startsWith("node") === true ? Math.round(Number(peak) / 1024) : 0;
}

function tokensNow(): readonly string[] {
  return workFolders().flatMap((folder) => {
    try {
      return readdirSync(path.join(work, folder)).filter((name) => name.startsWith("lacuna-"));
    } catch {
      return []; // it has just been removed
    }
  });
}

function workFolders(): readonly string[] {
  return readdirSync(work);
}

/** Processes, mounts and working folders that there are. */
function leftNow(): Readonly<Record<string, readonly string[]>> {
  return {
    processes: allPids().map((pid) => `${pid} ${readProc(pid, "cmdline")?.replaceAll("\0", " ").trim() ?? ""}`),
    mounts: readFileSync("/proc/self/mountinfo", "utf8").split("\n"),
    folders: workFolders(),
  };
}
