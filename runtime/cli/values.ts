/** The values of options, as Go's flags read them: undefined for what does not fit. */

/** Also for a setting that was not given. */
export function parseFlag(text: string): boolean | undefined {
  if (/^(1|t|T|TRUE|true|True)$/.test(text)) return true;
  return /^(0|f|F|FALSE|false|False)$/.test(text) ? false : undefined;
}

/** A whole number in base 10, or in 16, 8 or 2 by its prefix; no more than JavaScript counts exactly. */
export function parseInteger(text: string): number | undefined {
  const [, sign, digits] = /^([+-]?)(0[xX][\da-fA-F]+|0[bB][01]+|0[oO]?[0-7]*|[1-9]\d*)$/.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const value = Number(digits.replace(/^0[oO]?(?=[0-7])/, "0o")) * (sign === "-" ? -1 : 1);
  return Number.isSafeInteger(value) ? value : undefined;
}

const unitsMs: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1, us: 0.001, "µs": 0.001, "μs": 0.001, ns: 0.000001 };

/** A duration such as `1m30s` or `200ms`, in milliseconds. */
export function parseDuration(text: string): number | undefined {
  const unsigned = text.replace(/^[+-]/, "");
  if (unsigned === "0") return 0;
  const parts = [...unsigned.matchAll(/(\d+\.?\d*|\.\d+)(h|ms|m|us|µs|μs|ns|s)/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join("") !== unsigned) return undefined;
  const totalMs = parts.reduce((sum, [, value, unit]) => sum + Number(value) * (unitsMs[unit ?? ""] ?? 0), 0);
  return text.startsWith("-") ? -totalMs : totalMs;
}
