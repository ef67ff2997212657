import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { InputError } from "./input-error.ts";
import { projectRoot } from "./project-root.ts";
import { checkSchema } from "./schema.ts";

export type RequirementLevel = "MUST" | "MUST NOT" | "REQUIRED" | "SHOULD" | "SHOULD NOT" | "MAY";

/** A normative statement of the runtime-spec; fixtures/catalogue/requirements.yaml explains the fields. */
export interface Requirement {
  readonly id: string;
  readonly doc: string;
  readonly line?: number | readonly number[];
  readonly level: RequirementLevel;
  /** Absent where an RFC 2119 keyword of the text stands behind the entry. */
  readonly basis?: "derived" | "informal";
  readonly since: string;
  readonly statement: string;
  readonly subject: "runtime" | "bundle-author" | "caller";
  readonly testable: "yes" | "partly" | "no";
  readonly probe: string;
  readonly needs?: readonly string[];
  /** Why the entry can't be judged. */
  readonly unclear?: string;
}

/** Something that runc does; fixtures/catalogue/behaviours.yaml explains the fields. */
export interface Behaviour {
  readonly id: string;
  readonly area: string;
  readonly behaviour: string;
  readonly inSpec: "no" | "yes" | "extends";
  readonly reliedOnBy?: readonly string[];
  readonly since?: string;
  readonly source: string;
  /** Present where no run can show the behaviour; the probe says why. */
  readonly testable?: "no";
  readonly probe: string;
  readonly needs?: readonly string[];
  readonly vmNote?: string;
}

/** Where a VM runtime can apply a resource. */
export type ConstraintLevel = "guest-kernel" | "in-container" | "hypervisor-process" | "hypervisor-config";

/** A documented limitation; fixtures/catalogue/limitations.yaml explains the fields. */
export interface Limitation {
  readonly id: string;
  readonly title: string;
  readonly kind: "pending" | "architectural";
  readonly documented: boolean;
  readonly section: string;
  readonly summary: string;
  readonly issues: readonly string[];
  readonly source?: string;
  readonly affects: readonly string[];
  readonly runc: string;
  readonly spec: string;
  readonly probe: string;
  readonly levels: readonly ConstraintLevel[];
  /** Why what does not work of it can never be lifted, and, where that is not all, which scenarios show it. */
  readonly byDesign?: { readonly why: string; readonly scenarios?: readonly string[] };
  /** What our runtime refuses for it, and the scenario or test that shows it. */
  readonly refusals?: readonly { readonly what: string; readonly shown: string }[];
}

export interface Catalogue {
  readonly requirements: ReadonlyMap<string, Requirement>;
  readonly behaviours: ReadonlyMap<string, Behaviour>;
  readonly limitations: ReadonlyMap<string, Limitation>;
  /** Which text of the spec the requirements were read from. */
  readonly spec: { readonly repository: string; readonly commit: string; readonly version: string };
}

/** A requirement whose failure may be called a spec violation: MUST, MUST NOT or REQUIRED by a keyword of the text. */
export function isBinding(requirement: Requirement): boolean {
  return requirement.basis === undefined && requirement.level !== "MAY" && !requirement.level.startsWith("SHOULD");
}

/** A choice that is recorded and never judged. */
export function isNeverJudged(requirement: Requirement): boolean {
  return requirement.level === "MAY" || requirement.unclear !== undefined;
}

/**
 * Parses YAML, keeping the parsed form under .cache by the digest of text and schema: the catalogue takes half a second
 * to parse, and every command starts with it. A cache that can't be written costs only time.
 */
function parseCached<T>(file: string, schemaFile: string): T {
  const root = projectRoot();
  const text = readFileSync(path.join(root, file), "utf8");
  const schema = readFileSync(path.join(root, schemaFile), "utf8");
  const digest = createHash("sha256").update(text).update(schema).digest("hex").slice(0, 32);
  const directory = path.join(root, ".cache", "catalogue");
  const cached = path.join(directory, `${path.basename(file, ".yaml")}-${digest}.json`);
  try {
    return JSON.parse(readFileSync(cached, "utf8")) as T;
  } catch {
    // Not there yet, or torn by a crash: parse and write it again.
  }
  const value = checkSchema<T>(schemaFile, parseYaml(text, file), file);
  try {
    mkdirSync(directory, { recursive: true });
    const temporary = `${cached}.${process.pid}`;
    writeFileSync(temporary, JSON.stringify(value));
    renameSync(temporary, cached);
  } catch {
    // A read-only checkout.
  }
  return value;
}

/** Parses YAML text. @throws {InputError} It is none; names the origin and the line. */
export function parseYaml(text: string, origin: string): unknown {
  try {
    return parse(text) as unknown;
  } catch (error) {
    throw new InputError(`${origin}: ${error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error)}`, error);
  }
}

/** Turns a list into a map by id. @throws {InputError} An id occurs twice. */
function byId<T extends { readonly id: string }>(items: readonly T[], file: string): Map<string, T> {
  const map = new Map<string, T>();
  for (const item of items) {
    if (map.has(item.id)) throw new InputError(`${file}: ${item.id} is listed twice; keep one of the two entries`);
    map.set(item.id, item);
  }
  return map;
}

let loaded: Catalogue | undefined;

/**
 * Loads the catalogues of fixtures/catalogue once for each process.
 *
 * @throws {InputError} A file does not match its schema or lists an id twice.
 */
export function loadCatalogue(): Catalogue {
  if (loaded !== undefined) return loaded;
  const of = <T>(name: string): T => parseCached<T>(`fixtures/catalogue/${name}.yaml`, `fixtures/catalogue/${name}.schema.json`);
  const requirements = of<{ source: Catalogue["spec"]; requirements: Requirement[] }>("requirements");
  const behaviours = of<{ behaviours: Behaviour[] }>("behaviours");
  const limitations = of<{ limitations: Limitation[] }>("limitations");
  loaded = {
    requirements: byId(requirements.requirements, "fixtures/catalogue/requirements.yaml"),
    behaviours: byId(behaviours.behaviours, "fixtures/catalogue/behaviours.yaml"),
    limitations: byId(limitations.limitations, "fixtures/catalogue/limitations.yaml"),
    spec: requirements.source,
  };
  return loaded;
}
