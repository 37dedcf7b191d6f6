import { WATERMARK_STATIC, writeWatermark } from '../../schema/watermark.ts';
import type { Moment } from '../../schema/watermark.ts';
import type { Database, Transaction } from './database.ts';

/**
 * Keeps account of what one answer reads. Every reading counts as begun and only those that told their moment
 * are accounted for: who forgets to tell it gets an answer that is computed each time, never a stale one.
 */
export class AnswerMoments {
  #readings = 0;
  readonly #told: Moment[] = [];

  /** The database for the resolvers of this answer. */
  watch(database: Database): Database {
    return {
      query: (text, values) => {
        this.#readings += 1;
        return database.query(text, values);
      },
      prepared: (text, values) => {
        this.#readings += 1;
        return database.prepared(text, values);
      },
      transaction: (work, options) => {
        this.#readings += 1;
        const telling = (sql: Transaction) => work({ ...sql, told: (moment) => this.#told.push(moment) });
        return database.transaction(telling, options);
      },
      until: (gone) => this.watch(database.until(gone)),
      within: (reach) => this.watch(database.within(reach)),
      close: () => database.close(),
    };
  }

  /** For an answer that is not to be kept though it read nothing, as one with a part missing. */
  withhold(): void {
    this.#readings += 1;
  }

  /** The header of the answer; null when it did not read at one known moment. */
  header(): string | null {
    if (this.#readings === 0) return WATERMARK_STATIC;
    const [first] = this.#told;
    const complete = this.#told.length === this.#readings;
    if (first === undefined || !complete) return null;
    if (this.#told.some(({ watermark }) => watermark !== first.watermark)) return null;
    return writeWatermark({ watermark: first.watermark, open: this.#told.some(({ open }) => open) });
  }
}
