/**
 * Makes, uses and deletes many containers while vrun's processes are killed, and looks for what is left.
 *
 *   npm run soak -- --help
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { isInside, runInside } from "./isolate.ts";
import { samplesAsCsv } from "./memory.ts";
import { parseOptions } from "./options.ts";
import { soak } from "./soak.ts";
import { asMarkdown, summarize } from "./summary.ts";
import { resultFolder, token } from "./workspace.ts";

const root = join(__dirname, "../..");
const interruptedStatus = 130;

async function main(): Promise<number> {
  const options = parseOptions(root);
  if (!isInside()) {
    const status = await runInside(options.out, root);
    console.error(`soak: the results are in ${options.out}`);
    return status;
  }
  const stop = new AbortController();
  const say = (line: string): void => console.error(`soak: ${line}`);
  process.stdin.resume().on("end", () => {
    say("ends after the steps under way");
    stop.abort();
  });
  const result = await soak(options, stop.signal, say);
  const summary = summarize(options, result, { [`${token}-`]: "", [token]: "soak", [root]: "." });
  writeFileSync(join(resultFolder, "summary.json"), `${JSON.stringify(summary, null, 2)}\n`);
  writeFileSync(join(resultFolder, "summary.md"), asMarkdown(summary));
  writeFileSync(join(resultFolder, "memory.csv"), samplesAsCsv(result.samples));
  console.log(asMarkdown(summary));
  console.log(summary.clean ? "Nothing unexpected." : "Something is not as it should be: see above.");
  if (!summary.clean) return 1;
  return summary.ending === "it was interrupted" ? interruptedStatus : 0;
}

main().then(
  // The input, which is watched for its end, would keep this process.
  (status) => process.exit(status),
  (error: unknown) => {
    console.error(`soak: ${error instanceof Error ? error.message : String(error)}`);
    process.exit(1);
  },
);
