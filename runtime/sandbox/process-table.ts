/** The table of a container's processes, made by the guest's ps. */

import { UsageError } from "../errors/errors.ts";

/** What `ps -ef` shows, with busybox's columns; each header needs an option of its own. */
const fullFormat = ["user=UID", "pid=PID", "ppid=PPID", "tty=TTY", "args=CMD"].flatMap((column) => ["-o", column]);

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

/** The head of a table and the rows of some pids. @throws {UsageError} when the table has no column of pids. */
export function chooseRows(table: string, pids: readonly number[]): string {
  const [head = "", ...rows] = table.split("\n");
  const column = head.trim().split(/\s+/).indexOf("PID");
  if (column < 0) throw new UsageError("couldn't find PID field in ps output");
  const chosen = rows.filter((row) => pids.includes(Number(row.trim().split(/\s+/)[column] ?? "")));
  return [head, ...chosen].map((line) => `${line}\n`).join("");
}
