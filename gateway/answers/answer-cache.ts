import { LRUCache } from 'lru-cache';
import { Awaited } from './awaited.ts';
import type { Basis } from './answer-basis.ts';
import type { WatermarkAnswer } from '../../schema/watermark.ts';
import type { LastWrite } from './last-write.ts';
import type { WatermarkChecks } from './watermark-checks.ts';

/** An answer as it goes out, so that giving it again costs nothing. */
export type HttpAnswer = {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Buffer;
};
/** A computed answer, and what it rests on; null for one that is not to be kept. */
export type Computed = { readonly answer: HttpAnswer; readonly basis: Basis | null };

type Kept = { readonly begunAt: number; readonly basis: Basis; readonly answer: HttpAnswer };
type UnderWay = {
  readonly begunAt: number;
  readonly computed: Promise<Computed>;
  readonly awaited: Awaited;
};
/** Computes an answer until nobody waits for it. */
type Compute = (gone: AbortSignal) => Promise<Computed>;

/** A watermark does not move when a subgraph's program is replaced by one that answers otherwise. */
const LONGEST_KEPT_MS = 10 * 60_000;
const OVERHEAD_BYTES = 1024;

/**
 * Gives an answer again while nothing it rests on has moved, and lets equal questions share one computation.
 *
 * Every answer given held at some moment no longer than the bound before its question. Whatever was begun at
 * a moment is at least as new as that moment. So an answer, finished or not, may be given if its computation
 * began within the bound; a finished one also if every watermark was found unmoved by a check that began
 * within the bound, unless it is open: then it has changed with the clock since.
 */
export class AnswerCache {
  readonly #boundMs: number;
  readonly #checks: WatermarkChecks;
  readonly #lastWrite: LastWrite;
  readonly #now: () => number;
  readonly #kept: LRUCache<string, Kept>;
  readonly #underWay = new Map<string, UnderWay>();

  constructor(options: {
    readonly boundMs: number;
    readonly bytes: number;
    readonly checks: WatermarkChecks;
    readonly lastWrite: LastWrite;
    /** Milliseconds on a clock that never goes back. */
    readonly now: () => number;
  }) {
    this.#boundMs = options.boundMs;
    this.#checks = options.checks;
    this.#lastWrite = options.lastWrite;
    this.#now = options.now;
    this.#kept = new LRUCache({
      maxSize: options.bytes,
      sizeCalculation: ({ answer }, key) => answer.body.byteLength + 2 * key.length + OVERHEAD_BYTES,
    });
  }

  /** `gone` aborts when the client who asks has gone. */
  async answer(key: string, compute: Compute, gone: AbortSignal): Promise<Computed> {
    if (this.#boundMs === 0) return compute(gone);
    const askedAt = this.#now();
    const kept = this.#kept.get(key);
    if (kept !== undefined && (await this.#holds(kept, askedAt))) return kept;
    const underWay = this.#underWay.get(key);
    if (
      underWay !== undefined &&
      underWay.begunAt >= this.#since(askedAt) &&
      !underWay.awaited.gone.aborted
    ) {
      underWay.awaited.join(gone);
      return underWay.computed;
    }
    return this.#compute(key, compute, gone);
  }

  /** Where the watermarks of these subgraphs stand within the bound; null where one of them does not tell. */
  async standing(subgraphs: readonly string[]): Promise<ReadonlyMap<string, string> | null> {
    const askedAt = this.#now();
    return this.#checks.standing(subgraphs, {
      since: this.#since(askedAt),
      soon: askedAt - this.#boundMs / 2,
    });
  }

  /** The watermark and the moment a subgraph tells now; null when it does not. */
  askNow(subgraph: string): Promise<WatermarkAnswer | null> {
    return this.#checks.askNow(subgraph);
  }

  /** Something was written through this gateway: whoever knows of it must see it in the next answer. */
  noteWrite(): void {
    this.#lastWrite.note(this.#now());
  }

  async #holds({ begunAt, basis }: Kept, askedAt: number): Promise<boolean> {
    const since = this.#since(askedAt);
    if (begunAt >= since) return true;
    if (basis.open || begunAt < askedAt - LONGEST_KEPT_MS) return false;
    return this.#checks.stand(basis.watermarks, { since, soon: askedAt - this.#boundMs / 2 });
  }

  /** What was begun earlier is too old for a question of this moment. */
  #since(askedAt: number): number {
    return Math.max(askedAt - this.#boundMs, this.#lastWrite.at);
  }

  async #compute(key: string, compute: Compute, gone: AbortSignal): Promise<Computed> {
    const begunAt = this.#now();
    const awaited = new Awaited();
    awaited.join(gone);
    const computed = compute(awaited.gone);
    this.#underWay.set(key, { begunAt, computed, awaited });
    try {
      const { answer, basis } = await computed;
      // A slow computation may end after one that began later.
      if (basis !== null && (this.#kept.peek(key)?.begunAt ?? begunAt) <= begunAt)
        this.#kept.set(key, { begunAt, basis, answer });
      return { answer, basis };
    } finally {
      if (this.#underWay.get(key)?.computed === computed) this.#underWay.delete(key);
    }
  }
}
