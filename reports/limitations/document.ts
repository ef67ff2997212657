import { loadCatalogue, type Catalogue, type ConstraintLevel, type Limitation } from "../model/catalogue.ts";
import { InputError } from "../model/input-error.ts";
import { code, link, md, minuteOf, table, wrapped } from "../model/markdown-text.ts";
import type { Results, Run, ScenarioResult } from "../model/results.ts";
import { issueOfLink } from "../model/scenario-tags.ts";
import { labelOf, skipLabel } from "../model/verdict-label.ts";
import { parseVersion } from "../model/version.ts";
import { findLimitation, type CaseEnd, type LimitationCase, type LimitationFinding, type LimitationStatus } from "./limitation-status.ts";

/** The first line of each document starts so. */
const notice = "Generated from recorded results; do not edit. Made by:";

const statusWords: Readonly<Record<LimitationStatus, string>> = {
  "works": "works", "refused": "refused", "in-part": "works in part", "by-design": "by design", "differs": "differs", "not-tested": "not tested here",
};

/** What each status means, in the order of the counts. */
const statusHelp: readonly (readonly [LimitationStatus, string])[] = [
  ["works", "every scenario of it passes, and nothing of it is refused"],
  ["in-part", "so many of its scenarios work, and the others are named"],
  ["refused", "nothing of it is had: the command fails with an error, and nothing of the container is left"],
  ["by-design", "what does not work follows from a kernel of the container's own and can never be lifted"],
  ["differs", "nothing of it works, nor is all of it refused or by design: something else happens"],
  ["not-tested", "no scenario of it was judged on this host"],
];

const endWords: Readonly<Record<CaseEnd, string>> = {
  "works": "working", "refused": "refused", "by-design": "by design", "differs": "differing", "not-tested": "not tested here",
};

/** How runtimes are written; others as they are. */
const runtimeNames: Readonly<Record<string, string>> = { kata: "Kata", "clear-containers": "Clear Containers", gvisor: "gVisor" };

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
  const findings = all.filter((finding) => finding.limitation.documented || finding.cases.length > 0);
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
  // Tables, titles and lists are laid out already.
  return `${parts.map((part) => (/^[|#<-]/.test(part) ? part : wrapped(part))).join("\n\n")}\n`;
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
  const count = (status: LimitationStatus): string => {
    const ofStatus = findings.filter((finding) => finding.status === status);
    const cases = ofStatus.reduce((sum, finding) => sum + finding.cases.length, 0);
    return `${statusWords[status]}: ${ofStatus.length} (${plural(cases, "scenario")})`;
  };
  const accelerator = run.accelerator === null ? "" : `, accelerator ${run.accelerator}`;
  return [
    "## Overview",
    `${md(run.runtime.profile)} ${md(run.runtime.version)} was run on ${minuteOf(run.startedAt)} (${md(run.host.distribution)}, kernel ${md(run.host.kernel)}, ${md(run.host.arch)}, cgroup ${run.host.cgroup}${accelerator}) by ${md(results.suite.name)} ${md(results.suite.version)}, commit ${code(results.suite.commit.slice(0, 12))}.`
    + (run.complete ? "" : " **The run was cut short.**"),
    `Of ${findings.length} limitations of runtimes like it, ${statusHelp.map(([status]) => count(status)).join("; ")}.`,
    statusHelp.map(([status, meaning]) => `- **${statusWords[status]}**: ${meaning}`).join("\n"),
    table(["Limitation", "Kind", "In the recorded run"], findings.map((finding) => [
      `[${md(finding.limitation.title)}](#${finding.limitation.id})`, finding.limitation.kind, statusText(finding),
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
    `Each limitation is probed by scenarios that state what the spec asks or what runc does; ${scenarios.size} ran for this document. Nothing here is written by hand: the list comes from the catalogue, the verdicts and their dates from the recorded run, and what happens instead from the expectations that this run confirmed. What is documented of another runtime is told as of that one ("In Kata: ..."); what holds of ${md(run.runtime.profile)} is the recorded run alone.`,
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
  const { byDesign } = limitation;
  const rows: (readonly [string, string])[] = [
    ["In the recorded run", `${statusText(finding)}, on ${minuteOf(run.startedAt)}`],
    ...(byDesign !== undefined && finding.cases.some((one) => one.end === "by-design") ? [["Why it cannot be lifted", md(byDesign.why)] as const] : []),
    ["What runc does", md(limitation.runc)],
    ["runc in the same results", runcSide(finding)],
    ["Spec", md(limitation.spec)],
    ["Issues", limitation.issues.length > 0 ? limitation.issues.map((url) => link(issueOfLink(url) ?? url, url)).join(", ")
      : `none; stated in ${link((limitation.source ?? "").replace(/^https:\/\/github\.com\//, ""), limitation.source ?? "")}`],
  ];
  return [`<a id="${limitation.id}"></a>`, `#### ${md(limitation.title)}`, documentedOf(limitation, run), table(["", ""], rows), ...caseParts(finding)];
}

/** What is documented of other runtimes is told as theirs: the recorded run alone speaks for this one. */
function documentedOf({ affects, summary }: Limitation, run: Run): string {
  const others = affects.filter((name) => name !== run.runtime.profile);
  const whose = others.length > 0 ? others : affects;
  return `In ${whose.map((name) => md(runtimeNames[name] ?? name)).join(", ")}: ${md(summary)}`;
}

/** The status, with how many scenarios ended how where they did not all end alike. */
function statusText({ status, cases, refusedByTest }: LimitationFinding): string {
  const ends = (Object.keys(endWords) as readonly CaseEnd[]).map((end) => [end, cases.filter((one) => one.end === end).length] as const).filter(([, count]) => count > 0);
  const counted = ends.length > 1 ? ends.map(([end, count], index) => `${count}${index === 0 ? ` of ${cases.length}` : ""} ${endWords[end]}`) : cases.length > 0 ? [plural(cases.length, "scenario")] : [];
  const refused = refusedByTest.length > 0 ? [`refused, as tests show: ${refusedByTest.map(code).join(", ")}`] : [];
  const detail = [...(counted.length === 0 ? [] : [counted.join(", ")]), ...refused].join("; ");
  return `**${statusWords[status]}** (${detail === "" ? "no scenario in the recorded run" : detail})`;
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
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
  if (others.length > 0) said.push(countedLabels(others));
  if (reasons.length > 0) said.push(`${judged === 0 ? "untested on runc" : "the rest untested on runc"}: ${reasons.join("; ")}`);
  return said.join("; ");
}

function reasonOf(result: ScenarioResult): string {
  return md(result.skip === undefined ? (result.reason ?? result.verdict) : `${skipLabel(result.skip)}: ${result.reason ?? ""}`);
}

/** Each label once, with how often it occurs. */
function countedLabels(results: readonly ScenarioResult[]): string {
  const counts = new Map<string, number>();
  for (const label of results.map(labelOf)) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].map(([label, count]) => `${count} ${md(label)}`).join(", ");
}

/** The scenarios of a limitation by how they ended and why, each cause once with the number of its scenarios. */
function caseParts(finding: LimitationFinding): readonly string[] {
  const groups = new Map<string, string[]>();
  for (const one of finding.cases) {
    const cause = causeText(one);
    const words = `**${endText(one)}**${cause === "" ? "" : `: ${md(cause)}`}`;
    groups.set(words, [...(groups.get(words) ?? []), one.scenario.id]);
  }
  const lines = [...groups].map(([words, ids]) => wrapped(`- ${plural(ids.length, "scenario")} ${words} (${ids.map(code).join(", ")})`));
  return lines.length === 0 ? [] : [lines.join("\n")];
}

function endText({ end, result }: LimitationCase): string {
  if (end === "works" && result?.outcome === "refused") return "working: refused, as what cannot be applied must be";
  if (end === "works" && result?.outcome === "applied") return "working: applied";
  if (end === "differs" && (result?.verdict === "fail" || result?.verdict === "error")) return `differing, and not listed (${result.verdict})`;
  return endWords[end];
}

function causeText({ result, end }: LimitationCase): string {
  if (result === null) return "it did not run";
  if (result.because !== null && result.verdict === "known-failure") {
    return `${result.because.class === "limitation" ? "" : `${result.because.class}: `}${result.because.instead}`;
  }
  if (result.skip !== undefined) return `${skipLabel(result.skip)}, ${result.reason ?? ""}`;
  return end === "works" || end === "refused" ? "" : (result.reason?.split("\n")[0] ?? result.verdict);
}

function constraintsTable(findings: readonly LimitationFinding[]): string {
  const rows = findings.filter((finding) => finding.limitation.levels.length > 0).map(({ limitation, status }) => [
    `[${md(limitation.title)}](#${limitation.id})`, ...levelTitles.map(({ id }) => (limitation.levels.includes(id) ? "yes" : "")), statusWords[status],
  ]);
  return table(["Resource", ...levelTitles.map((level) => level.title), "In the recorded run"], rows);
}
