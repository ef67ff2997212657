/** The page docs/spec-translation.md, made from the table of properties. */

import { refusals } from "../errors/refusal-list.ts";
import { properties } from "./properties.ts";
import type { Kind, Property, Where } from "./property.ts";

const meanings: Readonly<Record<Where, string>> = {
  "guest kernel": "the kernel in the VM applies it, asked by crun in the guest",
  "in-container": "crun in the guest applies it, in the container's files or process",
  "VM shape": "it sets the size of the VM, and is applied in the guest as well",
  "VMM process": "it is applied to shim, monitor and QEMU on the host",
  host: "vrun applies it on the host",
  metadata: "it describes the container; `state` and hooks repeat it",
  refused: "create fails with an error that names it, before anything is made or booted",
  "other platform": "it is not for Linux, and ignored as the spec has it",
};

function typeName(kind: Kind): string {
  if (typeof kind === "string") return kind;
  return kind.oneOf.length > 4 ? "word" : kind.oneOf.filter((word) => word !== "").map((word) => `\`${word}\``).join(", ");
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}

function tableRow({ path, kind, required, where, how }: Property): string {
  return `| \`${path}\`${required ? " (required)" : ""} | ${typeName(kind)} | ${where} | ${cell(how)} |\n`;
}

function isProperty(name: string): boolean {
  return properties.some(({ path }) => path === name);
}

/** The whole page. */
export function translationPage(): string {
  const counts = new Map<Where, number>();
  for (const { where } of properties) counts.set(where, (counts.get(where) ?? 0) + 1);
  const places = Object.entries(meanings) as [Where, string][];
  return (
    "<!-- Generated: node --require ts-node/register runtime/oci/write-translation.ts -->\n" +
    "# Where vrun applies each property of config.json\n\n" +
    "runtime-spec 1.3, every property for Linux and VMs. A test holds this page to the table that the code works from\n" +
    "(`runtime/oci/properties.ts`). What is valid but cannot be applied is refused at create; nothing is dropped silently.\n" +
    "A property that the spec does not know is ignored, with a warning in the log, as the spec demands.\n\n" +
    "| place | properties | meaning |\n| --- | --- | --- |\n" +
    places.map(([where, meaning]) => `| ${where} | ${counts.get(where) ?? 0} | ${meaning} |\n`).join("") +
    "\n| property | type | where | how |\n| --- | --- | --- | --- |\n" +
    properties.map(tableRow).join("") +
    "\n## What is refused\n\n" +
    "The closed list, of properties and of what else managers ask for. A limitation's entry in `fixtures/catalogue/limitations.yaml` names a\n" +
    "scenario or test for each. `linux.resources.cpu.cpus` is refused for a VM that runs already alone, and what a network namespace holds at create\n" +
    "or start, once it is there.\n\n" +
    "| what | why | limitation |\n| --- | --- | --- |\n" +
    Object.entries(refusals).map(([name, { reason, limitation }]) => `| ${isProperty(name) ? `\`${name}\`` : name} | ${cell(reason)} | ${limitation} |\n`).join("")
  );
}
