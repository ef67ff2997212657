import assert from "node:assert/strict";
import { test } from "node:test";
import { HostError } from "../errors/errors.ts";
import { openDevice, withGuestNumbers } from "./block-devices.ts";

const numbers = new Map([["7:1", "254:0"], ["8:16", "254:16"]]);

function renumbered(linux: object): unknown {
  return withGuestNumbers({ linux } as never, numbers);
}

test("devices get the guest's numbers, and others keep theirs", () => {
  const disk = { type: "b", path: "/dev/x", major: 8, minor: 16, uid: 3 };
  const others = [{ type: "c", path: "/dev/null", major: 1, minor: 3 }, { type: "b", path: "/dev/y", major: 9, minor: 0 }];
  assert.deepEqual(renumbered({ devices: [disk, ...others] }), { linux: { devices: [{ ...disk, major: 254, minor: 16 }, ...others] } });
});

test("a rule for block devices names those that the guest has, and no others", () => {
  const rules = [
    { allow: false, access: "rwm" },
    { allow: true, type: "b", major: 7, minor: 1, access: "r" },
    { allow: true, type: "b", major: 8, access: "w" },
    { allow: true, type: "b", major: 254, minor: 16, access: "m" },
    { allow: true, type: "b", access: "m" },
    { allow: true, type: "c", major: 7, minor: 1, access: "r" },
  ];
  assert.deepEqual(renumbered({ resources: { devices: rules, pids: { limit: 3 } } }), {
    linux: {
      devices: [],
      resources: {
        devices: [rules[0], { ...rules[1], major: 254, minor: 0 }, { ...rules[2], major: 254, minor: 16 }, rules[4], rules[5]],
        pids: { limit: 3 },
      },
    },
  });
});

test("without drives the config stays as it is", () => {
  const config = { linux: { resources: { devices: [{ allow: true, type: "b", major: 7, minor: 1 }] } } };
  assert.equal(withGuestNumbers(config, new Map()), config);
});

test("a device that cannot be opened is an error that names it", () => {
  assert.throws(() => openDevice({ major: 4095, minor: 7, writable: false }), (error) => error instanceof HostError && /block device 4095:7/.test(error.message));
});
