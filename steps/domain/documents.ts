import { Ajv } from "ajv";
import semver from "semver";
import { isList, isObject, type Json } from "./json.ts";

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

/** What a seccomp agent is sent, as config-linux.md, section "The Container Process State", has it. */
const PROCESS_STATE_SCHEMA = {
  type: "object",
  required: ["ociVersion", "pid", "state"],
  properties: { ociVersion: { type: "string" }, fds: { type: "array", items: { type: "string" } }, pid: { type: "integer", minimum: 1 }, metadata: { type: "string" }, state: STATE_SCHEMA },
} as const;

const TEXTS = { type: "array", items: { type: "string" } } as const;
const FLAG = { type: "boolean" } as const;
const ENABLED = { type: "object", properties: { enabled: FLAG } } as const;

/** The features document as schema/features-schema.json and features-linux.md of the specification have it. */
const FEATURES_SCHEMA = {
  type: "object",
  required: ["ociVersionMin", "ociVersionMax"],
  properties: {
    ociVersionMin: { type: "string" },
    ociVersionMax: { type: "string" },
    hooks: TEXTS,
    mountOptions: TEXTS,
    annotations: { type: "object", additionalProperties: { type: "string" }, propertyNames: { minLength: 1 } },
    potentiallyUnsafeConfigAnnotations: TEXTS,
    linux: {
      type: "object",
      properties: {
        namespaces: TEXTS,
        capabilities: TEXTS,
        cgroup: { type: "object", properties: { v1: FLAG, v2: FLAG, systemd: FLAG, systemdUser: FLAG, rdma: FLAG } },
        seccomp: { type: "object", properties: { enabled: FLAG, actions: TEXTS, operators: TEXTS, archs: TEXTS, knownFlags: TEXTS, supportedFlags: TEXTS } },
        apparmor: ENABLED,
        selinux: ENABLED,
        memoryPolicy: { type: "object", properties: { modes: TEXTS, flags: TEXTS } },
        intelRdt: { type: "object", properties: { enabled: FLAG, schemata: FLAG, monitoring: FLAG } },
        mountExtensions: { type: "object", properties: { idmap: ENABLED } },
        netDevices: ENABLED,
      },
    },
  },
} as const;

const validator = new Ajv({ allErrors: true });
const faultsBy = (schema: object, name: string): ((document: Json | null) => string | null) => {
  const fits = validator.compile(schema);
  return (document) => {
    if (document === null) return `no ${name}`;
    if (fits(document)) return null;
    return (fits.errors ?? []).map(({ instancePath, message }) => `${instancePath.slice(1) || name} ${message ?? "is wrong"}`).sort().join("; ");
  };
};

/** What in a container's state does not fit the specification's schema, in words; null when all does. */
export const stateFaults = faultsBy(STATE_SCHEMA, "state");
/** The same of the state that a seccomp agent is sent. */
export const processStateFaults = faultsBy(PROCESS_STATE_SCHEMA, "process state");
/** The same of a features document; a property that is null counts as absent. */
export const featuresFaults = (features: Json): string | null => featuresSchemaFaults(withoutNulls(features));
const featuresSchemaFaults = faultsBy(FEATURES_SCHEMA, "features");

function withoutNulls(value: Json): Json {
  if (isList(value)) return value;
  return isObject(value) ? Object.fromEntries(Object.entries(value).filter(([, item]) => item !== null).map(([key, item]) => [key, withoutNulls(item)])) : value;
}
