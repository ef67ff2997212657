/** The table of a container's processes, made by the guest's ps. */

import { UsageError } from "../errors/errors.ts";
import { printable } from "../errors/one-line.ts";

/** What `ps -ef` shows, with busybox's columns. */
const fullFormat = ["-o", "user,pid,ppid,tty,args"];
const fullHead = ["USER", "PID", "PPID", "TT", "COMMAND"];
const namesOfFull = ["UID", "PID", "PPID", "TTY", "CMD"];
const numeric: readonly string[] = ["PID", "PPID", "PGID", "SID", "VSZ", "RSS", "NI"];

/**
 * The arguments for busybox's ps. It shows all processes whether it is asked to or not.
 *
 * @param args What the caller wants of ps: nothing or letters for the full format, or `-o` with columns.
 * @throws {UsageError} for an option that busybox's ps does not have.
 */
export function tableArguments(args: readonly string[]): string[] {
  const columns: string[] = [];
  for (let index = 0; index < args.length; index++) {
    const argument = args[index] ?? "";
    const option = /^-?[aAdefFwx]*(o?)(.*)$/.exec(argument);
    if (option?.[1] === "o") columns.push("-o", option[2] || (args[++index] ?? ""));
    else if (option === null || option[2] !== "") throw new UsageError(`ps in the guest has no option ${JSON.stringify(argument)}: it takes -e, -f and -o COLUMNS`);
  }
  return columns.length > 0 ? columns : fullFormat;
}

/** The last column holds what is left of the line. */
function cells(line: string, count: number): string[] {
  const words = line.trim().split(/\s+/).map(printable);
  return [...words.slice(0, count - 1), words.slice(count - 1).join(" ")];
}

/** The head of a table and the rows of some pids, laid out as procps does. @throws {UsageError} when the table has no column of pids. */
export function chooseRows(table: string, pids: readonly number[]): string {
  const [first = "", ...lines] = table.split("\n");
  const head = first.trim().split(/\s+/);
  const column = head.indexOf("PID");
  if (column < 0) throw new UsageError("couldn't find PID field in ps output");
  const rows = lines.map((line) => cells(line, head.length)).filter((row) => pids.includes(Number(row[column])));
  const shown = [head.join() === fullHead.join() ? namesOfFull : head, ...rows];
  const widths = head.map((name, index) => Math.max(numeric.includes(name) ? 7 : 8, ...shown.map((row) => row[index]?.length ?? 0)));
  const laidOut = (cell: string, index: number): string => {
    if (numeric.includes(head[index] ?? "")) return cell.padStart(widths[index] ?? 0);
    return index === head.length - 1 ? cell : cell.padEnd(widths[index] ?? 0);
  };
  return shown.map((row) => `${row.map(laidOut).join(" ")}\n`).join("");
}
