/**
 * What `npm test` does after the set-up: runs the checks, says what failed, and ends with their sum on one line.
 *
 *   node --require ts-node/register setup/checks/main.ts [NAME...]
 */
import { Listr, type ListrTask } from "listr2";
import { documents } from "./document-checks.ts";
import { mutants } from "./mutant-checks.ts";
import { sum, type Check, type Outcome } from "./outcome.ts";
import { cTests, hostileGuests, lint, types, unit, vmTests } from "./source-checks.ts";
import { hostile, interrupts, smokeOnVrun, suiteOnNewest, suiteOnRuntimes } from "./suite-checks.ts";

/** Checks of one group follow one another; the groups of a stage go side by side. The suite has the machine for itself. */
const stages: readonly (readonly (readonly Check[])[])[] = [
  [[lint, cTests], [types, unit]],
  [[suiteOnRuntimes, suiteOnNewest, smokeOnVrun, interrupts, hostile, documents, mutants, hostileGuests, vmTests]],
];

/** Checks that run only when they are named. */
const onDemand: readonly Check[] = [suiteOnNewest, vmTests];

/** How often a line of progress is printed where there is no terminal. */
const lineEveryMs = 20_000;

async function main(names: readonly string[]): Promise<void> {
  const all = stages.flat(2);
  const unknown = names.find((name) => !all.some((check) => check.name === name));
  if (unknown !== undefined) {
    console.error(`lacuna: no check is called "${unknown}"; known are ${all.map((check) => check.name).join(", ")}`);
    process.exitCode = 2;
    return;
  }
  const live = process.stdout.isTTY && process.env["CI"] === undefined;
  const outcomes = new Map<Check, Outcome>();
  const taskOf = (check: Check): ListrTask => ({
    title: check.title,
    task: async (_, task) => {
      const started = Date.now();
      let printedAt = started;
      const outcome = await check.run((line) => {
        if (!live && Date.now() - printedAt < lineEveryMs) return;
        printedAt = Date.now();
        task.output = line;
      }).catch((error: unknown): Outcome => ({ passed: 0, failed: 1, skipped: 0, details: [error instanceof Error ? error.message : String(error)] }));
      outcomes.set(check, outcome);
      task.title = `${check.title}: ${countsOf(outcome)} (${Math.round((Date.now() - started) / 1000)} s)`;
      if (outcome.failed > 0) throw new Error(`${check.title}: ${outcome.failed} failed`);
    },
  });
  for (const stage of stages) {
    const groups = stage.map((group) => group.filter((check) => names.length === 0 ? !onDemand.includes(check) : names.includes(check.name))).filter((group) => group.length > 0);
    if (groups.length === 0) continue;
    const chains = groups.map((group): ListrTask => ({
      title: group.map((check) => check.title).join(", "),
      task: (_, task) => task.newListr(group.map(taskOf), { concurrent: false, exitOnError: false }),
    }));
    await new Listr(chains, { concurrent: true, exitOnError: false, renderer: live ? "default" : "simple" }).run();
  }
  for (const [check, outcome] of outcomes) {
    if (outcome.details.length > 0) console.log(`\n${check.title}\n${outcome.details.map((line) => `  ${line}`).join("\n")}`);
  }
  const total = sum([...outcomes.values()]);
  console.log(`\n${countsOf(total)}`);
  process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
}

function countsOf({ passed, failed, skipped }: Outcome): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

void main(process.argv.slice(2));
