/** Pieces from here on are kept as they came; smaller ones are put together. */
const wholeFromBytes = 4096;
const blockBytes = 32 * 1024;

/**
 * Bytes that wait, in their order. What comes in small pieces takes no more memory than in large ones: a buffer of one
 * byte would take a hundred, and hold all that was read with it.
 */
export class ByteQueue {
  readonly #pieces: Buffer[] = [];
  /** The last block, which is no piece yet. */
  #block: Buffer = Buffer.alloc(0);
  #used = 0;
  #length = 0;

  /** Bytes in it. */
  get length(): number {
    return this.#length;
  }

  push(bytes: Buffer): void {
    this.#length += bytes.length;
    if (bytes.length < wholeFromBytes) {
      if (bytes.length > this.#block.length - this.#used) this.#newBlock();
      this.#used += bytes.copy(this.#block, this.#used);
      return;
    }
    this.#closeBlock();
    this.#pieces.push(bytes);
  }

  /** The next bytes, as many as lie together; undefined when there are none. */
  shift(): Buffer | undefined {
    if (this.#pieces.length === 0) this.#closeBlock();
    const piece = this.#pieces.shift();
    this.#length -= piece?.length ?? 0;
    return piece;
  }

  clear(): void {
    this.#pieces.length = this.#length = this.#used = 0;
    this.#block = Buffer.alloc(0);
  }

  #newBlock(): void {
    this.#closeBlock();
    // As large as what waits, so that few bytes take no large block.
    this.#block = Buffer.allocUnsafeSlow(Math.min(blockBytes, Math.max(wholeFromBytes, this.#length)));
  }

  #closeBlock(): void {
    if (this.#used > 0) this.#pieces.push(this.#block.subarray(0, this.#used));
    this.#block = this.#block.subarray(this.#used);
    this.#used = 0;
  }
}
