import { World } from "@cucumber/cucumber";
import { type BundleDraft, draftOf } from "./domain/bundle.ts";
import { type CallDraft, plainCall } from "./domain/call.ts";
import type { Container } from "./domain/container.ts";
import { parseGuestProgram } from "./domain/guest-programs.ts";
import type { Operation } from "./domain/operation.ts";
import type { Scenario } from "./domain/scenario.ts";

/** What the sentences of one scenario talk about. The domain layer does the work. */
export class SuiteWorld extends World {
  #scenario: Scenario | null = null;
  #container: Container | null = null;
  #firstContainer: Container | null = null;
  #operation: Operation | null = null;
  #executed: Operation | null = null;

  /** The bundle as described so far; a container gets its own copy on disk. */
  draft: BundleDraft = draftOf(parseGuestProgram("sleeps"));
  /** A file that the container's process reads as its input. */
  stdinFile: string | undefined = undefined;
  /** What the caller adds to the commands of the Whens. */
  call: CallDraft = plainCall;
  /** True once a step has looked at how the last operation ended. */
  examined = true;
  /** What the failed step threw; null while none has. */
  failure: unknown = null;
  /** Text of the step that runs, for the report. */
  step = "";

  get scenario(): Scenario {
    if (this.#scenario === null) throw new Error("no scenario: the Before hook has not run");
    return this.#scenario;
  }

  set scenario(scenario: Scenario) {
    this.#scenario = scenario;
  }

  get hasScenario(): boolean {
    return this.#scenario !== null;
  }

  get container(): Container {
    if (this.#container === null) throw new Error("no container: a Given must name one, or a When create one");
    return this.#container;
  }

  set container(container: Container) {
    this.#container = container;
    this.#firstContainer ??= container;
  }

  /** The container that was there before those that a scenario adds to it. */
  get firstContainer(): Container {
    return this.#firstContainer ?? this.container;
  }

  get hasContainer(): boolean {
    return this.#container !== null;
  }

  /** The operation that the last When asked for. Reading it through a Then counts as looking at how it ended. */
  get operation(): Operation {
    if (this.#operation === null) throw new Error("no operation: a When must come first");
    this.examined = true;
    return this.#operation;
  }

  set operation(operation: Operation) {
    this.#operation = operation;
    this.examined = operation.run.exit === 0;
    if (operation.action.kind === "exec") this.#executed = operation;
  }

  get lastOperation(): Operation | null {
    return this.#operation;
  }

  /** The last process executed in the container. */
  get executed(): Operation {
    if (this.#executed === null) throw new Error("no executed process: a When must come first");
    return this.#executed;
  }
}
