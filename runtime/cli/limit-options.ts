/** The options of `update` for one limit each. */

import { limitFlags, type GivenLimits, type LimitFlag } from "../oci/limits.ts";
import type { Options, OptionSpec } from "./options.ts";

export const singleLimits: readonly OptionSpec[] = limitFlags.map(({ name, kind, help, hidden }: LimitFlag) => ({ name, kind: kind === "integer" ? "number" : "text", help, hidden: hidden === true }));

export function givenLimits(options: Options): GivenLimits {
  const given = singleLimits.filter(({ name }) => options.isGiven(name));
  return new Map(given.map(({ name, kind }) => [name, kind === "number" ? String(options.number(name)) : options.text(name)]));
}
