/**
 * When something was last written through this gateway, in memory that all its workers share: whichever of
 * them takes the write, none of them gives an older answer after it.
 */
export class LastWrite {
  readonly #microseconds: BigInt64Array<SharedArrayBuffer>;

  /** Of a gateway, from its memory; zeros, as new memory has, are before any moment of its clock. */
  constructor(memory = new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT)) {
    this.#microseconds = new BigInt64Array(memory);
  }

  /** Milliseconds on the gateway's clock. */
  get at(): number {
    return Number(Atomics.load(this.#microseconds, 0)) / 1000;
  }

  note(now: number): void {
    // Rounded up: what was begun in the same microsecond may not hold the write.
    const written = BigInt(Math.ceil(now * 1000));
    // Another worker may have noted a later write in between.
    for (let seen = Atomics.load(this.#microseconds, 0); seen < written;) {
      seen = Atomics.compareExchange(this.#microseconds, 0, seen, written);
    }
  }
}
