/** What a row of the table of properties is, and rows that come more than once. */

/** Where a property takes effect. */
export type Where =
  | "guest kernel" // through crun, by the kernel in the VM
  | "in-container" // by crun, in the container's own file system or process
  | "VM shape" // size of the VM
  | "VMM process" // the host's cgroup and namespaces of shim, monitor and QEMU
  | "host" // by vrun on the host
  | "metadata" // describes; state and hooks repeat it
  | "refused" // an error at create, before anything is made
  | "other platform"; // not for Linux: ignored, as the spec has it

/**
 * `object`, `array`, `map` (any keys) or a scalar; `!` marks what must be there when its parent is. Integers are checked
 * for their range; `one of` lists words.
 */
export type Kind =
  | "object" | "array" | "map" | "any" | "string" | "bool" | "uint16" | "uint32" | "uint64" | "int32" | "int64"
  | { readonly oneOf: readonly string[] };

export interface Property {
  readonly path: string;
  readonly kind: Kind;
  readonly required: boolean;
  readonly where: Where;
  readonly how: string;
}

/** @param path With `!` behind it for what must be there when its parent is. */
export function row(path: string, kind: Kind, where: Where, how: string): Property {
  const required = path.endsWith("!");
  return { path: required ? path.slice(0, -1) : path, kind, required, where, how };
}

export function oneOf(...words: string[]): Kind {
  return { oneOf: words };
}

/** The rows of one of the hooks. */
export function hookRows(name: string, where: Where, how: string): Property[] {
  const item = `hooks.${name}[]`;
  return [
    row(`hooks.${name}`, "array", where, how),
    row(item, "object", where, "an absolute path is needed"),
    row(`${item}.path!`, "string", where, "executed as given, never by a shell"),
    row(`${item}.args`, "array", where, "argv, with argv[0]"),
    row(`${item}.args[]`, "string", where, "argument"),
    row(`${item}.env`, "array", where, "the whole environment"),
    row(`${item}.env[]`, "string", where, "NAME=value"),
    row(`${item}.timeout`, "int64", where, "seconds, above 0; a hook that runs longer is killed and has failed"),
  ];
}

/** The rows of a list of id mappings. */
export function mappingRows(path: string, where: Where, how: string): Property[] {
  return [
    row(path, "array", where, how),
    row(`${path}[]`, "object", where, how),
    row(`${path}[].containerID!`, "uint32", where, how),
    row(`${path}[].hostID!`, "uint32", where, how),
    row(`${path}[].size!`, "uint32", where, how),
  ];
}
