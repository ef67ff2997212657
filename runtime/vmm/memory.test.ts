import assert from "node:assert/strict";
import { test } from "node:test";
import { HostError } from "../errors/errors.ts";
import { isTaken, plugMemory } from "./memory.ts";
import type { Qmp } from "./qmp.ts";

const slot = (device: string, source: number, status: number): object => ({ device, source, status, slot: "0", "slot-type": "DIMM" });

test("memory is taken once the guest has said so of this very piece", () => {
  assert.equal(isTaken([slot("memory-1", 1, 0), slot("memory-2", 0, 0)], "memory-2"), undefined);
  assert.equal(isTaken([slot("memory-1", 1, 0)], "memory-1"), true);
  assert.equal(isTaken([slot("memory-1", 1, 1)], "memory-1"), false);
  for (const nonsense of [null, {}, [null], [{ device: "memory-1" }]]) assert.equal(isTaken(nonsense, "memory-1"), undefined);
});

/** Answers what QEMU would, refusing one command. */
function qemu(refused: string, status: object): { readonly qmp: Qmp; readonly commands: string[] } {
  const commands: string[] = [];
  const execute = async (command: string): Promise<unknown> => {
    commands.push(command);
    if (command === refused) throw new HostError(`QEMU refused ${command}: no room`);
    return command.startsWith("query") ? [status] : {};
  };
  return { qmp: { execute } as unknown as Qmp, commands };
}

test("what QEMU refuses leaves nothing behind", async () => {
  const { qmp, commands } = qemu("device_add", {});
  await assert.rejects(plugMemory(qmp, "memory-1", 2 ** 27), /no room/);
  assert.deepEqual(commands, ["object-add", "device_add", "object-del"]);
});

test("memory that the guest refuses is an error", async () => {
  await assert.rejects(plugMemory(qemu("", slot("memory-1", 1, 1)).qmp, "memory-1", 2 ** 27), HostError);
  await plugMemory(qemu("", slot("memory-1", 1, 0)).qmp, "memory-1", 2 ** 27);
});
