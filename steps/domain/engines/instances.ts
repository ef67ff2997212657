import { randomBytes } from "node:crypto";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { hostCgroup, checkout } from "../run-description.ts";
import { mountsToHide } from "../profile.ts";
import type { Suite } from "../scenario.ts";
import type { Engine, EngineName } from "./engine.ts";
import { startEngine } from "./start.ts";

/** The managers of one worker: each is started on first use, shared by the worker's scenarios, and closed at its end. */
export class Engines {
  readonly #started = new Map<EngineName, Promise<Engine>>();

  /** @throws when the manager cannot be started; the next call tries again. */
  async get(name: EngineName, suite: Suite): Promise<Engine> {
    const started = this.#started.get(name) ?? startFor(name, suite);
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

function startFor(name: EngineName, suite: Suite): Promise<Engine> {
  const { profile, version, path, workDirectory } = suite.description;
  const engines = join(checkout, ".cache/engines");
  return startEngine(name, {
    engines: existsSync(engines) ? engines : null,
    launcher: join(checkout, ".cache/bin/launcher"),
    // The name that a run's last sweep looks for in processes and cgroups.
    directory: join(workDirectory, `lacuna-${randomBytes(4).toString("hex")}`),
    keep: [checkout],
    hide: mountsToHide(profile, version, hostCgroup()),
    runtime: { path, flags: profile.globalFlags },
    rootfs: suite.rootfsTemplate,
  });
}
