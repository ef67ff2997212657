import type { Action } from "./runtime-driver.ts";

/** The specification's operations, each of which must be told a container's id. */
export const namedOperations = ["create", "start", "kill", "delete", "query the state"] as const;
export type NamedOperation = (typeof namedOperations)[number];

/** Create as a caller asks for it who leaves the bundle out, from a folder that is none, and the same with it. */
export function withoutBundle(): { readonly action: Action; readonly sound: Action } {
  return { action: { kind: "words", words: ["create", "{id}"] }, sound: { kind: "create" } };
}

/** An operation whose caller leaves the id out, and the same one with it. */
export function withoutId(name: NamedOperation): { readonly action: Action; readonly sound: Action } {
  switch (name) {
    case "create":
      return { action: { kind: "words", words: ["create", "--bundle", "{bundle}"] }, sound: { kind: "create" } };
    case "start":
    case "delete":
      return { action: { kind: "words", words: [name] }, sound: { kind: name } };
    case "kill":
      return { action: { kind: "words", words: ["kill"] }, sound: { kind: "kill", signal: "KILL" } };
    case "query the state":
      return { action: { kind: "words", words: ["state"] }, sound: { kind: "state" } };
    default:
      return name satisfies never;
  }
}
