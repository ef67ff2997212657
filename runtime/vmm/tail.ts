/** Keeps the last `maxBytes` of what it is given. */
export class Tail {
  readonly #maxBytes: number;
  #kept: Buffer = Buffer.alloc(0);

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  append(chunk: Buffer): void {
    const all = Buffer.concat([this.#kept, chunk]);
    this.#kept = Buffer.from(all.subarray(Math.max(0, all.length - this.#maxBytes)));
  }

  /** As text; what is no UTF-8 or a control character other than a line end is replaced, since a guest wrote it. */
  text(): string {
    // eslint-disable-next-line no-control-regex -- control characters are what is looked for
    return this.#kept.toString("utf8").replace(/\r\n?/g, "\n").replace(/[\u0000-\u0009\u000b-\u001f\u007f]/g, "\ufffd");
  }
}
