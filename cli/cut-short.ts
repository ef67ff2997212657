import { appendFileSync, closeSync, fstatSync, ftruncateSync, openSync, readSync } from "node:fs";
import { type Envelope, type Pickle, TestStepResultStatus, type Timestamp } from "@cucumber/messages";
import { scenarioMediaType } from "../reports/model/attachment.ts";
import { readMessages } from "../reports/model/ndjson.ts";

/** Why a scenario did not come to its end. */
export interface Cut {
  /** Who is to blame: `fail` for the runtime, `error` where nobody can tell, or the suite itself. */
  readonly verdict: "fail" | "error";
  readonly reason: string;
  /** What was seen, for the results. */
  readonly observed: { readonly [name: string]: string };
}

/** A scenario that has begun and not ended. */
export interface Unfinished {
  readonly testCaseStartedId: string;
  /** The step that ran, or was next; null where none had begun. */
  readonly testStepId: string | null;
  readonly step: string;
  /** "<feature file>:<line>" */
  readonly place: string;
  readonly hasDocument: boolean;
}

export interface Outcome {
  /** Where the scenarios stand that have ended: "<feature file>:<line>". */
  readonly ended: ReadonlySet<string>;
  readonly unfinished: readonly Unfinished[];
}

interface Attempt {
  readonly testCaseId: string;
  readonly testCaseStartedId: string;
  testStepId: string | null;
  hasDocument: boolean;
  finished: boolean;
}

/** Where a scenario, or an outline's row, stands. */
export function placeOf(pickle: Pickle): string {
  return `${pickle.uri}:${pickle.location?.line ?? 0}`;
}

/** Which scenarios a messages file tells as ended, and which as begun alone. */
export async function outcomeIn(messagesPath: string): Promise<Outcome> {
  const pickles = new Map<string, Pickle>();
  const cases = new Map<string, { readonly pickle: Pickle | undefined; readonly steps: ReadonlyMap<string, string | undefined> }>();
  const attempts = new Map<string, Attempt>();
  for await (const line of readMessages(messagesPath)) {
    if (line.kind === "damaged") continue;
    const { pickle, testCase, testCaseStarted, testStepStarted, attachment, testCaseFinished } = line.envelope;
    if (pickle !== undefined) pickles.set(pickle.id, pickle);
    if (testCase !== undefined) cases.set(testCase.id, { pickle: pickles.get(testCase.pickleId), steps: new Map(testCase.testSteps.map((step) => [step.id, step.pickleStepId])) });
    if (testCaseStarted !== undefined) attempts.set(testCaseStarted.id, { testCaseId: testCaseStarted.testCaseId, testCaseStartedId: testCaseStarted.id, testStepId: null, hasDocument: false, finished: false });
    if (testStepStarted !== undefined) update(attempts, testStepStarted.testCaseStartedId, (attempt) => { attempt.testStepId = testStepStarted.testStepId; });
    if (attachment?.mediaType === scenarioMediaType) update(attempts, attachment.testCaseStartedId, (attempt) => { attempt.hasDocument = true; });
    if (testCaseFinished !== undefined) update(attempts, testCaseFinished.testCaseStartedId, (attempt) => { attempt.finished = true; });
  }
  const placed = [...attempts.values()].flatMap((attempt) => {
    const { pickle, steps } = cases.get(attempt.testCaseId) ?? {};
    if (pickle === undefined) return [];
    const pickleStepId = steps?.get(attempt.testStepId ?? "");
    const step = pickle.steps.find((one) => one.id === pickleStepId)?.text ?? "";
    return [{ ...attempt, place: placeOf(pickle), step }];
  });
  return { ended: new Set(placed.filter((one) => one.finished).map((one) => one.place)), unfinished: placed.filter((one) => !one.finished) };
}

function update(attempts: ReadonlyMap<string, Attempt>, id: string | undefined, change: (attempt: Attempt) => void): void {
  const attempt = attempts.get(id ?? "");
  if (attempt !== undefined) change(attempt);
}

/**
 * Ends scenarios in a messages file in place of the process that ran them, which is gone: each attaches what it would have
 * attached, and fails.
 */
export function endScenarios(messagesPath: string, unfinished: readonly Unfinished[], cut: Cut): void {
  dropTornLine(messagesPath);
  for (const one of unfinished) append(messagesPath, endingOf(one, cut));
}

/** Says in a messages file that the run has ended, which cucumber itself has not come to say. */
export function endRun(messagesPath: string): void {
  append(messagesPath, [{ testRunFinished: { success: false, timestamp: timestamp() } }]);
}

function endingOf({ testCaseStartedId, testStepId, step, hasDocument }: Unfinished, { verdict, reason, observed }: Cut): readonly Envelope[] {
  const document = {
    token: "lacuna-cut-short",
    outcome: verdict === "error" ? { kind: "error", reason } : { kind: "ran" },
    assertions: 0,
    recorded: false,
    failure: { step, observed, message: reason, unproven: false, timedOut: false },
    observations: {},
    evidence: { commands: [], configPatch: null },
    runtimeMs: 0,
  };
  const attachment = { testCaseStartedId, mediaType: scenarioMediaType, contentEncoding: "IDENTITY", body: JSON.stringify(document) } as Envelope["attachment"] & object;
  const testStepResult = { status: TestStepResultStatus.FAILED, duration: { seconds: 0, nanos: 0 }, message: reason };
  return [
    ...(hasDocument ? [] : [{ attachment }]),
    { testStepFinished: { testCaseStartedId, testStepId: testStepId ?? "", testStepResult, timestamp: timestamp() } },
    { testCaseFinished: { testCaseStartedId, willBeRetried: false, timestamp: timestamp() } },
  ];
}

function append(file: string, messages: readonly Envelope[]): void {
  appendFileSync(file, messages.map((message) => `${JSON.stringify(message)}\n`).join(""));
}

function timestamp(): Timestamp {
  const now = Date.now();
  return { seconds: Math.floor(now / 1000), nanos: (now % 1000) * 1e6 };
}

const PIECE_BYTES = 64 * 1024;

/** Removes what stands behind the last line end: who wrote it was killed meanwhile. */
function dropTornLine(file: string): void {
  const fd = openSync(file, "r+");
  try {
    let end = fstatSync(fd).size;
    const piece = Buffer.alloc(PIECE_BYTES);
    while (end > 0) {
      const begin = Math.max(0, end - PIECE_BYTES);
      const length = readSync(fd, piece, 0, end - begin, begin);
      const lineEnd = piece.subarray(0, length).lastIndexOf(10);
      if (lineEnd >= 0) return ftruncateSync(fd, begin + lineEnd + 1);
      end = begin;
    }
    ftruncateSync(fd, 0);
  } finally {
    closeSync(fd);
  }
}
