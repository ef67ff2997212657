import { join } from "node:path";
import { asCalled, type CallDraft, plainCall } from "./call.ts";
import { type Container, perform } from "./container.ts";
import type { Operation } from "./operation.ts";
import { poll } from "./poll.ts";
import type { Action } from "./runtime-driver.ts";
import type { Scenario } from "./scenario.ts";
import { readText } from "./written-files.ts";

/** Where a program counts, in its root; the host reads it there. */
export const COUNTER_FILE = "counter";

/** What a counting program has reached; 0 before it begins. */
function countOf(container: Container): number {
  const file = join(container.bundle.rootfs, COUNTER_FILE);
  return Number(readText(file).trim());
}

/** How far a program must have counted before it is saved, so that a new beginning shows. */
const SAVED_AT_LEAST = 5;

/** A container that was saved and brought back, and how far its program had counted then. */
export interface Restoration {
  readonly operation: Operation;
  readonly savedAt: number;
}

/** What a caller adds to the two commands. */
export interface SaveAndRestoreOptions {
  readonly draft?: CallDraft;
  readonly saveFlags?: readonly string[];
  readonly restoreFlags?: readonly string[];
}

/** Saves a container and brings it back. The operation's command is the one that failed, or the restore. */
export async function saveAndRestore(scenario: Scenario, container: Container, { draft = plainCall, saveFlags = [], restoreFlags = [] }: SaveAndRestoreOptions): Promise<Restoration> {
  const { output } = scenario.suite.description.profile.timeoutsMs;
  await poll(() => (countOf(container) >= SAVED_AT_LEAST ? true : null), output);
  const images = join(scenario.directory, container.id, "images");
  const before = container.standing;
  const called = (action: Action, flags: readonly string[]): Action => asCalled(action, { ...draft, flags: [...draft.flags, ...flags] }, "as asked");
  const checkpoint = called({ kind: "checkpoint", images }, saveFlags);
  const saved = await perform(scenario, container, checkpoint);
  const savedAt = countOf(container);
  if (saved.exit !== 0) return { operation: { container, action: checkpoint, sound: checkpoint, before, run: saved }, savedAt };
  const restore = called({ kind: "restore", images }, restoreFlags);
  return { operation: { container, action: restore, sound: restore, before, run: await perform(scenario, container, restore) }, savedAt };
}

/** The first number that the program counts to after `savedAt` was read; null when it counts no more. */
export async function nextCount(scenario: Scenario, { operation: { container }, savedAt }: Restoration): Promise<number | null> {
  return poll(() => {
    const count = countOf(container);
    return count === savedAt ? null : count;
  }, scenario.suite.description.profile.timeoutsMs.output);
}
