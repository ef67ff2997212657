/**
 * Text that a container may have made, safe to print on a terminal: control characters other than line feed and tab,
 * and characters that change the direction of text, are shown as escapes.
 */
export function printable(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what this is about
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** The first line of printable text, at most so many characters. */
export function summaryLine(text: string, maxLength = 160): string {
  const line = printable(text.split("\n")[0] ?? "");
  return line.length <= maxLength ? line : `${line.slice(0, maxLength - 1)}…`;
}
