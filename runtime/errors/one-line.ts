/** How text that others wrote comes into a message: on one line, in bounds, and with nothing that a terminal would obey. */

/** Longest message, in UTF-16 code units. */
export const messageMax = 1000;
const headMax = 700;
const tailMax = 240;

/** What a terminal acts on or hides: control characters, of C1 too, line and paragraph separators, and changes of the direction of writing. */
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const unprintable = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g;

function escapeOf(character: string): string {
  const code = character.charCodeAt(0).toString(16);
  return code.length > 2 ? `\\u${code.padStart(4, "0")}` : `\\x${code.padStart(2, "0")}`;
}

/** The text with what a terminal acts on written as `\x1b`. */
export function printable(text: string): string {
  return text.replace(unprintable, escapeOf);
}

/** The text on one line of at most `messageMax`. The middle of a longer one is left out: what is matched on stands at either end. */
export function oneLine(text: string): string {
  if (text.length <= messageMax) {
    const line = asLine(text);
    if (line.length <= messageMax) return line;
  }
  // Each character is at most six when it is escaped: so much of both ends is enough, and no more is looked at.
  const head = asLine(text.slice(0, messageMax)).slice(0, headMax).replace(/[\ud800-\udbff]$/, "");
  const tail = asLine(text.slice(-messageMax)).slice(-tailMax).replace(/^[\udc00-\udfff]/, "");
  return `${head} [... cut, ${text.length} characters in all ...] ${tail}`;
}

function asLine(text: string): string {
  return printable(text.trim().replace(/\s*[\r\n]\s*/g, "; ").replace(/\t/g, " "));
}
