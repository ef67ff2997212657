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
