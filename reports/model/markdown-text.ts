import { printable } from "./printable.ts";

/** Text as one line of Markdown that shows it and does nothing else, in a table too. */
export function md(text: string): string {
  return printable(text).replace(/\s*\n\s*/g, " ").replace(/[\\`*_[\]<>|#~]/g, (character) => `\\${character}`);
}

/** Text as inline code, in a table too. */
export function code(text: string): string {
  const flat = printable(text).replace(/\s*\n\s*/g, " ").replaceAll("|", "\\|");
  const fence = flat.includes("`") ? "``" : "`";
  return flat === "" ? "" : fence === "`" ? `\`${flat}\`` : `${fence} ${flat} ${fence}`;
}

/** A paragraph or an item of a list in lines of at most 160 characters, as far as its words allow. */
export function wrapped(text: string): string {
  const indent = /^ *(?:- )?/.exec(text)?.[0].length ?? 0;
  const lines: string[] = [];
  let line = "";
  // A piece of code stays whole, with what follows it at once.
  for (const word of text.slice(indent).match(/`[^`]*`\S*|\S+/g) ?? []) {
    if (line !== "" && indent + line.length + 1 + word.length > 160) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].map((one, index) => `${index === 0 ? text.slice(0, indent) : " ".repeat(indent)}${one}`).join("\n");
}

/** A link, where the target is an https one; else the text alone. */
export function link(text: string, url: string): string {
  return /^https:\/\/[^\s()<>]+$/.test(url) ? `[${md(text)}](${url})` : md(text);
}

/** A table; cells are Markdown already. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** `2026-01-01 00:00 UTC` of an ISO time. */
export function minuteOf(iso: string): string {
  return `${iso.slice(0, 16).replace("T", " ")} UTC`;
}
