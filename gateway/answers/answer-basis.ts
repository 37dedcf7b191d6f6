import { readWatermark, WATERMARK_STATIC } from '../../schema/watermark.ts';

/** What an answer was computed from: the watermark of every subgraph that read something for it. */
export type Basis = {
  readonly watermarks: ReadonlyMap<string, string>;
  /** Whether the answer also changes as time passes. */
  readonly open: boolean;
};

/**
 * Gathers what one answer rests on while it is computed. Every fetch counts as begun and only a whole answer
 * that told its moment accounts for one, so a fetch that failed or said nothing leaves the answer without a
 * basis, and nobody keeps it.
 */
export class AnswerBasis {
  #unaccounted = 0;
  #open = false;
  readonly #watermarks = new Map<string, string>();

  fetchBegun(): void {
    this.#unaccounted += 1;
  }

  fetchAnswered(subgraph: string, header: unknown): void {
    const told = readWatermark(header);
    if (told === null) return;
    if (told !== WATERMARK_STATIC) {
      // Two fetches on both sides of a write: the answer holds at no one moment.
      if ((this.#watermarks.get(subgraph) ?? told.watermark) !== told.watermark) return;
      this.#watermarks.set(subgraph, told.watermark);
      this.#open ||= told.open;
    }
    this.#unaccounted -= 1;
  }

  /** The answer has errors. */
  spoil(): void {
    this.#unaccounted = Infinity;
  }

  gathered(): Basis | null {
    return this.#unaccounted === 0 ? { watermarks: this.#watermarks, open: this.#open } : null;
  }
}
