import type { Command } from "./command.ts";
import type { OptionSpec } from "./options.ts";

function optionLines(options: readonly OptionSpec[]): string {
  const shown = options.filter(({ hidden }) => hidden !== true);
  const names = shown.map(({ name, short, kind }) => `--${name}${kind === "flag" ? "" : " value"}${short === undefined ? "" : `, -${short}${kind === "flag" ? "" : " value"}`}`);
  const width = Math.max(0, ...names.map(({ length }) => length)) + 2;
  return shown.map(({ help }, index) => `   ${(names[index] ?? "").padEnd(width)}${help}\n`).join("");
}

const helpOption: OptionSpec = { name: "help", short: "h", kind: "flag", help: "show help" };

export function commandHelp(command: Command): string {
  const example = command.example === "" ? "" : `\nEXAMPLE:\n   # ${command.example}\n`;
  return (
    `NAME:\n   vrun ${command.name} - ${command.help}\n\nUSAGE:\n   vrun ${command.name} [command options] ${command.usage}\n${example}` +
    `\nOPTIONS:\n${optionLines([...command.options, helpOption])}`
  );
}

export function mainHelp(commands: readonly Command[], globals: readonly OptionSpec[], version: string): string {
  const width = Math.max(...commands.map(({ name }) => name.length)) + 2;
  return (
    "NAME:\n   vrun - Open Container Initiative runtime that runs each container in a virtual machine of its own\n\n" +
    "USAGE:\n   vrun [global options] command [command options] [arguments...]\n\n" +
    "EXAMPLE:\n   # vrun run --bundle /containers/web web\n\n" +
    `VERSION:\n   ${version}\n\nCOMMANDS:\n${commands.map(({ name, help }) => `   ${name.padEnd(width)}${help}\n`).join("")}` +
    `\nGLOBAL OPTIONS:\n${optionLines([...globals, helpOption, { name: "version", short: "v", kind: "flag", help: "print the version" }])}`
  );
}
