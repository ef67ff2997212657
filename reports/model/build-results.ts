import { readFileSync } from "node:fs";
import { isNeverJudged, type Catalogue } from "./catalogue.ts";
import { digestOf, expectationsOf, type Expectation, type ExpectationSet } from "./expectations.ts";
import { InputError } from "./input-error.ts";
import { readRun, type ExecutedScenario } from "./messages.ts";
import { projectRoot } from "./project-root.ts";
import type { Host, HostFeature, Results, Run, RuntimeIdentity, ScenarioRecord, ScenarioResult, Shard, Suite } from "./results.ts";
import { byCodeUnit } from "./sorted-json.ts";
import { decideVerdict } from "./verdict.ts";

/** What the run description (the file that LACUNA_RUN names) tells about a run. */
export interface RunDescription {
  readonly profile: string;
  readonly path: string;
  readonly version: string;
  readonly features: { readonly [name: string]: HostFeature };
  readonly workDirectory: string | null;
}

export interface BuildInput {
  /** messages.ndjson of one run. */
  readonly messagesPath: string;
  /** The run description that the steps were given. */
  readonly runDescriptionPath: string;
  readonly suite: Suite;
  readonly host: Host;
  readonly runtime: Pick<RuntimeIdentity, "specVersion" | "sha256">;
  readonly accelerator: Run["accelerator"];
  readonly shard: Shard | null;
  /** The tag expression that chose scenarios; null when all were chosen. */
  readonly selection: string | null;
  readonly catalogue: Catalogue;
  /** What is known of the runtime; null where nothing is. */
  readonly expectations: ExpectationSet | null;
}

/** Names a run. */
export function runIdOf(profile: string, version: string): string {
  return `${profile}@${version.replace(/\s+/g, "-")}`;
}

/**
 * Turns what one run wrote into results. Nothing else decides a verdict.
 *
 * @throws {InputError} A file can't be read, or two scenarios that ran carry one id.
 */
export async function buildResults(input: BuildInput): Promise<Results> {
  const description = readRunDescription(input.runDescriptionPath);
  const executed = await readRun(input.messagesPath, description.workDirectory);
  const known = expectationsOf(input.expectations, description.version);
  const runId = runIdOf(description.profile, description.version);
  const scenarios = new Map<string, ScenarioRecord>();
  for (const one of executed.scenarios) {
    const { id, uri, line } = one.scenario;
    const other = scenarios.get(id);
    if (other !== undefined) throw new InputError(`${uri}:${line} and ${other.uri}:${other.line} both carry the id ${id}; give one of them another`);
    scenarios.set(id, { ...one.scenario, results: { [runId]: resultOf(one, input.catalogue, known.byScenario.get(id) ?? []) } });
  }
  const startedAt = executed.startedAt ?? new Date(0).toISOString();
  const run: Run = {
    runId,
    runtime: { profile: description.profile, path: withinCheckout(description.path), version: description.version, ...input.runtime },
    host: input.host, accelerator: input.accelerator, features: description.features,
    startedAt, finishedAt: executed.finishedAt ?? startedAt,
    shard: input.shard, selection: input.selection, complete: executed.complete, expectations: known.state, expectationsDigest: digestOf(input.expectations),
  };
  return { schemaVersion: 2, suite: input.suite, runs: [run], scenarios: [...scenarios.values()].sort((a, b) => byCodeUnit(a.id, b.id)) };
}

/** A path without the checkout's own place, which differs from machine to machine. */
function withinCheckout(place: string): string {
  const root = `${projectRoot()}/`;
  return place.startsWith(root) ? place.slice(root.length) : place;
}

function resultOf(executed: ExecutedScenario, catalogue: Catalogue, expectations: readonly Expectation[]): ScenarioResult {
  const decision = decideVerdict({
    execution: executed.execution, document: executed.document, expectations, neverJudged: neverJudged(executed.scenario, catalogue),
  });
  const document = executed.document?.kind === "document" ? executed.document.document : null;
  const { outcome, ...observations } = document?.observations ?? {};
  return {
    ...(decision.verdict === "pass" && (outcome === "applied" || outcome === "refused") ? { outcome } : {}),
    ...decision,
    durationMs: executed.durationMs,
    runtimeMs: document?.runtimeMs ?? 0,
    observations,
    evidence: document?.evidence ?? null,
  };
}

/** Whether all that a scenario asserts is a choice of the runtime. */
function neverJudged(scenario: ExecutedScenario["scenario"], catalogue: Catalogue): boolean {
  if (scenario.behaviours.length > 0 || scenario.requirements.length === 0) return false;
  return scenario.requirements.every((id) => {
    const requirement = catalogue.requirements.get(id);
    return requirement !== undefined && isNeverJudged(requirement);
  });
}

/**
 * Reads the run description.
 *
 * @throws {InputError} It can't be read or lacks a field.
 */
export function readRunDescription(file: string): RunDescription {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, "utf8")) as unknown;
  } catch (error) {
    throw new InputError(`${file}: no run description can be read here (${error instanceof Error ? error.message : String(error)})`, error);
  }
  const fields = (value ?? {}) as { profile?: unknown; path?: unknown; version?: unknown; features?: unknown; workDirectory?: unknown };
  const profile = typeof fields.profile === "object" && fields.profile !== null && "name" in fields.profile ? fields.profile.name : fields.profile;
  const { path, version } = fields;
  if (typeof profile !== "string" || typeof path !== "string" || typeof version !== "string") {
    throw new InputError(`${file}: a run description needs profile.name, path and version`);
  }
  return { profile, path, version, features: featuresOf(fields.features), workDirectory: typeof fields.workDirectory === "string" ? fields.workDirectory : null };
}

function featuresOf(value: unknown): { readonly [name: string]: HostFeature } {
  if (typeof value !== "object" || value === null) return {};
  return Object.fromEntries(Object.entries(value).map(([name, feature]) => {
    const fields = (feature ?? {}) as { present?: unknown; where?: unknown; probe?: unknown; reason?: unknown };
    return [name, {
      present: fields.present === true, where: fields.where === "guest" ? "guest" : "host",
      probe: typeof fields.probe === "string" ? fields.probe : "", reason: typeof fields.reason === "string" ? fields.reason : null,
    }];
  }));
}
