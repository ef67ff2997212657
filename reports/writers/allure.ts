import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { printable } from "../model/printable.ts";
import { areaOf, standardOf, type Results, type Run, type ScenarioRecord, type ScenarioResult } from "../model/results.ts";
import { linkOfIssue } from "../model/scenario-tags.ts";
import { sortedJson } from "../model/sorted-json.ts";
import { labelOf } from "../model/verdict-label.ts";
import { commandView, streamText } from "./view.ts";

const resultFile = /^[0-9a-f-]{36}-(result\.json|attachment\.txt)$/;

/**
 * Writes the results directory that `allure generate` reads, one result for each scenario of each run.
 *
 * Results of an earlier call are removed; other files stay.
 *
 * @returns the directory
 */
export function writeAllure(results: Results, outDir: string): string {
  const directory = path.join(outDir, "allure-results");
  mkdirSync(directory, { recursive: true });
  for (const name of readdirSync(directory)) if (resultFile.test(name)) rmSync(path.join(directory, name));
  for (const run of results.runs) {
    for (const scenario of results.scenarios) {
      const result = scenario.results[run.runId];
      if (result !== undefined) writeOne(directory, run, scenario, result);
    }
  }
  writeFileSync(path.join(directory, "categories.json"), `${sortedJson(allureCategories)}\n`);
  const environment = results.runs.map((run) => `${property(run.runId)}=${property(`${run.host.distribution}, kernel ${run.host.kernel}, cgroup ${run.host.cgroup}${run.accelerator === null ? "" : `, ${run.accelerator}`}`)}`);
  writeFileSync(path.join(directory, "environment.properties"), `${environment.join("\n")}\n`);
  return directory;
}

/** Allure has four statuses: these tell our verdicts apart within them. */
const allureCategories = [
  { name: "Not as required", matchedStatuses: ["failed"], messageRegex: "(?s)fail: .*" },
  { name: "Listed as failing, and passes", matchedStatuses: ["failed"], messageRegex: "(?s)unexpected-pass: .*" },
  { name: "The suite broke", matchedStatuses: ["broken"] },
  { name: "Known failures", matchedStatuses: ["skipped"], messageRegex: "(?s)known-failure .*" },
  { name: "The host can't run it", matchedStatuses: ["skipped"], messageRegex: "(?s)skipped .host-lacks.*" },
  { name: "Does not apply", matchedStatuses: ["skipped"], messageRegex: "(?s)skipped .not-applicable.*" },
];

function writeOne(directory: string, run: Run, scenario: ScenarioRecord, result: ScenarioResult): void {
  const uuid = uuidOf(`${run.runId}\n${scenario.id}`);
  const start = Date.parse(run.startedAt);
  const attachments: { name: string; source: string; type: string }[] = [];
  const text = result.verdict === "pass" ? "" : evidenceText(result);
  if (text !== "") {
    const source = `${uuidOf(`${uuid}\nevidence`)}-attachment.txt`;
    writeFileSync(path.join(directory, source), text);
    attachments.push({ name: "evidence", source, type: "text/plain" });
  }
  const label = (name: string, value: string): { name: string; value: string } => ({ name, value: printable(value) });
  const value = {
    uuid, historyId: uuidOf(`history\n${run.runtime.profile}\n${scenario.id}`), testCaseId: uuidOf(`case\n${scenario.id}`),
    name: printable(scenario.name), fullName: printable(`${run.runId} ${scenario.id}`), stage: "finished", ...statusOf(result),
    start, stop: start + Math.round(result.durationMs),
    labels: [
      label("parentSuite", run.runId), label("suite", standardOf(scenario) ?? "features"), label("subSuite", areaOf(scenario)),
      label("epic", standardOf(scenario) ?? "features"), label("feature", scenario.feature), label("story", scenario.name), label("framework", "lacuna"),
      ...scenario.tags.map((tag) => label("tag", tag)),
    ],
    links: scenario.issues.map((issue) => ({ type: "issue", name: printable(issue), url: linkOfIssue(issue) })),
    parameters: [{ name: "runtime", value: printable(run.runId) }],
    attachments, steps: [],
  };
  writeFileSync(path.join(directory, `${uuid}-result.json`), `${sortedJson(value)}\n`);
}

function statusOf(result: ScenarioResult): { readonly status: string; readonly statusDetails?: { readonly message: string } } {
  const reason = printable(result.reason ?? "");
  switch (result.verdict) {
    case "pass": return { status: "passed" };
    case "recorded": return { status: "passed", statusDetails: { message: printable(`recorded: ${JSON.stringify(result.observations)}`) } };
    case "fail": return { status: "failed", statusDetails: { message: `fail: ${reason}` } };
    case "unexpected-pass": return { status: "failed", statusDetails: { message: `unexpected-pass: ${reason}` } };
    case "error": return { status: "broken", statusDetails: { message: reason } };
    case "known-failure": return { status: "skipped", statusDetails: { message: printable(`${labelOf(result)}: ${result.because?.instead ?? ""}`) } };
    case "skipped": return { status: "skipped", statusDetails: { message: `${labelOf(result)}: ${reason}` } };
  }
}

function evidenceText(result: ScenarioResult): string {
  const parts = [result.failedStep === null ? "" : `failed at: ${printable(result.failedStep)}`];
  if (Object.keys(result.observed).length > 0) parts.push(`observed: ${printable(sortedJson(result.observed))}`);
  for (const command of (result.evidence?.commands ?? []).map(commandView)) {
    parts.push(`$ ${command.line} (${command.ending})`, ...command.streams.map((stream) => `${stream.name} (${stream.size}):\n${streamText(stream)}`));
  }
  return parts.filter((part) => part !== "").join("\n");
}

/** A UUID that is the same for the same text, so that two reports of one run are equal. */
function uuidOf(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Text as a key or value of a Java properties file. */
function property(text: string): string {
  return printable(text).replace(/[\\=:\n ]/g, (character) => (character === "\n" ? "\\n" : `\\${character}`));
}
