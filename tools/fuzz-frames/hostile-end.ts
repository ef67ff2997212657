import { Duplex } from "node:stream";

/** As much as Node reads from a socket at a time. */
const readBytes = 64 * 1024;

/** The other end of a connection, under a case's control. What it says waits until it is read, as in a kernel. */
export class HostileEnd {
  readonly duplex: Duplex;
  /** Whether it reads what it is sent; what it does not read stays with the sender. */
  reads = true;
  private said: Buffer = Buffer.alloc(0);
  private isWanted = false;
  private hasHungUp = false;
  private held: (() => void) | undefined;

  /** @param onRead Called with each piece that it is sent. */
  constructor(onRead: (piece: Buffer) => void = () => undefined) {
    this.duplex = new Duplex({
      allowHalfOpen: false,
      read: () => {
        this.isWanted = true;
        this.serve();
      },
      write: (piece: Buffer, _encoding, done) => {
        onRead(piece);
        if (this.reads) done();
        else this.held = done;
      },
    });
    this.duplex.on("error", () => undefined);
  }

  say(bytes: Buffer): void {
    if (this.duplex.destroyed || this.hasHungUp) return;
    this.said = Buffer.concat([this.said, bytes]);
    this.serve();
  }

  hangUp(): void {
    this.hasHungUp = true;
    this.serve();
  }

  readAgain(): void {
    this.reads = true;
    const { held } = this;
    this.held = undefined;
    held?.();
  }

  private serve(): void {
    if (!this.isWanted || this.duplex.destroyed) return;
    if (this.said.length === 0) {
      if (this.hasHungUp) this.duplex.push(null);
      return;
    }
    this.isWanted = false;
    const piece = this.said.subarray(0, readBytes);
    this.said = this.said.subarray(piece.length);
    this.duplex.push(piece);
  }
}
