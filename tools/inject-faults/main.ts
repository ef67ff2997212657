/**
 * Has system calls of vrun's processes fail, one in each round: a command then works or fails in one line, in bounded time, and
 * `delete --force` leaves nothing.
 *
 *     npm run inject-faults -- [--count 500] [--seed 1] [--only INDEX]
 *
 * Needs Debian's package strace. It exits with 1 when something was not so; each such round can be repeated by --only.
 */
import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";
import { FaultyHost } from "./host.ts";
import { faultOf, type Fault } from "./plan.ts";

/** A guest that does not answer is given up by vrun after 4 minutes at most. */
const longestMs = 300_000;
const againEvery = 10;

function described({ index, target, phase, call, error }: Fault): string {
  return `${index}: ${call} of the ${target} in ${phase} fails by ${error}`;
}

/** Node ends by itself where a call that it cannot do without fails: before vrun begins, in its threads, and as it exits. Its event loop aborts without a word. */
const byNode = /(Assertion|Check) failed|FATAL ERROR|^node: |Fatal error/m;
/** A command that takes longer was killed for it. */
const killedMs = 200_000;

/** What of a command's end is not as it should be. A process whose shim was hit ends as one that was killed, without a word. */
function faultsOf({ target, phase }: Fault, status: number | null, stderr: string, tookMs: number): readonly string[] {
  const lines = stderr.split("\n").filter((line) => line.trim() !== "");
  return [
    ...(tookMs > longestMs ? [`took ${Math.round(tookMs / 1000)} s`] : []),
    ...(/internal error|^\s+at /m.test(stderr) ? ["an error of ours, with a stack"] : []),
    ...(phase === "exec" && target === "shim" && status === 137 ? [] : status === null ? ["was ended by a signal"] : status !== 0 && lines.filter((line) => line.includes("level=error")).length !== 1 ? [`${lines.length} lines`] : []),
  ];
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { count: { type: "string", default: "500" }, seed: { type: "string", default: "1" }, only: { type: "string" } } });
  if (spawnSync("strace", ["--version"]).error !== undefined) {
    console.error("inject-faults: needs the program strace: install Debian's package of that name");
    process.exitCode = 3;
    return;
  }
  const host = new FaultyHost();
  const counts = { hit: 0, missed: 0, worked: 0, failed: 0, node: 0, wrong: 0 };
  const hits = new Map<string, number>();
  const seed = Number(values.seed);
  try {
    for (let index = Number(values.only ?? 0); values.only === undefined ? counts.hit < Number(values.count) : index === Number(values.only); index++) {
      const fault = faultOf(seed, index);
      const began = Date.now();
      const outcome = await host.run(fault);
      if (outcome === undefined) continue;
      const { ran: { status, stderr }, isHit, isAborted } = outcome;
      const tookMs = Date.now() - began;
      // As a monitor, the first process of a pid namespace, it cannot abort under a tracer, and is waited for.
      const isByNode = isAborted || fault.target === "command" && (byNode.test(stderr) || (status === null && stderr === "" && tookMs < killedMs));
      const wrong = [...(isByNode ? [] : faultsOf(fault, status, stderr, tookMs)), ...(await host.after())];
      if (index % againEvery === 0 && host.fixture.run("run", "--detach", "--bundle", "{bundles}/one", "one").status !== 0) wrong.push("no container of the same id can be run");
      if (index % againEvery === 0) wrong.push(...(await host.after()));
      counts[isHit ? "hit" : "missed"]++;
      if (isHit) counts[isByNode ? "node" : status === 0 ? "worked" : "failed"]++;
      if (isHit) hits.set(fault.target, (hits.get(fault.target) ?? 0) + 1);
      if (wrong.length > 0) {
        counts.wrong++;
        console.log(`${described(fault)} (status ${status}): ${wrong.join("; ")}\n  ${stderr.trim().slice(0, 600)}\n  again: npm run inject-faults -- --seed ${seed} --only ${index}`);
      } else if (values.only !== undefined) console.log(`${described(fault)} (status ${status}): ${stderr.trim().slice(0, 600)}`);
      if (counts.hit % 20 === 0) console.log(`${counts.hit} injected, ${counts.worked} worked all the same, ${counts.failed} failed in one line, ${counts.node} ended Node itself, ${counts.wrong} wrong, ${counts.missed} not met`);
    }
  } finally {
    host.fixture.run("delete", "--force", "one");
    host.fixture.close();
  }
  console.log(`seed ${seed}: ${counts.hit} injected (${[...hits].sort().map(([target, count]) => `${target} ${count}`).join(", ")}): ${counts.worked} worked all the same, ${counts.failed} failed in one line, ${counts.node} ended Node itself, ${counts.wrong} wrong; ${counts.missed} were not met`);
  process.exitCode = counts.wrong === 0 ? 0 : 1;
}

void main();
