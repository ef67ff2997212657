/** The commands that runc has not: they are about virtual machines. */

import { UsageError } from "../errors/errors.ts";
import { jsonOrTable, type Command } from "./command.ts";
import { table } from "./table.ts";

export const checkCommand: Command = {
  name: "check", help: "say how virtual machines run on this host: by KVM, or emulated and why; by which QEMU and virtiofsd", usage: "", example: "vrun check", args: [0, 0], options: [],
  async run(context, _options, _args, print) {
    const { check } = await import("../commands/check.ts");
    const { accelerator, reason, programs } = await check(context);
    print(`accelerator: ${accelerator}\n${reason === null ? "" : `reason: ${reason}\n`}`);
    for (const { name, version, path, known } of programs) print(`${name}: ${version ?? "version unknown"}, ${path}; ${known}\n`);
    return 0;
  },
};

export const templateCommand: Command = {
  name: "template", help: "show, build or remove the saved VMs that new containers start from", usage: "show|build|remove", example: "vrun template show",
  args: [1, 1],
  options: [
    jsonOrTable,
    { name: "memory", kind: "number", help: "build: memory of the VM in MiB (default 256)" },
  ],
  async run(context, options, [action = ""], print) {
    const { buildTemplate, removeAllTemplates, showTemplates } = await import("../commands/template.ts");
    if (action === "build") {
      print(`${await buildTemplate(context, options.isGiven("memory") ? options.number("memory") : 256)}\n`);
    } else if (action === "remove") {
      print(`removed ${await removeAllTemplates()}\n`);
    } else if (action === "show") {
      const shown = await showTemplates();
      const mib = (bytes: number | null): string => (bytes === null ? "corrupt" : `${Math.ceil(bytes / 1048576)} MiB`);
      const rows = shown.templates.map((t) => [t.key, String(t.vcpus ?? ""), mib(t.memoryBytes), mib(t.usedBytes), t.lastUsed ?? ""]);
      print(options.text("format") === "json" ? `${JSON.stringify(shown, null, 2)}\n` : `${shown.store}\n${table([["KEY", "VCPUS", "MEMORY", "STORED", "USED"], ...rows])}`);
    } else {
      throw new UsageError(`template takes show, build or remove, not ${JSON.stringify(action)}`);
    }
    return 0;
  },
};
