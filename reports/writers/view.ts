import { loadCatalogue, type Catalogue } from "../model/catalogue.ts";
import { categories, categoriesOf, categoryOf, type Category } from "../model/category.ts";
import { causeLines } from "../model/common-cause.ts";
import { differs } from "../model/compare.ts";
import { countText, countVerdicts, shareOf, totalOf } from "../model/counts.ts";
import { printable } from "../model/printable.ts";
import {
  areaOf, standardOf, verdicts, type CommandEvidence, type Output, type Results, type Run, type ScenarioRecord, type ScenarioResult, type Verdict,
} from "../model/results.ts";
import { linkOfIssue } from "../model/scenario-tags.ts";
import { failuresOf } from "../model/failures.ts";
import { byCodeUnit, sortedJson } from "../model/sorted-json.ts";
import { labelOf } from "../model/verdict-label.ts";

/** What a page shows: plain text that is safe to print, and still to be escaped for its format. */
export interface ReportView {
  readonly suite: { readonly name: string; readonly version: string; readonly commit: string };
  /** Why nothing passes, for the runs of which that has one reason. */
  readonly causes: readonly string[];
  readonly runs: readonly RunView[];
  /** The known failures of each run, by cause. */
  readonly failures: readonly RunCausesView[];
  readonly categories: typeof categories;
  readonly verdicts: readonly Verdict[];
  readonly areas: readonly AreaView[];
  readonly total: number;
  readonly differing: number;
}

export interface RunView {
  readonly runId: string;
  readonly profile: string;
  readonly version: string;
  readonly specVersion: string;
  readonly host: string;
  readonly accelerator: string;
  readonly startedAt: string;
  readonly complete: boolean;
  readonly expectations: Run["expectations"];
  /** By verdict: how many, and as tables show it. */
  readonly counts: Readonly<Record<Verdict, { readonly count: number; readonly text: string }>>;
  readonly total: number;
  readonly byCategory: readonly { readonly id: Category; readonly passed: number; readonly failed: number; readonly known: number; readonly other: number }[];
}

export interface AreaView {
  readonly name: string;
  readonly scenarios: readonly ScenarioView[];
}

export interface ScenarioView {
  readonly id: string;
  readonly anchor: string;
  readonly name: string;
  readonly feature: string;
  readonly place: string;
  readonly standard: string;
  readonly differs: boolean;
  readonly badges: readonly { readonly category: Category; readonly ids: readonly string[] }[];
  readonly statements: readonly { readonly id: string; readonly level: string; readonly text: string }[];
  readonly issues: readonly { readonly text: string; readonly url: string }[];
  readonly tags: readonly string[];
  readonly results: readonly (ResultView | null)[];
  /** Lower-case text that a search looks in. */
  readonly search: string;
}

/** The known failures of a run by cause. */
export interface RunCausesView {
  readonly runId: string;
  readonly causes: readonly {
    readonly class: string;
    readonly instead: string;
    /** An https link, or empty. */
    readonly link: string;
    readonly scenarios: readonly { readonly id: string; readonly anchor: string }[];
  }[];
}

export interface ResultView {
  readonly runId: string;
  readonly verdict: Verdict;
  readonly label: string;
  readonly reason: string;
  readonly failedStep: string;
  readonly observed: string;
  readonly observations: string;
  readonly instead: string;
  readonly because: string;
  /** An https link, or empty. */
  readonly link: string;
  readonly durationMs: number;
  readonly commands: readonly CommandView[];
  readonly configPatch: string;
}

export interface CommandView {
  readonly line: string;
  readonly ending: string;
  readonly streams: readonly { readonly name: string; readonly size: string; readonly head: string; readonly gap: string; readonly tail: string }[];
}

/** An output of no more bytes is kept whole. */
const keptBytes = 16 * 1024;

/** Gathers what the pages show. Evidence is left out of a plain pass, which keeps a page small. */
export function viewOf(results: Results, catalogue: Catalogue = loadCatalogue()): ReportView {
  const runIds = results.runs.map((run) => run.runId);
  const areas = new Map<string, ScenarioView[]>();
  for (const scenario of [...results.scenarios].sort((a, b) => byCodeUnit(a.id, b.id))) {
    const area = areaOf(scenario);
    areas.set(area, [...(areas.get(area) ?? []), scenarioView(scenario, runIds, catalogue)]);
  }
  return {
    suite: results.suite, causes: causeLines(results).map(printable),
    runs: results.runs.map((run) => runView(results, run, catalogue)),
    failures: results.runs.map((run) => causesView(results, run)),
    categories, verdicts,
    areas: [...areas].sort(([a], [b]) => byCodeUnit(a, b)).map(([name, scenarios]) => ({ name, scenarios })),
    total: results.scenarios.length,
    differing: results.scenarios.filter((scenario) => differs(scenario, runIds)).length,
  };
}

function causesView(results: Results, run: Run): RunCausesView {
  return {
    runId: run.runId,
    causes: failuresOf(results, run).causes.map(({ because, scenarios }) => ({
      class: because.class, instead: printable(because.instead), link: httpsOf(because.link), scenarios: scenarios.map(({ id }) => ({ id: printable(id), anchor: encodeURIComponent(id) })),
    })),
  };
}

/** A link that a page may have, or none. */
function httpsOf(link: string | null | undefined): string {
  return link?.startsWith("https://") === true ? link : "";
}

function runView(results: Results, run: Run, catalogue: Catalogue): RunView {
  const counts = countVerdicts(results, run.runId);
  return {
    runId: printable(run.runId), profile: printable(run.runtime.profile), version: printable(run.runtime.version),
    specVersion: printable(run.runtime.specVersion ?? "not told"),
    host: printable(`${run.host.distribution}, kernel ${run.host.kernel}, ${run.host.arch}, cgroup ${run.host.cgroup}`),
    accelerator: run.accelerator ?? "", startedAt: run.startedAt, complete: run.complete, expectations: run.expectations,
    counts: Object.fromEntries(verdicts.map((verdict) => [verdict, { count: counts.of[verdict], text: countText(counts, verdict) }])) as RunView["counts"],
    total: totalOf(counts),
    byCategory: categories.map(({ id }) => {
      const c = countVerdicts(results, run.runId, (scenario) => categoriesOf(scenario, catalogue).includes(id));
      return { id, passed: shareOf(c).passed, failed: c.of.fail, known: c.of["known-failure"], other: c.of.recorded + c.of.error + c.of.skipped };
    }),
  };
}

function scenarioView(scenario: ScenarioRecord, runIds: readonly string[], catalogue: Catalogue): ScenarioView {
  const idsBy = new Map<Category, string[]>();
  const statements: { id: string; level: string; text: string }[] = [];
  for (const id of scenario.requirements) {
    const requirement = catalogue.requirements.get(id);
    if (requirement === undefined) continue;
    const category = categoryOf(requirement);
    idsBy.set(category, [...(idsBy.get(category) ?? []), id]);
    statements.push({ id, level: requirement.basis === undefined ? requirement.level : `${requirement.basis}, read as ${requirement.level}`, text: requirement.statement });
  }
  for (const id of scenario.behaviours) {
    const behaviour = catalogue.behaviours.get(id);
    if (behaviour === undefined) continue;
    idsBy.set("runc", [...(idsBy.get("runc") ?? []), id]);
    statements.push({ id, level: "runc", text: behaviour.behaviour });
  }
  for (const id of scenario.limitations) {
    const limitation = catalogue.limitations.get(id);
    if (limitation !== undefined) statements.push({ id, level: `${limitation.kind} limitation`, text: limitation.title });
  }
  const text = [scenario.id, scenario.name, scenario.feature, ...scenario.tags].join(" ");
  return {
    id: printable(scenario.id), anchor: encodeURIComponent(scenario.id), name: printable(scenario.name), feature: printable(scenario.feature),
    place: printable(`${scenario.uri}:${scenario.line}`), standard: standardOf(scenario) ?? "", differs: differs(scenario, runIds),
    badges: categories.flatMap(({ id }) => { const ids = idsBy.get(id); return ids === undefined ? [] : [{ category: id, ids }]; }),
    statements, issues: scenario.issues.map((issue) => ({ text: printable(issue), url: linkOfIssue(issue) })),
    tags: scenario.tags.map(printable),
    results: runIds.map((runId) => { const result = scenario.results[runId]; return result === undefined ? null : resultView(runId, result); }),
    search: printable(text).toLowerCase(),
  };
}

function resultView(runId: string, result: ScenarioResult): ResultView {
  const plain = result.verdict === "pass";
  const { because, evidence } = result;
  const json = (value: { readonly [name: string]: unknown }): string => (Object.keys(value).length === 0 ? "" : printable(sortedJson(value)));
  return {
    runId: printable(runId), verdict: result.verdict, label: labelOf(result), reason: printable(result.reason ?? ""),
    failedStep: printable(result.failedStep ?? ""), observed: json(result.observed), observations: plain ? "" : json(result.observations),
    instead: printable(because?.instead ?? ""), because: because === null ? "" : printable(because.id === null ? because.class : `${because.class} ${because.id}`),
    link: httpsOf(because?.link), durationMs: result.durationMs,
    commands: plain || evidence === null ? [] : evidence.commands.map(commandView),
    configPatch: plain || evidence === null || evidence.configPatch === null ? "" : printable(sortedJson(evidence.configPatch)),
  };
}

/** A command, how it ended and what it printed. */
export function commandView(command: CommandEvidence): CommandView {
  const ending = command.signal !== null ? `ended by ${command.signal}` : command.exit === null ? "did not end" : `exit ${command.exit}`;
  return {
    line: printable(command.argv.map(quote).join(" ")), ending: printable(`${ending}, ${Math.round(command.durationMs)} ms`),
    streams: ([["stdout", command.stdout], ["stderr", command.stderr]] as const).filter(([, output]) => output.bytes > 0).map(([name, output]) => streamView(name, output)),
  };
}

function streamView(name: string, output: Output): CommandView["streams"][number] {
  // Names were taken out of what is kept, so that its length no longer tells whether anything is missing.
  const gap = output.bytes <= keptBytes ? "" : output.tail === "" ? `… the rest of ${output.bytes} bytes is left out` : `… the middle of ${output.bytes} bytes is left out …`;
  return { name, size: `${output.bytes} bytes, sha256 ${output.sha256.slice(0, 12)}`, head: printable(output.head), gap, tail: printable(output.tail) };
}

/** What is kept of a stream as one text. */
export function streamText(stream: CommandView["streams"][number]): string {
  return stream.gap === "" ? stream.head + stream.tail : `${stream.head}\n${stream.gap}\n${stream.tail}`;
}

/** An argument as a shell would read it back, for a reader to copy. */
function quote(argument: string): string {
  return /^[A-Za-z0-9_@%+=:,./$-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
}
