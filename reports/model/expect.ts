import { isMap, isScalar, isSeq, parseDocument, type Document, type Scalar } from "yaml";
import { entriesOf, expectationsOf, readExpectations, type Expectation, type ExpectationSet } from "./expectations.ts";
import { judgeFailure, judgePass, messageOf } from "./verdict.ts";
import { summaryLine } from "./printable.ts";
import { areaOf, type Results, type Run, type ScenarioResult } from "./results.ts";
import { byCodeUnit, equalAsJson, sortedJson } from "./sorted-json.ts";
import { minorRangeOf, rangeCovers } from "./version.ts";

/** A scenario and the cause that it is, or is to be, listed under. */
export interface Listed {
  readonly cause: string;
  readonly scenario: string;
}

/** What a file of expectations lacked for a run, and what of it the run does not confirm. */
export interface ExpectationsUpdate {
  /** The file's new text. */
  readonly text: string;
  readonly added: readonly Listed[];
  readonly stale: readonly (Listed & { readonly why: string })[];
  /** Scenarios whose failure no expectation can list: out of time, in a Given, or without an observation. */
  readonly unlistable: readonly string[];
}

interface Lacking {
  readonly scenario: string;
  readonly at: string;
  readonly result: ScenarioResult;
}

/**
 * Adds to a file of expectations what a run's results lack, and marks what they contradict by a comment. New causes are of
 * class `unreviewed`, one for the failures of an area that look alike; a failure that another version is known for goes to
 * the same cause. Comments and order of the file stay.
 *
 * @param text the file as it is; null where there is none yet
 * @param scenarioIds all that the suite has
 * @throws {InputError} The text does not match the schema.
 */
export function updateExpectations(text: string | null, origin: string, results: Results, run: Run, scenarioIds: ReadonlySet<string>): ExpectationsUpdate {
  const { profile, version } = run.runtime;
  const document = parseDocument(text ?? `covers: [ "${minorRangeOf(version)}" ]\ncauses: []\n`);
  const causes = document.get("causes");
  if (isSeq(causes)) causes.flow = false;
  const before = readExpectations(document.toString(), profile, origin);
  if (!before.covers.some((range) => rangeCovers(range, version))) document.addIn(["covers"], minorRangeOf(version));
  const set = readExpectations(document.toString(), profile, origin);
  const { byScenario } = expectationsOf(set, version);
  const lacking: Lacking[] = [];
  const unlistable: string[] = [];
  const stale: (Listed & { readonly why: string })[] = [];
  for (const { id, results: byRun } of results.scenarios) {
    const result = byRun[run.runId];
    if (result === undefined) continue;
    const listed = byScenario.get(id) ?? [];
    const found = findingOf(result, listed);
    if (found === null) continue;
    stale.push(...listed.filter((entry) => entry.cause.sometimes !== true).map((entry) => ({ cause: entry.cause.id, scenario: id, why: found === "passes" ? "passes" : "fails otherwise" })));
    if (found === "unlistable") unlistable.push(id);
    else if (found !== "passes") lacking.push({ scenario: id, at: found.at, result });
  }
  for (const entry of entriesOf(set)) if (!scenarioIds.has(entry.scenario)) stale.push({ cause: entry.cause.id, scenario: entry.scenario, why: "no scenario has this id" });
  const added = add(document, set, lacking, set.covers.length > 1 ? minorRangeOf(version) : null);
  mark(document, version, stale);
  return { text: document.toString({ lineWidth: 0, flowCollectionPadding: true }), added, stale, unlistable };
}

/** What is to be done about a result: nothing, or it passes where it is listed, or its failure is not listed, or cannot be. */
function findingOf(result: ScenarioResult, listed: readonly Expectation[]): null | "passes" | "unlistable" | { readonly at: string } {
  if (result.verdict === "pass" || result.verdict === "unexpected-pass") return judgePass(listed).verdict === "pass" ? null : "passes";
  if (result.verdict !== "fail" && result.verdict !== "known-failure") return null;
  const { failedStep: step, observed, excluded = null } = result;
  if (judgeFailure({ step, observed, message: "", excluded }, listed).verdict === "known-failure") return null;
  return step === null || excluded !== null || Object.keys(observed).length === 0 ? "unlistable" : { at: step };
}

/** Adds entries for failures that are not listed. @returns them, in the order of causes */
function add(document: Document, set: ExpectationSet, lacking: readonly Lacking[], versions: string | null): readonly Listed[] {
  const groups = new Map<string, Lacking[]>();
  const added: Listed[] = [];
  const narrowed = versions === null ? {} : { versions };
  const entries = entriesOf(set);
  for (const one of lacking) {
    const elsewhere = entries.find((entry) => entry.scenario === one.scenario && entry.at === one.at && equalAsJson(entry.observed, one.result.observed));
    if (elsewhere === undefined) {
      const key = `${areaOf({ id: one.scenario })} ${shapeOf(one.result)}`;
      groups.set(key, [...(groups.get(key) ?? []), one]);
      continue;
    }
    document.addIn(["causes", set.causes.indexOf(elsewhere.cause), "failures"], failureNode(document, one, [one.scenario], narrowed));
    added.push({ cause: elsewhere.cause.id, scenario: one.scenario });
  }
  const taken = new Set(set.causes.map((cause) => cause.id));
  for (const group of groups.values()) {
    const [first] = group;
    if (first === undefined) continue;
    const id = freeId(first, taken);
    const said = `Not judged yet. Seen: ${summaryLine(messageOf(first.result.reason ?? "").split("\n")[0] ?? "", 200)}`;
    const failures = byFailure(group).map((alike) => {
      const scenarios = alike.map((one) => one.scenario).sort(byCodeUnit);
      added.push(...scenarios.map((scenario) => ({ cause: id, scenario })));
      return failureNode(document, alike[0] ?? first, scenarios, {});
    });
    document.addIn(["causes"], document.createNode({ id, class: "unreviewed", ...narrowed, instead: said, failures }));
  }
  return added;
}

/** Failures by step and observation. */
function byFailure(group: readonly Lacking[]): readonly (readonly Lacking[])[] {
  const alike = new Map<string, Lacking[]>();
  for (const one of group) {
    const key = sortedJson([one.at, one.result.observed]);
    alike.set(key, [...(alike.get(key) ?? []), one]);
  }
  return [...alike.values()];
}

function failureNode(document: Document, { at, result }: Lacking, scenarios: readonly string[], narrowed: { readonly versions?: string }) {
  const observed = document.createNode(result.observed);
  if (isMap(observed)) observed.flow = true;
  const node = document.createNode({ at, ...narrowed, scenarios });
  if (isMap(node)) node.items.splice(1, 0, document.createPair("observed", observed));
  return node;
}

/** A failure's message without numbers, quoted words and paths, which differ from scenario to scenario. */
function shapeOf({ reason }: ScenarioResult): string {
  return messageOf(reason ?? "").split("\n")[0]?.replace(/"[^"]*"|\S*\/\S*/g, "").replace(/\d+/g, "0") ?? "";
}

/** An id that no cause has yet, of the area and the step. */
function freeId({ scenario, at }: Lacking, taken: Set<string>): string {
  const words = `${areaOf({ id: scenario })} ${at}`.toLowerCase().replace(/[^a-z0-9]+/g, "-").slice(0, 50).replace(/^-+|-+$/g, "");
  let id = words;
  for (let next = 2; taken.has(id); next++) id = `${words}-${next}`;
  taken.add(id);
  return id;
}

const staleMark = " stale with ";

/** Writes beside each scenario that a run contradicts what was seen, and takes away what the version's earlier run left. */
function mark(document: Document, version: string, stale: readonly (Listed & { readonly why: string })[]): void {
  const said = new Map(stale.map(({ cause, scenario, why }) => [`${cause} ${scenario}`, `${staleMark}${version}: ${why}`]));
  for (const { cause, scenario, node } of scenarioNodes(document)) {
    const others = (node.comment ?? "").split(";").filter((one) => one !== "" && !one.startsWith(`${staleMark}${version}:`));
    const comment = said.get(`${cause} ${scenario}`);
    const all = comment === undefined ? others : [...others, comment];
    node.comment = all.length === 0 ? null : all.join(";");
  }
}

function scenarioNodes(document: Document): readonly { readonly cause: string; readonly scenario: string; readonly node: Scalar }[] {
  const causes = document.get("causes");
  return (isSeq(causes) ? causes.items : []).flatMap((cause) => {
    if (!isMap(cause)) return [];
    const failures = cause.get("failures");
    return (isSeq(failures) ? failures.items : []).flatMap((failure) => {
      const scenarios = isMap(failure) ? failure.get("scenarios") : null;
      return (isSeq(scenarios) ? scenarios.items : []).flatMap((node) => (isScalar(node) ? [{ cause: String(cause.get("id")), scenario: String(node.value), node }] : []));
    });
  });
}
