/**
 * Says to vrun's readers of frames what no guest, shim or command says.
 *
 *   npm run fuzz-frames -- [--cases 100000] [--seed N] [--reader guest|shim|control]    so many conversations with each reader
 *   npm run fuzz-frames -- --reader shim --seed N --only INDEX                          one again
 *   npm run fuzz-frames -- --minutes 10                                                 the parts in C, by a coverage-guided fuzzer
 *
 * The last needs Debian's packages clang-14 and libclang-rt-14-dev, or another clang of which CLANG is the name.
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { playCases, readers, type Reader } from "./trial.ts";

const root = join(__dirname, "../..");
const grownMaxBytes = 32 * 1024 * 1024;

/** @returns Whether all went well. */
async function play(reader: Reader, seed: number, first: number, count: number): Promise<boolean> {
  const { cases, faults, tookMs, grownBytes } = await playCases(reader, seed, first, count);
  const grown = `${(grownBytes / 2 ** 20).toFixed(1)} MiB more in use than after a tenth`;
  console.log(`${reader}: ${cases} conversations of seed ${seed} in ${(tookMs / 1000).toFixed(1)} s, ${faults.length} went wrong${count === 1 ? "" : `, ${grown}`}`);
  for (const fault of faults) console.log(`  ${fault}\n  again: npm run fuzz-frames -- --reader ${reader} --seed ${seed} --only ${fault.split(":")[0]}`);
  return faults.length === 0 && (count === 1 || grownBytes < grownMaxBytes);
}

/** @returns The exit status. */
function fuzzPrograms(minutes: number): number {
  const clang = process.env["CLANG"] ?? "clang-14";
  const version = /\d+$/.exec(clang)?.[0] ?? "14";
  const probe = spawnSync(clang, ["-fsanitize=fuzzer", "-x", "c", "-o", "/dev/null", "-"], { input: "int LLVMFuzzerTestOneInput(const char *input, long size) { return input && size && 0; }" });
  if (probe.error !== undefined || probe.status !== 0) {
    console.error(`fuzz-frames: needs libFuzzer: apt-get install clang-${version} libclang-rt-${version}-dev`);
    return 3;
  }
  for (const part of ["guest", "host"]) {
    const out = join(root, ".cache", `${part}-build`);
    const { status } = spawnSync("nice", ["make", "-C", join(root, "runtime", part), "fuzz", `MINUTES=${minutes}`, `CLANG=${clang}`, `OUT=${out}`], { stdio: "inherit" });
    if (status !== 0) return 1;
  }
  return 0;
}

async function main(): Promise<number> {
  const { values } = parseArgs({ options: {
    cases: { type: "string", default: "100000" }, seed: { type: "string", default: String(Date.now() % 2 ** 31) },
    reader: { type: "string" }, only: { type: "string" }, minutes: { type: "string" },
  } });
  if (values.minutes !== undefined) return fuzzPrograms(Number(values.minutes));
  const chosen = readers.filter((reader) => values.reader === undefined || reader === values.reader);
  if (chosen.length === 0) {
    console.error(`fuzz-frames: --reader takes ${readers.join(", ")}`);
    return 2;
  }
  let isWell = true;
  for (const reader of chosen)
    isWell = (await play(reader, Number(values.seed), Number(values.only ?? 0), values.only === undefined ? Number(values.cases) : 1)) && isWell;
  return isWell ? 0 : 1;
}

void main().then((status) => process.exit(status));
