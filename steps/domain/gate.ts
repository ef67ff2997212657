import type { RunDescription } from "./run-description.ts";

/** Why a scenario is not run at all. */
export type Barred =
  | { readonly kind: "host-lacks"; readonly feature: string; readonly reason: string }
  | { readonly kind: "not-applicable"; readonly reason: string };

const NEEDS = "@needs:";
const ISOLATION = "@isolation:";

/**
 * Decides by a scenario's tags whether it is run: `@needs:<host feature>`, and `@isolation:<kind>` for what only that
 * kind of isolation shows on the host. Nothing that a runtime does is asked here.
 *
 * @throws when a needed feature is not in the run description; a misspelt need must not bar a scenario for ever.
 */
export function gate(description: RunDescription, tags: readonly string[]): Barred | null {
  const { isolation } = description.profile;
  const kinds = tags.filter((tag) => tag.startsWith(ISOLATION)).map((tag) => tag.slice(ISOLATION.length));
  if (kinds.length > 0 && !kinds.includes(isolation)) {
    return { kind: "not-applicable", reason: `shown by the isolation ${kinds.join(" or ")} only; this runtime's is ${isolation}` };
  }
  for (const name of tags.filter((tag) => tag.startsWith(NEEDS)).map((tag) => tag.slice(NEEDS.length))) {
    const barred = lacking(description, name);
    if (barred !== null) return barred;
  }
  return null;
}

/** Null when the host, or the runtime's guest, has the feature. */
export function lacking(description: RunDescription, name: string): Barred | null {
  const feature = description.features[name];
  if (feature === undefined) throw new Error(`no host feature "${name}"; steps/domain/host-features.ts lists them`);
  return feature.present ? null : { kind: "host-lacks", feature: name, reason: feature.reason };
}
