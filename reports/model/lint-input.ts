import type { Catalogue } from "./catalogue.ts";
import type { ExpectationSet } from "./expectations.ts";
import type { DeclaredFeatures } from "./features.ts";

/** Something wrong with the features or with data about them. */
export interface LintProblem {
  /** `<file>:<line>` or a file. */
  readonly where: string;
  /** What is wrong and how to mend it, one line. */
  readonly message: string;
}

export interface LintInput {
  readonly features: DeclaredFeatures;
  readonly catalogue: Catalogue;
  readonly expectations: readonly ExpectationSet[];
  readonly retired: readonly { readonly id: string; readonly reason: string }[];
  /** Ids, without rows, that recorded results have. */
  readonly recordedIds: readonly string[];
  /** Causes that recorded results name. */
  readonly recordedCauses: readonly { readonly profile: string; readonly cause: string }[];
  /** Names of host features. */
  readonly hostFeatures: readonly string[];
}
