import type { Profile } from "../steps/domain/profile.ts";
import { UsageError } from "./failure.ts";

/**
 * A profile whose deadlines are as many times as long as LACUNA_PATIENCE says: an emulated host takes several times as
 * long for everything.
 *
 * @throws {UsageError} It is no number from 1 to 100.
 */
export function withPatience(profile: Profile, patience: string | undefined): Profile {
  if (patience === undefined) return profile;
  const factor = Number(patience);
  if (!(factor >= 1 && factor <= 100)) throw new UsageError(`LACUNA_PATIENCE must be a number from 1 to 100, it is "${patience}"`);
  const { command, output, ending, scenario } = profile.timeoutsMs;
  return { ...profile, timeoutsMs: { command: command * factor, output: output * factor, ending: ending * factor, scenario: scenario * factor } };
}
