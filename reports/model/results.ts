/** How a scenario ended for one runtime; docs/architecture.md has the table that decides it. */
export type Verdict = "pass" | "fail" | "known-failure" | "unexpected-pass" | "recorded" | "skipped" | "error";

/** All verdicts in the order in which reports list them. */
export const verdicts: readonly Verdict[] = ["pass", "fail", "known-failure", "unexpected-pass", "recorded", "skipped", "error"];

/** Why a scenario was not run: it does not apply to the runtime, or the host lacks a feature that it needs. */
export type Skip = { readonly kind: "not-applicable" } | { readonly kind: "host-lacks"; readonly feature: string };

/** The feature that results of schema 1 do not tell. */
export const unknownFeature = "unknown";

/**
 * Why a runtime is known to fail; docs/verdicts.md defines the classes. Only class `limitation`, which names an entry of the
 * registry, enters limitation documents; nobody has judged yet what is `unreviewed`.
 */
export type CauseClass = "runtime-bug" | "by-design" | "spec-unclear" | "limitation" | "build" | "host" | "unreviewed";

/** Whether what a configuration asks for was applied, or refused with an error and nothing left. */
export type Outcome = "applied" | "refused";

/** All classes in the order in which reports list them. */
export const causeClasses: readonly CauseClass[] = ["runtime-bug", "by-design", "spec-unclear", "limitation", "build", "host", "unreviewed"];

export interface Cause {
  /** The cause's id in the file of expectations; absent in results that are older. */
  readonly cause?: string;
  readonly class: CauseClass;
  /** The limitation's id in the catalogue; null for the other classes. */
  readonly id: string | null;
  /** What happens instead, a plain sentence. */
  readonly instead: string;
  /** Where it is tracked or documented. */
  readonly link: string | null;
}

/** What makes a failure one that no expectation can list. */
export type Exclusion = "given" | "timeout" | "unrecorded";

/** A value that a step observed. */
export type Observed = string | number | boolean | null | readonly Observed[] | { readonly [name: string]: Observed };

/** What is kept of a stream: its size and digest, and at most 16 KiB of text. Hostile: it came out of a container. */
export interface Output {
  readonly bytes: number;
  readonly sha256: string;
  readonly head: string;
  /** Empty where head holds all of it. */
  readonly tail: string;
}

export interface CommandEvidence {
  readonly argv: readonly string[];
  /** Null where a signal ended the command or it was never reaped. */
  readonly exit: number | null;
  readonly signal: string | null;
  readonly durationMs: number;
  readonly stdout: Output;
  readonly stderr: Output;
}

export interface Evidence {
  readonly commands: readonly CommandEvidence[];
  /** The JSON merge patch that the scenario applied to the base config, or null. */
  readonly configPatch: Observed;
}

/** How one scenario went on one runtime. */
export interface ScenarioResult {
  readonly verdict: Verdict;
  /** Why it was not run; there for `skipped` alone. */
  readonly skip?: Skip;
  /** The expectation behind `known-failure` and `unexpected-pass`, else null. */
  readonly because: Cause | null;
  /** One or more lines: what failed, why it was skipped, what broke. Null for a plain pass. */
  readonly reason: string | null;
  /** Text of the step that failed, without its keyword. */
  readonly failedStep: string | null;
  /** Why no expectation can hold for its failure: it was in a Given, ran out of time, or left no observation. */
  readonly excluded?: Exclusion;
  /** What was observed at the failed step; an expectation's `observed` is compared with it. */
  readonly observed: { readonly [name: string]: Observed };
  readonly durationMs: number;
  /** The part of durationMs that the runtime's own commands took. */
  readonly runtimeMs: number;
  /** Which of the two happened, where a scenario asks that something is applied or else refused; of a known failure, where it is a refusal. */
  readonly outcome?: Outcome;
  readonly observations: { readonly [name: string]: Observed };
  readonly evidence: Evidence | null;
  /** Where it ran, if the run's own host could not run it. */
  readonly host?: Host;
}

export interface ScenarioRecord {
  /** The @id tag; an outline's row is `<id>[<first column>]`. */
  readonly id: string;
  readonly name: string;
  readonly feature: string;
  /** Path of the feature file below the checkout. */
  readonly uri: string;
  readonly line: number;
  readonly tags: readonly string[];
  readonly requirements: readonly string[];
  readonly behaviours: readonly string[];
  readonly limitations: readonly string[];
  /** `<owner>/<repo>#<n>` */
  readonly issues: readonly string[];
  /** By runId. */
  readonly results: { readonly [runId: string]: ScenarioResult };
}

export interface HostFeature {
  readonly present: boolean;
  readonly where: "host" | "guest";
  /** How it was found out. */
  readonly probe: string;
  /** Why it is absent. */
  readonly reason?: string | null;
}

export interface Shard {
  /** 1 to total. */
  readonly index: number;
  readonly total: number;
}

export interface RuntimeIdentity {
  readonly profile: string;
  readonly path: string;
  readonly version: string;
  readonly specVersion: string | null;
  /** Digest of the binary, or null where it can't be read. */
  readonly sha256: string | null;
}

export interface Host {
  readonly kernel: string;
  readonly arch: string;
  readonly distribution: string;
  readonly cgroup: "v1" | "v2" | "hybrid";
}

export interface Run {
  /** `<profile>@<version>` */
  readonly runId: string;
  readonly runtime: RuntimeIdentity;
  readonly host: Host;
  readonly accelerator: "kvm" | "tcg" | null;
  readonly features: { readonly [name: string]: HostFeature };
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly shard: Shard | null;
  /** The tag expression that chose scenarios; null when all were chosen. */
  readonly selection: string | null;
  /** False when the run was cut short; its results are those of the scenarios that ended. */
  readonly complete: boolean;
  /** Whether a range in fixtures/expectations/<profile>.yaml covers this version. */
  readonly expectations: "covered" | "version-not-covered" | "none";
  /** SHA-256 of the expectations that its verdicts rest on; null where there are none, absent in results that are older. */
  readonly expectationsDigest?: string | null;
}

export interface Suite {
  readonly name: string;
  readonly version: string;
  readonly commit: string;
}

/** results.json: the one contract between a run and every report. */
export interface Results {
  readonly schemaVersion: 2;
  readonly suite: Suite;
  readonly runs: readonly Run[];
  readonly scenarios: readonly ScenarioRecord[];
}

export type Standard = "spec" | "runc" | "limitations" | "managers";

/** Which standard a scenario belongs to, by the folder of its feature; null for a feature kept elsewhere. */
export function standardOf(scenario: { readonly uri: string }): Standard | null {
  const folder = /(?:^|\/)features\/(spec|runc|limitations|managers)\//.exec(scenario.uri)?.[1];
  return folder === undefined ? null : (folder as Standard);
}

/** The area a scenario belongs to: the first part of its id. */
export function areaOf(scenario: { readonly id: string }): string {
  return scenario.id.split("/")[0] ?? scenario.id;
}

/** A scenario id without an outline's row. */
export function baseIdOf(id: string): string {
  const bracket = id.indexOf("[");
  return bracket === -1 ? id : id.slice(0, bracket);
}
