import { Ajv } from "ajv";
import semver from "semver";
import type { JsonObject } from "./json.ts";

/** Semantic Versioning 2.0.0: three numbers without leading zeros, then a pre-release and a build part. */
const VERSION = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?(\+[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?$/;

export function isVersion(text: string | null): boolean {
  return text !== null && VERSION.test(text);
}

/** Below 0, 0 or above 0 as the first version is older than the second, equal or newer; null when one is no version. */
export function compareVersions(first: string | null, second: string | null): number | null {
  return first !== null && second !== null && isVersion(first) && isVersion(second) ? semver.compare(first, second) : null;
}

/** The state of a container as schema/state-schema.json of the specification has it; further properties are allowed. */
const STATE_SCHEMA = {
  type: "object",
  required: ["ociVersion", "id", "status", "bundle"],
  properties: {
    ociVersion: { type: "string" },
    id: { type: "string" },
    status: { enum: ["creating", "created", "running", "stopped"] },
    pid: { type: "integer", minimum: 0 },
    bundle: { type: "string" },
    annotations: { type: "object", additionalProperties: { type: "string" }, propertyNames: { minLength: 1 } },
  },
} as const;

const fitsState = new Ajv({ allErrors: true }).compile(STATE_SCHEMA);

/** What in a container's state does not fit the specification's schema, in words; null when all does. */
export function stateFaults(state: JsonObject | null): string | null {
  if (state === null) return "no state";
  if (fitsState(state)) return null;
  return (fitsState.errors ?? []).map(({ instancePath, message }) => `${instancePath.slice(1) || "state"} ${message ?? "is wrong"}`).sort().join("; ");
}
