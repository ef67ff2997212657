import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { create } from "xmlbuilder2";
import { printable } from "../model/printable.ts";
import { areaOf, type Results, type Run, type ScenarioRecord, type ScenarioResult } from "../model/results.ts";
import { labelOf } from "../model/verdict-label.ts";
import { commandView, streamText } from "./view.ts";

/**
 * Renders junit.xml: a suite for each run. A listed failure is skipped with its reason, since JUnit has no word for it;
 * `unexpected-pass` is a failure, as it is for the gate.
 */
export function renderJunit(results: Results): string {
  const suites = results.runs.map((run) => suiteOf(results, run));
  const sum = (key: "@tests" | "@failures" | "@errors" | "@skipped"): number => suites.reduce((total, suite) => total + suite[key], 0);
  return create({ version: "1.0", encoding: "UTF-8" }, {
    testsuites: {
      "@name": results.suite.name, "@tests": sum("@tests"), "@failures": sum("@failures"), "@errors": sum("@errors"), "@skipped": sum("@skipped"),
      testsuite: suites,
    },
  }).end({ prettyPrint: true });
}

/** Writes junit.xml. @returns its path */
export function writeJunit(results: Results, outDir: string): string {
  mkdirSync(outDir, { recursive: true });
  const file = path.join(outDir, "junit.xml");
  writeFileSync(file, `${renderJunit(results)}\n`);
  return file;
}

function suiteOf(results: Results, run: Run) {
  const ran = results.scenarios.flatMap((scenario) => {
    const result = scenario.results[run.runId];
    return result === undefined ? [] : [{ scenario, result }];
  });
  const count = (...wanted: readonly string[]): number => ran.filter(({ result }) => wanted.includes(result.verdict)).length;
  const seconds = ran.reduce((total, { result }) => total + result.durationMs, 0) / 1000;
  return {
    "@name": xmlText(run.runId), "@tests": ran.length, "@failures": count("fail", "unexpected-pass"), "@errors": count("error"),
    "@skipped": count("known-failure", "skipped"), "@time": seconds.toFixed(3), "@timestamp": run.startedAt.slice(0, 19),
    testcase: ran.map(({ scenario, result }) => caseOf(run, scenario, result)),
  };
}

function caseOf(run: Run, scenario: ScenarioRecord, result: ScenarioResult) {
  return {
    "@name": xmlText(`${scenario.id}: ${scenario.name}`), "@classname": xmlText(`${run.runId}.${areaOf(scenario)}`),
    "@file": xmlText(scenario.uri), "@time": (result.durationMs / 1000).toFixed(3), ...outcomeOf(result),
  };
}

function outcomeOf(result: ScenarioResult) {
  const message = { "@message": xmlText((result.reason ?? "").split("\n")[0] ?? "") };
  switch (result.verdict) {
    case "pass": return {};
    case "recorded": return { "system-out": xmlText(`recorded: ${JSON.stringify(result.observations)}`) };
    case "fail": return { failure: { ...message, "@type": "fail", "#": detailsOf(result) } };
    case "unexpected-pass": return { failure: { ...message, "@type": "unexpected-pass" } };
    case "error": return { error: { ...message, "@type": "error", "#": detailsOf(result) } };
    case "known-failure": return { skipped: { "@message": xmlText(`${labelOf(result)}: ${result.because?.instead ?? ""}`) } };
    case "skipped": return { skipped: { "@message": xmlText(`${labelOf(result)}: ${result.reason ?? ""}`) } };
  }
}

function detailsOf(result: ScenarioResult): string {
  const commands = (result.evidence?.commands ?? []).map(commandView).map((command) => [`$ ${command.line} (${command.ending})`,
    ...command.streams.map((stream) => `${stream.name}: ${streamText(stream)}`)].join("\n"));
  return xmlText([result.failedStep === null ? "" : `at: ${result.failedStep}`, result.reason ?? "", ...commands].filter((text) => text !== "").join("\n"));
}

/** Printable text without what XML 1.0 has no way to write: lone surrogates and two non-characters. */
function xmlText(text: string): string {
  return printable(text).replace(/[\p{Surrogate}\ufffe\uffff]/gu, "\ufffd");
}
