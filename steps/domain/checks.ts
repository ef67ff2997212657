import { type CommandRun, describeRun } from "./command.ts";

/** What an observation can hold; results are plain data. */
export type Scalar = string | number | boolean | null;

/** An expectation about the runtime did not hold. */
export class CheckFailure extends Error {
  readonly observed: Readonly<Record<string, Scalar>>;
  /** The same operation without the fault did not work either, so the refusal proves nothing. */
  readonly unproven: boolean;
  /** The failure is that something did not happen before a deadline. */
  readonly timedOut: boolean;

  constructor(message: string, observed: Readonly<Record<string, Scalar>>, kind: { unproven?: boolean; timedOut?: boolean } = {}) {
    super(message);
    this.observed = observed;
    this.unproven = kind.unproven ?? false;
    this.timedOut = kind.timedOut ?? false;
  }
}

export interface Check {
  /** What is compared, in words: "container status". */
  readonly what: string;
  /** The observation's name in results and expectations: "status". */
  readonly as: string;
  readonly expected: Scalar;
  readonly actual: Scalar;
  /** The command that produced the observation. */
  readonly run?: CommandRun | undefined;
  readonly timedOut?: boolean;
}

/** Counts what a scenario asserted and keeps what it saw. One for each scenario. */
export class Checks {
  #count = 0;
  #recorded = false;
  readonly #observations: Record<string, Scalar> = {};

  get count(): number {
    return this.#count;
  }

  /** True when a "record" step kept an observation that nobody judges. */
  get recorded(): boolean {
    return this.#recorded;
  }

  get observations(): Readonly<Record<string, Scalar>> {
    return this.#observations;
  }

  /** @throws {CheckFailure} `actual` is not `expected`. */
  equal(check: Check): void {
    this.#count += 1;
    if (check.actual === check.expected) return;
    const command = check.run === undefined ? "" : `\n${describeRun(check.run)}`;
    throw new CheckFailure(
      `${check.what}: expected ${JSON.stringify(check.expected)}, got ${JSON.stringify(check.actual)}${command}`,
      { [check.as]: check.actual },
      { timedOut: check.timedOut ?? false },
    );
  }

  /** @throws {CheckFailure} the condition is false; `actual` says what was seen instead. */
  holds(check: Omit<Check, "expected"> & { readonly condition: boolean; readonly expected: string }): void {
    this.#count += 1;
    if (check.condition) return;
    const command = check.run === undefined ? "" : `\n${describeRun(check.run)}`;
    throw new CheckFailure(`${check.what}: expected ${check.expected}, got ${JSON.stringify(check.actual)}${command}`, { [check.as]: check.actual }, { timedOut: check.timedOut ?? false });
  }

  /** Keeps an observation without judging it; that it could be made is the assertion. */
  record(name: string, value: Scalar): void {
    this.#count += 1;
    this.#recorded = true;
    this.#observations[name] = value;
  }

  /** Adds an observation beside the assertions. */
  note(name: string, value: Scalar): void {
    this.#observations[name] = value;
  }
}
