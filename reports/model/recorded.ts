import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { causeOf, entriesOf, loadExpectations, type Expectation, type ExpectationSet } from "./expectations.ts";
import { caseIds, readFeatures } from "./features.ts";
import { InputError } from "./input-error.ts";
import { mergeResults } from "./merge.ts";
import type { Cause, Exclusion, Host, HostFeature, Observed, Outcome, Results, Run, ScenarioRecord, ScenarioResult, Suite } from "./results.ts";
import { readTags } from "./scenario-tags.ts";
import { checkSchema } from "./schema.ts";
import { byCodeUnit, equalAsJson } from "./sorted-json.ts";
import { rangeCovers } from "./version.ts";

/*
 * Recorded results: one file a run, with a header and one line a scenario, which says what a results file says but for
 * evidence and times. Names and tags come from the features, and the words of a cause from the expectations.
 */

/** How a scenario ended, where one word and a name do not say it. */
interface LongEnd {
  readonly verdict: string;
  readonly reason?: string;
  readonly at?: string;
  readonly observed?: { readonly [name: string]: Observed };
  readonly excluded?: Exclusion;
  readonly observations?: { readonly [name: string]: Observed };
  /** Where it ran, if not on the run's own host: a place in `hosts`. */
  readonly host?: number;
}

interface RecordedRun {
  readonly schemaVersion: 2;
  readonly suite: Suite;
  readonly run: Omit<Run, "features">;
  readonly features: { readonly present: readonly string[]; readonly absent: { readonly [name: string]: string } };
  readonly hosts?: readonly Host[];
  readonly scenarios: { readonly [id: string]: string | LongEnd };
}

const schemaFile = "reports/model/recorded.schema.json";

/** The name of a run's file. */
export function recordedName({ runtime }: Run): string {
  return `${runtime.profile}-${runtime.version}.json`;
}

/** The text of a run's file: sorted, and one line a scenario, so that its differences can be read. */
export function recordedText(results: Results, run: Run): string {
  const hosts: Host[] = [];
  const lines = [...results.scenarios].sort((a, b) => byCodeUnit(a.id, b.id)).flatMap(({ id, results: byRun }) => {
    const result = byRun[run.runId];
    return result === undefined ? [] : [`    ${JSON.stringify(id)}: ${JSON.stringify(endOf(result, hosts))}`];
  });
  const { features, ...rest } = run;
  const names = Object.keys(features).sort(byCodeUnit);
  const header = {
    schemaVersion: 2, suite: results.suite, run: rest,
    features: {
      present: names.filter((name) => features[name]?.present === true),
      absent: Object.fromEntries(names.filter((name) => features[name]?.present !== true).map((name) => [name, features[name]?.reason ?? ""])),
    },
    ...(hosts.length === 0 ? {} : { hosts }),
  };
  return `${JSON.stringify(header, null, 2).replace(/\n\}$/, "")},\n  "scenarios": {\n${lines.join(",\n")}\n  }\n}\n`;
}

function endOf(result: ScenarioResult, hosts: Host[]): string | LongEnd {
  const end = endWords(result);
  if (result.host === undefined) return end;
  const known = hosts.findIndex((host) => equalAsJson(host, result.host));
  const host = known === -1 ? hosts.push(result.host) - 1 : known;
  return typeof end === "string" ? { verdict: end, host } : { ...end, host };
}

function endWords(result: ScenarioResult): string | LongEnd {
  const { verdict, because, skip, outcome, observed, excluded } = result;
  switch (verdict) {
    case "pass": return outcome === undefined ? "pass" : `pass ${outcome}`;
    case "known-failure": case "unexpected-pass": return `${verdict} ${because?.cause ?? because?.id ?? "unknown"}`;
    case "skipped": return skip?.kind === "host-lacks" ? `host-lacks ${skip.feature}` : "not-applicable";
    case "recorded": return { verdict, observations: result.observations };
    case "fail": case "error": return {
      verdict, reason: result.reason ?? "", ...(result.failedStep === null ? {} : { at: result.failedStep }), ...(excluded === undefined ? {} : { excluded }), observed,
    };
  }
}

/**
 * Reads a folder of recorded results, as results without evidence and times.
 *
 * @throws {InputError} There is none, or a file is none of a recorded run.
 */
export function readRecorded(folder: string, known: (profile: string) => ExpectationSet | null = loadExpectations): Results {
  const files = readdirSync(folder).filter((name) => name.endsWith(".json")).sort();
  if (files.length === 0) throw new InputError(`${folder}: there are no recorded results; "lacuna record" writes some`);
  const scenarios = declared();
  const parts = files.map((name) => {
    const file = path.join(folder, name);
    return resultsOf(checkSchema<RecordedRun>(schemaFile, jsonOf(file), file), scenarios, known);
  });
  const [first] = parts;
  // Runs that were recorded at different commits stand side by side: what they say of scenarios is that of today's features.
  return mergeResults(parts.map((part) => ({ ...part, suite: first?.suite ?? part.suite })));
}

function jsonOf(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as unknown;
  } catch (error) {
    throw new InputError(`${file}: no recorded results can be read here (${error instanceof Error ? error.message : String(error)})`, error);
  }
}

/** What the features say of each scenario, by its id. */
function declared(): ReadonlyMap<string, Omit<ScenarioRecord, "results">> {
  return new Map(readFeatures().scenarios.flatMap((scenario) => caseIds(scenario).map((id, index) => {
    const { name, feature, uri } = scenario;
    const { line, tags } = scenario.cases[index] ?? scenario;
    const { requirements, behaviours, limitations, issues } = readTags(tags);
    return [id, { id, name, feature, uri, line, tags, requirements, behaviours, limitations, issues }];
  })));
}

/** A scenario that the features no longer have. */
function gone(id: string): Omit<ScenarioRecord, "results"> {
  return { id, name: id, feature: "", uri: "", line: 1, tags: [], requirements: [], behaviours: [], limitations: [], issues: [] };
}

function resultsOf(recorded: RecordedRun, scenarios: ReadonlyMap<string, Omit<ScenarioRecord, "results">>, known: (profile: string) => ExpectationSet | null): Results {
  const feature = (present: boolean, reason: string): HostFeature => ({ present, where: "host", probe: "", reason });
  const run: Run = {
    ...recorded.run,
    features: {
      ...Object.fromEntries(recorded.features.present.map((name) => [name, feature(true, "")])),
      ...Object.fromEntries(Object.entries(recorded.features.absent).map(([name, reason]) => [name, feature(false, reason)])),
    },
  };
  const set = known(run.runtime.profile);
  const entries = new Map((set === null ? [] : entriesOf(set)).filter(({ versions }) => versions === null || rangeCovers(versions, run.runtime.version))
    .map((entry) => [`${entry.cause.id} ${entry.scenario}`, entry]));
  return {
    schemaVersion: 2, suite: recorded.suite, runs: [run],
    scenarios: Object.entries(recorded.scenarios).map(([id, end]) => {
      const { host, ...long } = typeof end === "string" ? { verdict: end } : end;
      const place = host === undefined ? undefined : recorded.hosts?.[host];
      const result = resultOf(long, id, entries, run);
      return { ...(scenarios.get(id) ?? gone(id)), results: { [run.runId]: place === undefined ? result : { ...result, host: place } } };
    }),
  };
}

function resultOf(end: LongEnd, id: string, entries: ReadonlyMap<string, Expectation>, run: Run): ScenarioResult {
  const [word = "", name = ""] = end.verdict.split(" ");
  const common = { because: null, reason: null, failedStep: null, observed: {}, durationMs: 0, runtimeMs: 0, observations: end.observations ?? {}, evidence: null } as const;
  switch (word) {
    case "pass": return { ...common, verdict: "pass", ...(name === "" ? {} : { outcome: name as Outcome }) };
    case "known-failure": case "unexpected-pass": {
      const entry = entries.get(`${name} ${id}`);
      const because: Cause = entry === undefined ? { cause: name, class: "unreviewed", id: null, instead: `The cause ${name} is no longer listed.`, link: null } : causeOf(entry.cause);
      if (word === "unexpected-pass") return { ...common, verdict: word, because };
      const outcome = entry?.cause.outcome === undefined ? {} : { outcome: entry.cause.outcome };
      return { ...common, verdict: word, ...outcome, because, reason: because.instead, failedStep: entry?.at ?? null, observed: entry?.observed ?? {} };
    }
    case "not-applicable": return { ...common, verdict: "skipped", skip: { kind: word } };
    case "host-lacks": return { ...common, verdict: "skipped", skip: { kind: word, feature: name }, reason: run.features[name]?.reason ?? null };
    case "recorded": return { ...common, verdict: word };
    case "fail": case "error": {
      const excluded = end.excluded === undefined ? {} : { excluded: end.excluded };
      return { ...common, verdict: word, reason: end.reason ?? null, failedStep: end.at ?? null, ...excluded, observed: end.observed ?? {} };
    }
    default: throw new InputError(`${run.runId} ${id}: recorded results know no verdict "${end.verdict}"`);
  }
}
