/**
 * Feeds vrun's parsers and its plan with what no manager writes.
 *
 *   npm run fuzz -- [--cases N] [--seed N]      2000 cases of a seed that is drawn, unless said
 *
 * Tries the corpus first, stops at the first case that goes wrong, makes it as small as it can and keeps it in the corpus.
 */
import { parseArgs } from "node:util";
import fc from "fast-check";
import { cases } from "./cases.ts";
import { keep, readCorpus } from "./corpus.ts";
import { judge } from "./judge.ts";

function main(): number {
  const { values } = parseArgs({ options: { cases: { type: "string", default: "2000" }, seed: { type: "string", default: String(Date.now() % 2 ** 31) } } });
  const [count, seed] = [Number(values.cases), Number(values.seed)];
  for (const tried of readCorpus()) {
    const { wrong } = judge(tried);
    if (wrong === undefined) continue;
    console.error(`corpus/${tried.name}: ${wrong}`);
    return 1;
  }
  const started = Date.now();
  let taken = 0;
  const found = fc.check(
    fc.property(cases, (tried) => {
      const verdict = judge(tried);
      if (verdict.taken) taken++;
      if (verdict.wrong !== undefined) throw new Error(verdict.wrong);
    }),
    { numRuns: count, seed },
  );
  console.log(`${found.numRuns} cases of seed ${seed}: ${taken} taken, in ${((Date.now() - started) / 1000).toFixed(1)} s`);
  const [smallest] = found.counterexample ?? [];
  if (!found.failed || smallest === undefined) return 0;
  console.error(`kept as corpus/${keep(smallest)}: ${judge(smallest).wrong ?? "goes well when it is tried again"}`);
  return 1;
}

process.exitCode = main();
