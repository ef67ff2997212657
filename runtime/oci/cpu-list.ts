/**
 * The numbers in a list such as `0-2,5`, in order.
 *
 * @returns undefined when `text` is no such list or names more than 8192 CPUs, or names many of them again and again.
 */
export function parseCpuList(text: string): number[] | undefined {
  const numbers = new Set<number>();
  let named = 0;
  for (const part of text.trim().split(",")) {
    const match = /^\s*(\d{1,4})(?:-(\d{1,4}))?\s*$/.exec(part);
    if (match === null) return undefined;
    const first = Number(match[1]);
    const last = match[2] === undefined ? first : Number(match[2]);
    if (last < first) return undefined;
    for (let n = first; n <= last; n++) numbers.add(n);
    named += last - first + 1;
    if (numbers.size > 8192 || named > 65_536) return undefined;
  }
  return [...numbers].sort((a, b) => a - b);
}
