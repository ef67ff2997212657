import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { processStateFaults } from "./documents.ts";
import { objectOrNull, type JsonObject } from "./json.ts";
import { poll } from "./poll.ts";
import { checkout } from "./run-description.ts";
import type { Scenario } from "./scenario.ts";
import { readText } from "./written-files.ts";

/** One recvmsg(2) of the agent. */
interface Message {
  readonly connection: number;
  readonly descriptors: number;
}

/** What came over one connection. */
export interface Delivery {
  /** The container process state; null when the payload was no JSON object. */
  readonly state: JsonObject | null;
  /** Descriptors by message, in order. */
  readonly descriptors: readonly number[];
  /** True once the runtime has closed the connection. */
  readonly closed: boolean;
}

/** Who listens for container process states and answers filtered calls with ENOMEDIUM (steps/native/seccomp-agent.c). */
export class SeccompAgent {
  readonly #scenario: Scenario;
  readonly #report: string;

  constructor(scenario: Scenario, report: string) {
    this.#scenario = scenario;
    this.#report = report;
  }

  /** Waits until so many connections were opened and closed, or the deadline has passed; returns what there is. */
  async deliveries(wanted: number): Promise<readonly Delivery[]> {
    await poll(() => (this.#deliveries().filter(({ closed }) => closed).length >= wanted ? true : null), this.#scenario.suite.description.profile.timeoutsMs.output);
    return this.#deliveries();
  }

  #deliveries(): Delivery[] {
    const report = readText(this.#report);
    const messages = [...report.matchAll(/^message (\d+) \d+ (\d+)$/gm)].map(([, connection, descriptors]): Message => ({ connection: Number(connection), descriptors: Number(descriptors) }));
    return [...new Set(messages.map(({ connection }) => connection))].map((connection) => ({
      state: objectOrNull(readText(`${this.#report}.${connection}`)),
      descriptors: messages.filter((message) => message.connection === connection).map(({ descriptors }) => descriptors),
      closed: new RegExp(`^closed ${connection}$`, "m").test(report),
    }));
  }
}

/** What in a delivery is not as the specification has it, in words that no run changes; null when all is. */
export function deliveryFaults({ state, descriptors, closed }: Delivery): string | null {
  if (!closed) return "the connection is open";
  const faults = processStateFaults(state);
  if (faults !== null) return faults;
  const names = Array.isArray(state?.["fds"]) ? state["fds"] : [];
  if (!names.includes("seccompFd")) return "fds does not name seccompFd";
  return descriptors[0] === names.length && descriptors.slice(1).every((count) => count === 0) ? null : `descriptors by message: ${descriptors.join(", ")}`;
}

const LISTEN_MS = 5000;

/**
 * Starts an agent at a socket below the scenario's folder; it ends with the scenario. At a datagram socket it is deaf.
 *
 * @throws when the helper is not built or cannot listen.
 */
export async function startAgent(scenario: Scenario, path: string, type: "stream" | "datagram"): Promise<SeccompAgent> {
  const helper = join(checkout, ".cache/bin/seccomp-agent");
  if (!existsSync(helper)) throw new Error(`no ${helper}: run make -C steps/native`);
  const socket = join(scenario.directory, path);
  const report = `${socket}.report`;
  const agent = execa(helper, [socket, report, type], { cwd: dirname(socket), stdin: "pipe", stdout: "ignore", reject: false });
  scenario.onEnd(`end the seccomp agent at ${path}`, async () => {
    agent.stdin.end();
    await agent;
  });
  const listening = await poll(() => (readText(report).startsWith("listening\n") ? true : agent.exitCode === null ? null : false), LISTEN_MS);
  if (listening !== true) throw new Error(`no seccomp agent listens at ${socket}: ${(await agent).stderr}`);
  return new SeccompAgent(scenario, report);
}
