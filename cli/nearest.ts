/** Number of single-character edits that turn one word into the other. */
export function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const replaced = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}

/** The known name closest to what was written; null when none is close. */
export function nearest(written: string, known: readonly string[]): string | null {
  const lower = written.toLowerCase();
  let best: { readonly name: string; readonly distance: number } | null = null;
  for (const name of known) {
    const distance = name.toLowerCase().includes(lower) && lower.length >= 3 ? 1 : editDistance(lower, name.toLowerCase());
    if (best === null || distance < best.distance) best = { name, distance };
  }
  return best !== null && best.distance <= Math.max(2, Math.floor(written.length / 3)) ? best.name : null;
}

/** `; did you mean "x"?` where a known name is close, else `; known are a, b, c` for a short list, else nothing. */
export function suggestion(written: string, known: readonly string[]): string {
  const close = nearest(written, known);
  if (close !== null) return `; did you mean "${close}"?`;
  return known.length > 0 && known.length <= 12 ? `; known are ${known.join(", ")}` : "";
}
