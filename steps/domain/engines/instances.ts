import { randomBytes } from "node:crypto";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { hostCgroup, checkout } from "../run-description.ts";
import { mountsToHide } from "../profile.ts";
import type { Suite } from "../scenario.ts";
import type { EngineOptions } from "./engine.ts";
import type { Scope } from "./scope.ts";

/** What can be started in a scope of its own, and ended with all that it started. */
interface Instance {
  readonly scope: Scope;
  close(): Promise<void>;
}

/** The managers of one worker: each is started on first use, shared by the worker's scenarios, and closed at its end. */
export class Instances<Name extends string, Started extends Instance> {
  readonly #start: (name: Name, options: EngineOptions) => Promise<Started>;
  readonly #started = new Map<Name, Promise<Started>>();

  constructor(start: (name: Name, options: EngineOptions) => Promise<Started>) {
    this.#start = start;
  }

  /** @throws when the manager cannot be started; the next call tries again. */
  async get(name: Name, suite: Suite): Promise<Started> {
    const started = this.#started.get(name) ?? this.#start(name, optionsFor(suite));
    this.#started.set(name, started);
    try {
      return await started;
    } catch (error) {
      this.#started.delete(name);
      throw error;
    }
  }

  /** Ends all of them and removes their folders. @throws when one cannot be ended; the others are, nevertheless. */
  async close(): Promise<void> {
    const started = [...this.#started.values()];
    this.#started.clear();
    const ends = await Promise.allSettled(
      started.map(async (starting) => {
        const engine = await starting;
        await engine.close();
        rmSync(engine.scope.directory, { recursive: true, force: true });
      }),
    );
    for (const end of ends) if (end.status === "rejected") throw end.reason;
  }
}

function optionsFor(suite: Suite): EngineOptions {
  const { profile, version, path, workDirectory } = suite.description;
  const engines = join(checkout, ".cache/engines");
  return {
    engines: existsSync(engines) ? engines : null,
    launcher: join(checkout, ".cache/bin/launcher"),
    // The name that a run's last sweep looks for in processes and cgroups.
    directory: join(workDirectory, `lacuna-${randomBytes(4).toString("hex")}`),
    keep: [checkout],
    hide: mountsToHide(profile, version, hostCgroup()),
    runtime: { path, flags: profile.globalFlags },
    network: false,
    rootfs: suite.rootfs.path,
  };
}
