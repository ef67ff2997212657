import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Tail } from "./tail.ts";

describe("a tail", () => {
  it("keeps the last bytes only", () => {
    const tail = new Tail(5);
    tail.append(Buffer.from("abc"));
    tail.append(Buffer.from("defg"));
    assert.equal(tail.text(), "cdefg");
    tail.append(Buffer.from("0123456789"));
    assert.equal(tail.text(), "56789");
  });

  it("makes what a guest wrote harmless for a terminal", () => {
    const tail = new Tail(100);
    tail.append(Buffer.from("one\r\ntwo\u001b[2J\u0007\n"));
    assert.equal(tail.text(), "one\ntwo\ufffd[2J\ufffd\n");
  });
});
