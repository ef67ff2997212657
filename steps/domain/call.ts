import type { Action, Call } from "./runtime-driver.ts";

/** What the Givens add to the commands that follow, and what of it is wrong on purpose. */
export interface CallDraft extends Call {
  readonly faultyFlags: readonly string[];
  readonly faultyGlobalFlags: readonly string[];
}

export const plainCall: CallDraft = { globalFlags: [], flags: [], descriptors: {}, environment: [], faultyFlags: [], faultyGlobalFlags: [] };

/** The operation as a caller asks for it, with or without what is wrong in the call. */
export function asCalled(action: Action, draft: CallDraft, how: "as asked" | "without faults"): Action {
  const { faultyFlags, faultyGlobalFlags, ...call } = draft;
  if (how === "without faults") return { ...action, call };
  return { ...action, call: { ...call, flags: [...call.flags, ...faultyFlags], globalFlags: [...call.globalFlags, ...faultyGlobalFlags] } };
}

/** Words as a caller types them. */
export function wordsOf(text: string): string[] {
  return text.split(" ").filter((word) => word !== "");
}
