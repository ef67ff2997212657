import { loadCatalogue, type Catalogue, type ConstraintLevel, type Limitation } from "../model/catalogue.ts";
import { InputError } from "../model/input-error.ts";
import { code, link, md, minuteOf, table } from "../model/markdown-text.ts";
import type { Results, Run, ScenarioResult } from "../model/results.ts";
import { issueOfLink } from "../model/scenario-tags.ts";
import { labelOf, skipLabel } from "../model/verdict-label.ts";
import { parseVersion } from "../model/version.ts";
import { findLimitation, type LimitationCase, type LimitationFinding, type LimitationStatus } from "./limitation-status.ts";

/** The first line of each document starts so. */
const notice = "Generated from recorded results; do not edit. Made by:";

/** The words for a status; a summary shows those before the colon. */
const statusWords: Readonly<Record<LimitationStatus, string>> = {
  "lifted": "**lifted**: every scenario passes",
  "partly-lifted": "**lifted where it could be tested**",
  "limited": "**applies**",
  "other-reason": "**fails for another reason**: see its scenarios",
  "unexplained": "**fails in a way that is not listed**",
  "untested": "**untested**",
  "no-scenario": "**no scenario in the recorded run**",
};

const levelTitles: readonly { readonly id: ConstraintLevel; readonly title: string }[] = [
  { id: "guest-kernel", title: "Guest kernel" },
  { id: "in-container", title: "In the container" },
  { id: "hypervisor-process", title: "Hypervisor process" },
  { id: "hypervisor-config", title: "Hypervisor configuration" },
];

/**
 * Renders the limitation document of a runtime: each documented limitation, and each other one that the recorded run
 * has a scenario of, with what happens instead, what runc did in the same results, and the recorded verdicts. Its dates
 * are those of the runs.
 *
 * @param runtime a profile's name, of which the newest version is taken, or a run's id
 * @throws {InputError} The results hold no run of that runtime.
 */
export function renderLimitations(results: Results, runtime: string, catalogue: Catalogue = loadCatalogue()): string {
  const run = chooseRun(results, runtime);
  const all = [...catalogue.limitations.values()].map((limitation) => findLimitation(limitation, results, run.runId));
  const findings = all.filter((finding) => finding.limitation.documented || finding.status !== "no-scenario");
  const parts = [
    `<!-- ${notice} lacuna limitations RESULTS --runtime ${md(run.runtime.profile)} -->`,
    `# Limitations of ${md(run.runtime.profile)}`,
    ...overview(results, run, findings),
    ...definition(),
    ...scope(results, run, findings),
    "## Pending items", "These may be fixed.", ...kindParts(findings, "pending", run),
    "## Architectural limitations", "These follow from running containers in virtual machines.", ...kindParts(findings, "architectural", run),
    "## The constraints challenge",
    "A limit on a container in a virtual machine can be applied to the guest kernel, to the container in the guest, to the hypervisor's process on the host, or by the hypervisor's configuration; some limits need more than one. For each resource, the levels that can apply it:",
    constraintsTable(findings),
  ];
  return `${parts.join("\n\n")}\n`;
}

/** The newest run of a profile, or the run of that id. */
function chooseRun(results: Results, runtime: string): Run {
  const matching = results.runs.filter((run) => run.runId === runtime || run.runtime.profile === runtime);
  const newest = [...matching].sort((a, b) => parseVersion(b.runtime.version)?.compare(parseVersion(a.runtime.version) ?? "0.0.0") ?? 1)[0];
  if (newest === undefined) {
    throw new InputError(`no run of ${runtime} in these results; there are ${results.runs.map((run) => run.runId).join(", ") || "none"}`);
  }
  return newest;
}

function overview(results: Results, run: Run, findings: readonly LimitationFinding[]): readonly string[] {
  const count = (...statuses: readonly LimitationStatus[]): number => findings.filter((finding) => statuses.includes(finding.status)).length;
  const accelerator = run.accelerator === null ? "" : `, accelerator ${run.accelerator}`;
  return [
    "## Overview",
    `${md(run.runtime.profile)} ${md(run.runtime.version)} was run on ${minuteOf(run.startedAt)} (${md(run.host.distribution)}, kernel ${md(run.host.kernel)}, ${md(run.host.arch)}, cgroup ${run.host.cgroup}${accelerator}) by ${md(results.suite.name)} ${md(results.suite.version)}, commit ${code(results.suite.commit.slice(0, 12))}.`
    + (run.complete ? "" : " **The run was cut short.**"),
    `Of ${findings.length} limitations that are documented of runtimes like it: ${count("lifted")} lifted, ${count("partly-lifted")} lifted where they could be tested, ${count("limited")} applying, ${count("other-reason")} failing for another reason, ${count("unexplained")} failing in a way that is not listed, ${count("untested")} untested on this host, ${count("no-scenario")} without a scenario in the run.`,
    table(["Limitation", "Kind", "In the recorded run"], findings.map(({ limitation, status }) => [
      `[${md(limitation.title)}](#${limitation.id})`, limitation.kind, statusWords[status].split(":")[0] ?? "",
    ])),
  ];
}

function definition(): readonly string[] {
  return [
    "## Definition of a limitation",
    "Two standards apply. The OCI runtime-spec says what a runtime must do: a part of it that a runtime does not support is a limitation. runc's behaviour, including what it adds to the spec, is what container managers expect in practice: a difference from it is a limitation too. What the spec asks and what runc does are told apart for each item below.",
  ];
}

function scope(results: Results, run: Run, findings: readonly LimitationFinding[]): readonly string[] {
  const runc = results.runs.filter((other) => other.runtime.profile === "runc" && other.runId !== run.runId);
  const scenarios = new Set(findings.flatMap((finding) => finding.cases.map((one) => one.scenario.id)));
  return [
    "## Scope",
    `Each limitation is probed by scenarios that state what the spec asks or what runc does; ${scenarios.size} ran for this document. Nothing here is written by hand: the list comes from the catalogue, the verdicts and their dates from the recorded run, and what happens instead from the expectations that this run confirmed. An item that no scenario shows says so.`,
    runc.length === 0 ? "The results hold no run of runc, so that runc's side is told from the catalogue alone."
      : `runc's side is from the same results: ${runc.map((other) => `${md(other.runId)}, run on ${minuteOf(other.startedAt)}`).join("; ")}.`,
  ];
}

/** The limitations of a kind, under the headings of their sections. */
function kindParts(findings: readonly LimitationFinding[], kind: Limitation["kind"], run: Run): readonly string[] {
  const sections = new Map<string, LimitationFinding[]>();
  for (const finding of findings.filter((one) => one.limitation.kind === kind)) {
    const heading = headingOf(finding.limitation.section);
    sections.set(heading, [...(sections.get(heading) ?? []), finding]);
  }
  if (sections.size === 0) return ["None."];
  return [...sections].flatMap(([heading, ofSection]) => [`### ${md(heading)}`, ...ofSection.flatMap((finding) => findingParts(finding, run))]);
}

/** The heading under which a section's limitations stand: its second part, or the first where that is all. */
function headingOf(section: string): string {
  const [first, second] = section.split(" > ");
  if (first === "Appendices") return "Constraints";
  return second ?? (first === "Overview" ? "General" : (first ?? "General"));
}

function findingParts(finding: LimitationFinding, run: Run): readonly string[] {
  const { limitation } = finding;
  const rows: (readonly [string, string])[] = [
    ["In the recorded run", `${statusWords[finding.status]} (${minuteOf(run.startedAt)})`],
    ...(finding.instead.length > 0 ? [["What happens instead", finding.instead.map(sentence).join(" ")] as const] : []),
    ["What runc does", md(limitation.runc)],
    ["runc in the same results", runcSide(finding)],
    ["Spec", md(limitation.spec)],
    ["Issues", limitation.issues.length > 0 ? limitation.issues.map((url) => link(issueOfLink(url) ?? url, url)).join(", ")
      : `none; stated in ${link((limitation.source ?? "").replace(/^https:\/\/github\.com\//, ""), limitation.source ?? "")}`],
  ];
  return [`<a id="${limitation.id}"></a>`, `#### ${md(limitation.title)}`, `Documented of ${limitation.affects.map(md).join(", ")}: ${md(limitation.summary)}`, table(["", ""], rows), ...caseParts(finding)];
}

function sentence(text: string): string {
  const shown = md(text);
  return `${shown.charAt(0).toUpperCase()}${shown.slice(1)}${/[.!?]$/.test(shown) ? "" : "."}`;
}

/** What runc did with the scenarios of a limitation, or why it is untested there. */
function runcSide(finding: LimitationFinding): string {
  const runIds = [...new Set(finding.cases.flatMap((one) => one.runc.map((side) => side.runId)))];
  if (runIds.length === 0) return "untested on runc: no scenario of it ran on runc";
  return runIds.map((runId) => {
    const results = finding.cases.flatMap((one) => one.runc.filter((side) => side.runId === runId).flatMap((side) => (side.result === null ? [] : [side.result])));
    return `${md(runId)}: ${runcVerdicts(results)}`;
  }).join("; ");
}

function runcVerdicts(results: readonly ScenarioResult[]): string {
  if (results.length === 0) return "untested on runc: no scenario of it ran on runc";
  const passed = results.filter((result) => result.verdict === "pass" || result.verdict === "unexpected-pass").length;
  const reasons = [...new Set(results.filter((result) => result.verdict === "skipped").map(reasonOf))];
  const others = results.filter((result) => result.verdict === "fail" || result.verdict === "known-failure" || result.verdict === "error" || result.verdict === "recorded");
  const judged = passed + others.filter((result) => result.verdict !== "recorded").length;
  const said: string[] = [];
  if (judged > 0) said.push(`passes ${passed} of ${judged}`);
  if (others.length > 0) said.push(others.map((result) => md(labelOf(result))).join(", "));
  if (reasons.length > 0) said.push(`${judged === 0 ? "untested on runc" : "the rest untested on runc"}: ${reasons.join("; ")}`);
  return said.join("; ");
}

function reasonOf(result: ScenarioResult): string {
  return md(result.skip === undefined ? (result.reason ?? result.verdict) : `${skipLabel(result.skip)}: ${result.reason ?? ""}`);
}

/** The scenarios of a limitation and their recorded verdicts; those that just pass are counted once there are many. */
function caseParts(finding: LimitationFinding): readonly string[] {
  if (finding.cases.length === 0) return [];
  const line = (one: LimitationCase): string => {
    const runc = one.runc.map((side) => `${md(side.runId)}: ${side.result === null ? "did not run" : md(labelOf(side.result))}`).join(", ");
    return `- ${md(one.scenario.name)} (${code(one.scenario.id)}): ${outcome(one.result)}${runc === "" ? "" : ` (${runc})`}`;
  };
  const plain = finding.cases.filter((one) => one.result?.verdict === "pass");
  const few = plain.length <= 5;
  const listed = few ? finding.cases : finding.cases.filter((one) => one.result?.verdict !== "pass");
  return [[...listed.map(line), ...(few ? [] : [`- ${plain.length} ${listed.length > 0 ? "other " : ""}scenarios pass`])].join("\n")];
}

function outcome(result: ScenarioResult | null): string {
  if (result === null) return "did not run";
  const reason = result.verdict === "skipped" || result.verdict === "fail" || result.verdict === "error"
    ? `, ${md((result.reason ?? "").split("\n")[0] ?? "")}` : "";
  return `**${md(labelOf(result))}**${reason}`;
}

function constraintsTable(findings: readonly LimitationFinding[]): string {
  const rows = findings.filter((finding) => finding.limitation.levels.length > 0).map(({ limitation, status }) => [
    `[${md(limitation.title)}](#${limitation.id})`, ...levelTitles.map(({ id }) => (limitation.levels.includes(id) ? "yes" : "")), statusWords[status].split(":")[0] ?? "",
  ]);
  return table(["Resource", ...levelTitles.map((level) => level.title), "In the recorded run"], rows);
}
