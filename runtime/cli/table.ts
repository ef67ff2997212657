/** Lays rows out in columns, as runc does: at least 12 characters wide, three apart. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(12, ...rows.map((row) => (row[column] ?? "").length + 3)));
  const last = widths.length - 1;
  return rows.map((row) => `${row.map((cell, column) => (column === last ? cell : cell.padEnd(widths[column] ?? 0))).join("")}\n`).join("");
}
