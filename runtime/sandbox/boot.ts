/** Boots the VM of a sandbox, with its share filled. */

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { AgentClient } from "../agent-client/agent-client.ts";
import type { Vm } from "../vmm/vm.ts";
import { chooseAccelerator } from "./accelerator.ts";
import { GuestPolicies } from "./apparmor.ts";
import type { SandboxSpec } from "./control.ts";
import { guestAssets, sharePath } from "./paths.ts";
import { SandboxNetwork } from "./network.ts";
import { SandboxDrives } from "./sandbox-drives.ts";
import { addToShare } from "./shared-folder.ts";
import { startGuest } from "./start-guest.ts";
import { trace } from "./trace.ts";
import { VmGrowth } from "./vm-growth.ts";

const bootTimeoutMs = 180_000;

/** A VM that runs, and what talks to it. */
export interface Guest {
  readonly vm: Vm;
  readonly agent: AgentClient;
  readonly network: SandboxNetwork;
  readonly drives: SandboxDrives;
  readonly policies: GuestPolicies;
  readonly growth: VmGrowth;
}

/** @param directory The sandbox's. @throws {VmStartError | HostError} The share stays then. */
export async function boot({ installation, shape, apparmor, binds, mountPoints, id }: SandboxSpec, directory: string): Promise<Guest> {
  const shared = sharePath(directory);
  const runDirectory = join(directory, "vm");
  mkdirSync(runDirectory, { mode: 0o700 });
  mkdirSync(shared, { mode: 0o700 });
  await addToShare({ helper: installation.host, folder: shared }, id, binds, mountPoints, "new");
  trace("share filled");
  const assets = guestAssets(installation);
  const { accelerator } = await chooseAccelerator(assets);
  const { vm, agent } = await startGuest(
    {
      assets,
      accelerator,
      vcpus: shape.vcpusMax,
      memoryBytes: shape.memoryBytes,
      apparmor,
      memoryMaxBytes: shape.memoryMaxBytes,
      sharedDirectory: shared,
      runDirectory,
    },
    bootTimeoutMs,
    (message) => process.stderr.write(`vrun-monitor: ${message}\n`),
  );
  const growth = new VmGrowth(vm, agent);
  try {
    await growth.reach(shape);
  } catch (error) {
    await vm.kill();
    throw error;
  }
  return { vm, agent, growth, network: new SandboxNetwork(vm, agent, directory), drives: new SandboxDrives(vm, agent), policies: new GuestPolicies(agent) };
}
