import { readText } from "../../written-files.ts";

/** A line that a container printed, as its log has it. */
export interface LogLine {
  readonly stream: string;
  readonly text: string;
}

/** "TIME STREAM TAGS TEXT"; the first tag is P for a piece of a line whose rest follows, and F for a line's end. */
const LINE = /^\d{4}-\d{2}-\d{2}T\S+ (stdout|stderr) ([PF])\S* (.*)$/;

/**
 * The lines in a log as the CRI has them written; none while there is no file.
 *
 * @throws on a whole line that is not of that form.
 * @see Kubernetes, design proposal "CRI: Log management for container stdout/stderr streams"
 */
export function parseLog(file: string): LogLine[] {
  const lines: LogLine[] = [];
  const pieces = new Map<string, string>();
  const whole = readText(file).split("\n").slice(0, -1);
  for (const line of whole) {
    const [, stream = "", tag = "", text = ""] = LINE.exec(line) ?? [];
    if (stream === "") throw new Error(`no line of a CRI log: ${JSON.stringify(line.slice(0, 120))}`);
    const begun = `${pieces.get(stream) ?? ""}${text}`;
    if (tag === "F") lines.push({ stream, text: begun });
    pieces.set(stream, tag === "F" ? "" : begun);
  }
  return lines;
}
