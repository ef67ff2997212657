/**
 * Commands for one container at the same time, in any mix: each ends with success or with one line, and nothing is left.
 * VRUN_CONCURRENT_ROUNDS says how often, VRUN_CONCURRENT_SEED which mixes.
 */

import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { VrunFixture } from "./vrun-fixture.ts";

const rounds = Number(process.env["VRUN_CONCURRENT_ROUNDS"] ?? 4);
const seed = Number(process.env["VRUN_CONCURRENT_SEED"] ?? 1);
const atOnce = 8;
const spreadMs = 600;

const commands: readonly (readonly string[])[] = [
  ["create", "--bundle", "{bundles}/one", "one"], ["run", "--detach", "--bundle", "{bundles}/one", "one"], ["start", "one"], ["exec", "one", "true"],
  ["exec", "--detach", "one", "sleep", "1000"], ["kill", "one", "TERM"], ["kill", "one", "KILL"], ["pause", "one"], ["resume", "one"], ["update", "--pids-limit", "50", "one"],
  ["state", "one"], ["ps", "one"], ["list"], ["delete", "one"], ["delete", "--force", "one"],
];
/** What is there when the eight begin. */
const beginnings: readonly (readonly (readonly string[])[])[] = [[], [["create", "--bundle", "{bundles}/one", "one"]], [["run", "--detach", "--bundle", "{bundles}/one", "one"]]];

/** Numbers from 0 to below 1 that follow from a seed. @see mulberry32, by Tommy Ettinger */
function numbers(from: number): () => number {
  let state = from;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

void describe("commands for one container at once", () => {
  const fixture = new VrunFixture();
  after(() => {
    fixture.run("delete", "--force", "one");
    fixture.close();
  });

  void it(`end with success or one line, ${atOnce} at a time in ${rounds} mixes, and leave nothing`, async () => {
    const outcomes = new Map<string, number>();
    for (let round = 0; round < rounds; round++) {
      const random = numbers(seed * 100_003 + round);
      const one = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)] as T;
      fixture.prepare("one");
      for (const words of one(beginnings)) assert.equal(fixture.run(...words).status, 0);
      const mix = Array.from({ length: atOnce }, () => ({ words: one(commands), afterMs: random() * spreadMs }));
      const told = `round ${round} of seed ${seed}: ${mix.map(({ words, afterMs }) => `${words[0]} after ${Math.round(afterMs)} ms`).join(", ")}`;
      const endings = mix.map(async ({ words, afterMs }) => {
        await delay(afterMs);
        const { status, stderr } = await fixture.ran(...words);
        const lines = stderr.split("\n").filter((line) => line !== "");
        const isOfProcess = words[0] === "exec" && status === 137 && lines.length === 0; // it ended with its container
        assert.ok(isOfProcess || (status === 0 ? !/level=error/.test(stderr) : lines.length === 1), `${told}\n${words.join(" ")} ended with ${status}: ${stderr}`);
        assert.doesNotMatch(stderr, /internal error|^\s+at /m, `${told}\n${words.join(" ")}`);
        const outcome = `${words[0]} ${status === 0 ? "succeeded" : "failed"}`;
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      });
      for (const ending of endings) ending.catch(() => undefined); // whoever waits for it gets the error
      // A process of exec that was frozen in a paused container waits for as long as that is paused.
      await Promise.all(endings.filter((_, index) => mix[index]?.words[0] !== "exec"));
      await delay(spreadMs);
      const { status, stderr } = fixture.run("delete", "--force", "one");
      await Promise.all(endings);
      assert.equal(status, 0, `${told}\n${stderr}`);
      assert.deepEqual(await fixture.leftOf("one"), [], told);
    }
    process.stdout.write(`${[...outcomes].sort().map(([outcome, count]) => `${outcome} ${count}`).join(", ")}\n`);
  });
});
