import { addChanges, type BundleDraft, type Change } from "./bundle.ts";
import { stderrOf } from "./command.ts";
import { prepareContainer } from "./container.ts";
import { askFeatures } from "./features-document.ts";
import { isList, type Json, patchAt, textOf, valueAt } from "./json.ts";
import { operate, type Operation } from "./operation.ts";
import type { Scenario } from "./scenario.ts";

/** How a runtime took the items of a list of its features. */
export interface Trial {
  /** The last command. */
  readonly operation: Operation;
  /** What was tried; empty when the runtime does not list anything there. */
  readonly items: readonly string[];
  /** Those that it took for unknown: refused as it refuses a name that nobody has. */
  readonly unknown: readonly string[];
  /** Those that it refused for whatever reason. */
  readonly refused: readonly string[];
}

/** What goes into a configuration for each item. */
export interface Piece {
  /** Where: appended to the list there, or set when there is a text. */
  readonly path: string;
  /** `${each}` in it is the item, and `"${number}"` a number of its own. */
  readonly template: Json;
}

/**
 * Runs containers whose configuration has a piece for each item of a list of the runtime's features. All items go into
 * one container; when that is refused, each half of them into one, and so on. Where there is place for one alone, each
 * has a container of its own. A refused item counts as known when the error is another one than that for the item with
 * "DREAM" behind its name.
 */
export async function tryEach(scenario: Scenario, draft: BundleDraft, list: { readonly at: string; readonly without: readonly string[] }, piece: Piece): Promise<Trial> {
  const { features } = await askFeatures(scenario, draft);
  const listed = valueAt(features, list.at);
  const items = (isList(listed) ? listed : []).map((item) => textOf(item) ?? "").filter((item) => !list.without.includes(item));
  const first = prepareContainer(scenario, draft);
  const single = typeof valueAt(first.bundle.config, piece.path) === "string";
  let operation = await operate(scenario, first, { kind: "run" });
  const attempt = async (names: readonly string[]): Promise<Operation> => {
    const changed = addChanges(draft, names.map((name, number) => changeFor(piece, single, name, number)));
    operation = await operate(scenario, prepareContainer(scenario, changed), { kind: "run" });
    return operation;
  };
  const refusedOf = async (names: readonly string[]): Promise<Refusal[]> => {
    const tried = await attempt(names);
    if (tried.run.exit === 0) return [];
    const [item = ""] = names;
    if (names.length === 1) return [{ item, unknown: errorOf(tried, item) === errorOf(await attempt([`${item}DREAM`]), `${item}DREAM`) }];
    const middle = Math.ceil(names.length / 2);
    return [...(await refusedOf(names.slice(0, middle))), ...(await refusedOf(names.slice(middle)))];
  };
  const refusals: Refusal[] = [];
  for (const group of single ? items.map((item) => [item]) : items.length === 0 ? [] : [items]) refusals.push(...(await refusedOf(group)));
  const names = (some: readonly Refusal[]): string[] => some.map(({ item }) => item).sort();
  return { operation, items, unknown: names(refusals.filter(({ unknown }) => unknown)), refused: names(refusals) };
}

interface Refusal {
  readonly item: string;
  readonly unknown: boolean;
}

function changeFor({ path, template }: Piece, single: boolean, each: string, number: number): Change {
  const item = JSON.parse(JSON.stringify(template).replaceAll('"${number}"', String(number + 1)).replaceAll("${each}", each)) as Json;
  return single ? { kind: "patch", patch: patchAt(path, item) } : { kind: "append", path, item };
}

/** The error text without what differs from one container to the next. */
function errorOf({ run, container }: Operation, item: string): string {
  return stderrOf(run).replaceAll(container.id, "").replaceAll(item, "").replaceAll(/\d+/g, "");
}
