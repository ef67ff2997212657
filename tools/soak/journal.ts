/** What was done, what it cost, and what of it failed. */

/** A failure that a killed process explains is `expected`; any other is not. */
export interface Failure {
  readonly step: number;
  readonly operation: string;
  readonly container: string;
  readonly expected: boolean;
  /** What was killed, and when; empty for none. */
  readonly fault: string;
  /** One line. */
  readonly observed: string;
}

export interface OperationFigures {
  readonly count: number;
  readonly failed: number;
  readonly medianMs: number;
  readonly p95Ms: number;
}

export interface FaultFigures {
  readonly planned: number;
  readonly injected: number;
}

const lineMax = 300;

/** The first line of what a command said, without control characters. */
export function oneLine(text: string): string {
  const line = text.split("\n").find((part) => part.trim() !== "") ?? "";
  // eslint-disable-next-line no-control-regex -- they are what is taken out
  return line.replace(/[\u0000-\u001f\u007f]/g, " ").trim().slice(0, lineMax);
}

export class Journal {
  readonly failures: Failure[] = [];
  /** Created, without those that were made once more after something was killed. */
  containers = 0;
  again = 0;
  execs = 0;
  lastingExecs = 0;
  private readonly tell: (failure: Failure) => void;
  private readonly durations = new Map<string, number[]>();
  private readonly failed = new Map<string, number>();
  private readonly faults = new Map<string, { planned: number; injected: number }>();

  /** @param tell Called with each unexpected failure. */
  constructor(tell: (failure: Failure) => void = () => undefined) {
    this.tell = tell;
  }

  took(operation: string, ms: number): void {
    const known = this.durations.get(operation) ?? [];
    known.push(ms);
    this.durations.set(operation, known);
  }

  fail(failure: Failure): void {
    const noted = { ...failure, observed: oneLine(failure.observed) };
    this.failures.push(noted);
    if (!failure.expected) this.tell(noted);
    this.failed.set(failure.operation, (this.failed.get(failure.operation) ?? 0) + 1);
  }

  plannedFault(name: string): void {
    this.fault(name).planned += 1;
  }

  injectedFault(name: string): void {
    this.fault(name).injected += 1;
  }

  private fault(name: string): { planned: number; injected: number } {
    const known = this.faults.get(name) ?? { planned: 0, injected: 0 };
    this.faults.set(name, known);
    return known;
  }

  /** What an operation has taken by now; `unknownMs` before there is any. */
  medianMs(operation: string, unknownMs: number): number {
    return quantile(this.durations.get(operation) ?? [], 0.5) ?? unknownMs;
  }

  get unexpected(): readonly Failure[] {
    return this.failures.filter(({ expected }) => !expected);
  }

  operations(): Readonly<Record<string, OperationFigures>> {
    const entries = [...new Set([...this.durations.keys(), ...this.failed.keys()])].sort().map((operation) => {
      const ms = this.durations.get(operation) ?? [];
      const figures = { count: ms.length, failed: this.failed.get(operation) ?? 0, medianMs: Math.round(quantile(ms, 0.5) ?? 0), p95Ms: Math.round(quantile(ms, 0.95) ?? 0) };
      return [operation, figures] as const;
    });
    return Object.fromEntries(entries);
  }

  faultFigures(): Readonly<Record<string, FaultFigures>> {
    return Object.fromEntries([...this.faults].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}

function quantile(values: readonly number[], share: number): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}
