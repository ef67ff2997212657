/**
 * Kills vrun's processes at many moments: `state` tells the truth after it, `delete --force` leaves nothing, and another
 * sandbox is not touched. VRUN_CRASH_ROUNDS says how often each is killed; each round at a later moment.
 */

import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { VrunFixture } from "./vrun-fixture.ts";

const rounds = Number(process.env["VRUN_CRASH_ROUNDS"] ?? 2);
/** What the sandbox does by itself after its command was killed. */
const settleMs = 500;

interface Case {
  readonly command: string;
  /** Commands that bring the container there. */
  readonly first: readonly (readonly string[])[];
  readonly words: readonly string[];
}

const create = ["create", "--bundle", "{bundles}/victim", "victim"];
const run = ["run", "--detach", "--bundle", "{bundles}/victim", "victim"];
const cases: readonly Case[] = [
  { command: "create", first: [], words: create },
  { command: "run", first: [], words: run },
  { command: "start", first: [create], words: ["start", "victim"] },
  { command: "exec", first: [run], words: ["exec", "victim", "sleep", "10000"] },
  { command: "delete", first: [run], words: ["delete", "--force", "victim"] },
];
const victims = ["vrun-shim", "vrun-monitor", "qemu-system", "virtiofsd"];

void describe("a killed process of vrun", () => {
  const fixture = new VrunFixture();
  let bootId = "";
  const must = (words: readonly string[]): string => {
    const ran = fixture.run(...words);
    assert.equal(ran.status, 0, `${words.join(" ")}: ${ran.stderr}`);
    return ran.stdout;
  };
  const bystanderBootId = (): string => must(["exec", "bystander", "cat", "/proc/sys/kernel/random/boot_id"]);

  const checkTruth = async (status: string | undefined): Promise<void> => {
    if (status === "created") assert.ok(!fixture.hasStarted("victim"), "a container that runs is told as created");
    // A sandbox that was told to shut down, by a delete that was killed, does so.
    if (status === "running" && fixture.run("exec", "victim", "true").status !== 0) assert.equal(await fixture.waitForStatus("victim", "stopped"), "stopped");
    assert.ok(status === undefined || ["created", "running", "stopped"].includes(status), `status ${status}`);
  };

  const checkEnd = async (): Promise<void> => {
    must(["delete", "--force", "victim"]);
    assert.deepEqual(await fixture.leftOf("victim"), []);
    assert.equal(fixture.status("bystander"), "running");
    assert.equal(bystanderBootId(), bootId, "the other sandbox goes on");
  };

  before(() => {
    fixture.prepare("bystander");
    must(["run", "--detach", "--bundle", "{bundles}/bystander", "bystander"]);
    bootId = bystanderBootId();
    assert.match(bootId, /^[0-9a-f-]{36}\n$/);
  });
  afterEach(() => void fixture.run("delete", "--force", "victim"));
  after(() => {
    fixture.run("delete", "--force", "bystander");
    fixture.close();
  });

  for (const { command, first, words } of cases)
    void it(`${command}, ${rounds} times`, async () => {
      let wholeMs = 1500;
      for (let round = 0; round < rounds; round++) {
        fixture.prepare("victim");
        for (const earlier of first) must(earlier);
        const begin = Date.now();
        const child = fixture.start(...words);
        child.once("exit", (status) => {
          if (status === 0) wholeMs = Date.now() - begin;
        });
        await fixture.killAfter(child, (wholeMs * (round + 0.5)) / rounds);
        await delay(settleMs);
        await checkTruth(fixture.status("victim"));
        await checkEnd();
      }
    });

  for (const program of victims)
    void it(`${program}, ${rounds} times`, async () => {
      for (let round = 0; round < rounds; round++) {
        fixture.prepare("victim");
        must(run);
        await delay((1000 * round) / rounds);
        const pids = fixture.processes("victim", program);
        assert.ok(pids.length > 0, `no process ${program}`);
        for (const pid of pids) process.kill(pid, "SIGKILL");
        assert.equal(await fixture.waitForStatus("victim", "stopped"), "stopped");
        await checkEnd();
      }
    });
});
