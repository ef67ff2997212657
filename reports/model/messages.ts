import type {
  Attachment, AttachmentContentEncoding, Envelope, Feature, GherkinDocument, Pickle, PickleStep, PickleStepType, Scenario, TestCase, TestCaseStarted, TestStepFinished, TestStepResultStatus,
  Timestamp,
} from "@cucumber/messages";
import { parseDocument, scenarioMediaType, type ParsedDocument } from "./attachment.ts";
import { readMessages } from "./ndjson.ts";
import type { ScenarioRecord } from "./results.ts";
import { readTags, scenarioId } from "./scenario-tags.ts";
import type { Execution } from "./verdict.ts";

/** A scenario and how it went, before anything is judged. */
export interface ExecutedScenario {
  readonly scenario: Omit<ScenarioRecord, "results">;
  readonly execution: Execution;
  readonly document: ParsedDocument | null;
  readonly durationMs: number;
}

export interface ExecutedRun {
  /** ISO 8601, UTC; null where the run wrote no such message. */
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  /** False when the run was cut short or a message is damaged. */
  readonly complete: boolean;
  readonly scenarios: readonly ExecutedScenario[];
}

/** A test case while its messages arrive. */
interface Attempt {
  readonly started: TestCaseStarted;
  readonly steps: TestStepFinished[];
  document: ParsedDocument | null;
  documents: number;
  finished: Timestamp | null;
  willBeRetried: boolean;
}

interface Collected {
  /** By file; each start of cucumber reads it anew, and numbers what is in it. */
  readonly documents: Map<string, GherkinDocument[]>;
  readonly pickles: Map<string, Pickle>;
  readonly testCases: Map<string, TestCase>;
  readonly attempts: Map<string, Attempt>;
  readonly workDirectory: string | null;
  startedAt: Timestamp | null;
  finishedAt: Timestamp | null;
  damaged: boolean;
}

/**
 * Reads what cucumber wrote about one run.
 *
 * @param workDirectory the run's temporary directory, which is taken out of all evidence
 * @throws {InputError} The file can't be read, or a scenario that ran has not exactly one id.
 */
export async function readRun(messagesPath: string, workDirectory: string | null): Promise<ExecutedRun> {
  const collected: Collected = {
    documents: new Map(), pickles: new Map(), testCases: new Map(), attempts: new Map(), workDirectory,
    startedAt: null, finishedAt: null, damaged: false,
  };
  for await (const line of readMessages(messagesPath)) {
    if (line.kind === "damaged") collected.damaged = true;
    else collect(collected, line.envelope);
  }
  const scenarios: ExecutedScenario[] = [];
  for (const attempt of collected.attempts.values()) {
    if (attempt.willBeRetried) continue;
    const executed = summarise(collected, attempt);
    if (executed === null) collected.damaged = true;
    else scenarios.push(executed);
  }
  return {
    startedAt: isoOf(collected.startedAt), finishedAt: isoOf(collected.finishedAt),
    complete: collected.finishedAt !== null && !collected.damaged && everyCaseEnded(collected), scenarios,
  };
}

/**
 * Cucumber calls a run finished also when its parallel workers have ended before their work was done. What was left then may
 * have been run by a second start, under other numbers.
 */
function everyCaseEnded({ testCases, pickles, attempts }: Collected): boolean {
  const placeOfCase = (id: string): string => {
    const pickle = pickles.get(testCases.get(id)?.pickleId ?? "");
    return pickle?.location === undefined ? id : `${pickle.uri}:${pickle.location.line}`;
  };
  const ended = new Set([...attempts.values()].filter((attempt) => attempt.finished !== null).map((attempt) => placeOfCase(attempt.started.testCaseId)));
  return [...testCases.keys()].every((id) => ended.has(placeOfCase(id)));
}

function collect(into: Collected, envelope: Envelope): void {
  const { gherkinDocument, pickle, testCase, testCaseStarted, testStepFinished, attachment, testCaseFinished } = envelope;
  if (envelope.testRunStarted !== undefined) into.startedAt ??= envelope.testRunStarted.timestamp;
  else if (envelope.testRunFinished !== undefined) into.finishedAt = envelope.testRunFinished.timestamp;
  else if (gherkinDocument?.uri !== undefined) into.documents.set(gherkinDocument.uri, [...(into.documents.get(gherkinDocument.uri) ?? []), gherkinDocument]);
  else if (pickle !== undefined) into.pickles.set(pickle.id, pickle);
  else if (testCase !== undefined) into.testCases.set(testCase.id, testCase);
  else if (testCaseStarted !== undefined) {
    into.attempts.set(testCaseStarted.id, {
      started: testCaseStarted, steps: [], document: null, documents: 0, finished: null, willBeRetried: false,
    });
  } else if (testStepFinished !== undefined) into.attempts.get(testStepFinished.testCaseStartedId)?.steps.push(testStepFinished);
  else if (attachment !== undefined) attach(into, attachment);
  else if (testCaseFinished !== undefined) {
    const attempt = into.attempts.get(testCaseFinished.testCaseStartedId);
    if (attempt === undefined) return;
    attempt.finished = testCaseFinished.timestamp;
    attempt.willBeRetried = testCaseFinished.willBeRetried;
  }
}

function attach(into: Collected, attachment: Attachment): void {
  const attempt = attachment.testCaseStartedId === undefined ? undefined : into.attempts.get(attachment.testCaseStartedId);
  if (attempt === undefined || attachment.mediaType !== scenarioMediaType) return;
  attempt.documents += 1;
  const encoding: `${AttachmentContentEncoding}` = attachment.contentEncoding;
  const text = encoding === "BASE64" ? Buffer.from(attachment.body, "base64").toString("utf8") : attachment.body;
  attempt.document = attempt.documents === 1
    ? parseDocument(text, into.workDirectory)
    : { kind: "invalid", problem: "the scenario attached more than one record of itself" };
}

/** A finished attempt as an executed scenario; null when messages that it refers to are missing. */
function summarise(collected: Collected, attempt: Attempt): ExecutedScenario | null {
  const testCase = collected.testCases.get(attempt.started.testCaseId);
  const pickle = testCase === undefined ? undefined : collected.pickles.get(testCase.pickleId);
  const feature = pickle === undefined ? undefined : featureOf(collected, pickle);
  if (testCase === undefined || pickle === undefined || feature === undefined) return null;
  const tags = pickle.tags.map((tag) => tag.name);
  const facts = readTags(tags);
  const place = placeOf(feature, pickle);
  const uri = pickle.uri.replaceAll("\\", "/");
  const end = attempt.finished ?? attempt.steps.at(-1)?.timestamp ?? attempt.started.timestamp;
  return {
    scenario: {
      id: scenarioId(facts, place.firstColumn, `${uri}:${place.line}`), name: pickle.name, feature: feature.name, uri, line: place.line, tags,
      requirements: facts.requirements, behaviours: facts.behaviours, limitations: facts.limitations, issues: facts.issues,
    },
    execution: executionOf(testCase, pickle, attempt),
    document: attempt.document,
    durationMs: Math.max(0, Math.round((msOf(end) - msOf(attempt.started.timestamp)) * 10) / 10),
  };
}

/** The feature, as it was numbered when the pickle was made. */
function featureOf({ documents }: Collected, pickle: Pickle): Feature | undefined {
  const read = (documents.get(pickle.uri) ?? []).flatMap(({ feature }) => feature ?? []);
  return read.find((feature) => scenariosOf(feature).some(({ id }) => pickle.astNodeIds.includes(id))) ?? read[0];
}

/** Line of the scenario, or of the outline's row that the pickle was made from, with the row's first cell. */
function placeOf(feature: Feature, pickle: Pickle): { readonly line: number; readonly firstColumn: string | null } {
  for (const scenario of scenariosOf(feature)) {
    if (!pickle.astNodeIds.includes(scenario.id)) continue;
    const row = scenario.examples.flatMap((examples) => examples.tableBody).find((candidate) => pickle.astNodeIds.includes(candidate.id));
    return row === undefined ? { line: scenario.location.line, firstColumn: null }
      : { line: row.location.line, firstColumn: row.cells[0]?.value ?? "" };
  }
  return { line: 1, firstColumn: null };
}

/** The scenarios of a feature, those within rules too. */
export function scenariosOf(feature: Feature): readonly Scenario[] {
  return feature.children.flatMap((child) => {
    if (child.scenario !== undefined) return [child.scenario];
    return child.rule === undefined ? [] : child.rule.children.flatMap((inner) => (inner.scenario === undefined ? [] : [inner.scenario]));
  });
}

function executionOf(testCase: TestCase, pickle: Pickle, attempt: Attempt): Execution {
  const pickleStepOf = (finished: TestStepFinished): PickleStep | undefined => {
    const testStep = testCase.testSteps.find((candidate) => candidate.id === finished.testStepId);
    return pickle.steps.find((step) => step.id === testStep?.pickleStepId);
  };
  if (attempt.finished === null) return { kind: "unfinished" };
  let failed: Execution | null = null;
  let skipped = false;
  for (const finished of attempt.steps) {
    const step = pickleStepOf(finished);
    const status: `${TestStepResultStatus}` = finished.testStepResult.status;
    switch (status) {
      case "UNDEFINED": return { kind: "undefined", step: step?.text ?? "", how: "undefined" };
      case "AMBIGUOUS": return { kind: "undefined", step: step?.text ?? "", how: "ambiguous" };
      case "PENDING": return { kind: "undefined", step: step?.text ?? "", how: "pending" };
      case "FAILED":
        failed ??= {
          kind: "failed", step: step?.text ?? null, inGiven: isGiven(step),
          message: finished.testStepResult.exception?.message ?? firstLine(finished.testStepResult.message) ?? "a step failed",
        };
        break;
      case "SKIPPED": skipped = true; break;
      case "UNKNOWN": case "PASSED": break;
    }
  }
  return failed ?? (skipped ? { kind: "skipped" } : { kind: "passed" });
}

function isGiven(step: PickleStep | undefined): boolean {
  const type: `${PickleStepType}` = step?.type ?? "Unknown";
  return type === "Context";
}

function firstLine(text: string | undefined): string | undefined {
  return text?.split("\n")[0];
}

function msOf(timestamp: Timestamp): number {
  return timestamp.seconds * 1000 + timestamp.nanos / 1e6;
}

function isoOf(timestamp: Timestamp | null): string | null {
  return timestamp === null ? null : new Date(Math.floor(msOf(timestamp))).toISOString();
}
