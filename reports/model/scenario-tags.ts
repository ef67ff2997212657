import { InputError } from "./input-error.ts";

/** What a scenario's tags say. */
export interface TagFacts {
  readonly ids: readonly string[];
  readonly requirements: readonly string[];
  readonly behaviours: readonly string[];
  readonly limitations: readonly string[];
  /** `<owner>/<repo>#<n>` */
  readonly issues: readonly string[];
  readonly needs: readonly string[];
}

/** Reads the tags of a scenario, its own and those it inherits, in their order and without repetition. */
export function readTags(tags: readonly string[]): TagFacts {
  const of = (prefix: string): string[] => [...new Set(tags.filter((tag) => tag.startsWith(prefix)).map((tag) => tag.slice(prefix.length)))];
  return {
    ids: of("@id:"), requirements: of("@req:"), behaviours: of("@runc:"), limitations: of("@lim:"), issues: of("@issue:"), needs: of("@needs:"),
  };
}

/** The id of a scenario, with its row where it comes from an outline. @throws {InputError} There is not exactly one. */
export function scenarioId(facts: TagFacts, firstColumn: string | null, where: string): string {
  const [id, ...more] = facts.ids;
  if (id === undefined || more.length > 0) throw new InputError(`${where}: has ${facts.ids.length} @id tags, and needs exactly one`);
  return firstColumn === null ? id : `${id}[${firstColumn}]`;
}

/** The issue's short form, `<owner>/<repo>#<n>`, of a link to it; null for another link. */
export function issueOfLink(link: string): string | null {
  const match = /^https:\/\/github\.com\/([^/]+\/[^/]+)\/(?:issues|pull)\/(\d+)$/.exec(link);
  return match === null ? null : `${match[1]}#${match[2]}`;
}

/** A link to an issue's short form. */
export function linkOfIssue(issue: string): string {
  const [repository, number] = issue.split("#");
  return `https://github.com/${repository ?? ""}/issues/${number ?? ""}`;
}
