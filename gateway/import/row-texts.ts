const FIRST_SIZE = 64 * 1024;

/**
 * The texts of a batch of rows while they wait for their answer, outside of the heap and used again for the next batch.
 * As strings they would outlive the young generation: to be rid of them V8 then goes through all memory of the program,
 * again after every few thousand rows.
 */
export class RowTexts {
  #bytes = Buffer.allocUnsafeSlow(FIRST_SIZE);
  #used = 0;

  /** Keeps JSON text, to be read until the next `clear`. */
  keep(text: string): () => string {
    const start = this.#used;
    const end = this.#write(text);
    return () => this.#bytes.toString('utf8', start, end);
  }

  /** The parts of a text as bytes, which hold until the next `clear`. Together they are never one string. */
  encode(parts: Iterable<string>): Uint8Array {
    const start = this.#used;
    for (const part of parts) this.#write(part);
    return this.#bytes.subarray(start, this.#used);
  }

  clear(): void {
    this.#used = 0;
  }

  #write(text: string): number {
    const end = this.#used + Buffer.byteLength(text);
    if (end > this.#bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(end, 2 * this.#bytes.length));
      this.#bytes.copy(larger, 0, 0, this.#used);
      this.#bytes = larger;
    }
    this.#bytes.write(text, this.#used);
    this.#used = end;
    return end;
  }
}
