import type { CommandEvidence, Evidence, Observed, Output } from "./results.ts";
import { projectRoot } from "./project-root.ts";
import { schemaProblem } from "./schema.ts";

/** Media type of the one document that each scenario attaches. */
export const scenarioMediaType = "application/vnd.lacuna.scenario+json";

export type Outcome =
  | { readonly kind: "ran" }
  | { readonly kind: "host-lacks"; readonly feature: string; readonly reason: string }
  | { readonly kind: "not-applicable"; readonly reason: string }
  | { readonly kind: "error"; readonly reason: string };

export interface Failure {
  readonly step: string;
  readonly observed: { readonly [name: string]: Observed };
  readonly message: string;
  /** The same operation failed without the fault, too, so that the refusal proves nothing. */
  readonly unproven: boolean;
  readonly timedOut: boolean;
}

/** What a scenario says about itself; docs/architecture.md has the contract. */
export interface ScenarioDocument {
  readonly outcome: Outcome;
  readonly assertions: number;
  readonly recorded: boolean;
  readonly failure: Failure | null;
  readonly observations: { readonly [name: string]: Observed };
  readonly evidence: Evidence;
  readonly runtimeMs: number;
}

export type ParsedDocument =
  | { readonly kind: "document"; readonly document: ScenarioDocument }
  | { readonly kind: "invalid"; readonly problem: string };

/** Longest text that is kept of one stream, in characters. */
const maxOutput = 16 * 1024;
/** Longest text that is kept of any other string, in characters. */
const maxText = 16 * 1024;
/** Most commands that are kept of one scenario. */
const maxCommands = 200;

/**
 * Reads a scenario's attachment. It holds what a container printed, so that nothing in it is trusted: its shape is
 * checked, its strings are shortened, and the run's own temporary names are taken out.
 *
 * @param workDirectory the run's temporary directory, which becomes `$WORK`; the scenario's token becomes `$TOKEN`,
 * and paths in the checkout become relative to it
 */
export function parseDocument(text: string, workDirectory: string | null): ParsedDocument {
  let value: unknown;
  try {
    value = JSON.parse(text) as unknown;
  } catch {
    return { kind: "invalid", problem: "the scenario's attachment is not JSON" };
  }
  const problem = schemaProblem("reports/model/attachment.schema.json", value);
  if (problem !== null) return { kind: "invalid", problem: `the scenario's attachment is malformed: ${problem}` };
  const { token } = value as { token: string };
  const names: [string, string][] = [];
  if (workDirectory !== null && workDirectory.length > 1) names.push([workDirectory, "$WORK"]);
  names.push([`${projectRoot()}/`, ""]);
  if (token.length >= 4) names.push([token, "$TOKEN"]);
  try {
    return { kind: "document", document: shorten(replaceNames(value, names) as ScenarioDocument) };
  } catch (error) {
    if (error instanceof RangeError) return { kind: "invalid", problem: "the scenario's attachment is nested too deeply" };
    throw error;
  }
}

/** The value with each name in each string replaced. */
function replaceNames(value: unknown, names: readonly (readonly [string, string])[]): unknown {
  if (typeof value === "string") return names.reduce((text, [from, to]) => text.replaceAll(from, to), value);
  if (Array.isArray(value)) return value.map((inner) => replaceNames(inner, names));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, replaceNames(inner, names)]));
}

/** The document with nothing but the fields of the contract, and no long strings. */
function shorten(raw: ScenarioDocument): ScenarioDocument {
  const { failure } = raw;
  return {
    outcome: raw.outcome,
    assertions: raw.assertions,
    recorded: raw.recorded,
    failure: failure === null ? null : {
      step: cut(failure.step), observed: cutAll(failure.observed), message: cut(failure.message),
      unproven: failure.unproven, timedOut: failure.timedOut,
    },
    observations: cutAll(raw.observations),
    evidence: { commands: raw.evidence.commands.slice(0, maxCommands).map(shortenCommand), configPatch: raw.evidence.configPatch ?? null },
    runtimeMs: raw.runtimeMs,
  };
}

function shortenCommand(command: CommandEvidence): CommandEvidence {
  return {
    argv: command.argv.slice(0, maxCommands).map(cut),
    exit: command.exit,
    signal: command.signal === null ? null : String(command.signal),
    durationMs: command.durationMs,
    stdout: shortenOutput(command.stdout),
    stderr: shortenOutput(command.stderr),
  };
}

function shortenOutput(output: { readonly bytes: number; readonly sha256: string; readonly head: string; readonly tail: string | null }): Output {
  const tail = output.tail ?? "";
  const { bytes, sha256 } = output;
  if (output.head.length + tail.length <= maxOutput) return { bytes, sha256, head: output.head, tail };
  if (tail === "") return { bytes, sha256, head: output.head.slice(0, maxOutput), tail };
  return { bytes, sha256, head: output.head.slice(0, maxOutput / 2), tail: tail.slice(-maxOutput / 2) };
}

function cut(text: string): string {
  return text.length <= maxText ? text : `${text.slice(0, maxText)}…`;
}

function cutAll(values: { readonly [name: string]: Observed }): { readonly [name: string]: Observed } {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, cutObserved(value)]));
}

function cutObserved(value: Observed): Observed {
  if (typeof value === "string") return cut(value);
  if (Array.isArray(value)) return (value as readonly Observed[]).map(cutObserved);
  if (value === null || typeof value !== "object") return value;
  return cutAll(value as { readonly [name: string]: Observed });
}
