import { Agent, request } from 'undici';
import { watermarkAnswer } from '../../schema/watermark.ts';
import type { WatermarkAnswer } from '../../schema/watermark.ts';

/** A unit that hangs must not hold up answers for longer; without its watermark they are computed. */
const PATIENCE_MS = 1000;

type Check = {
  /** What a check tells held when it began; on the way back the watermark may have moved. */
  readonly begunAt: number;
  /** Null when the subgraph did not tell. */
  readonly watermark: string | null;
};
type CheckUnderWay = { readonly begunAt: number; readonly done: Promise<void> };

/** Knows where the subgraphs' watermarks stand: asks on demand only, and once for all who want to know. */
export class WatermarkChecks {
  readonly #urls: Readonly<Record<string, string>>;
  readonly #now: () => number;
  // Apart from the connections that carry questions, so that a check never queues behind one.
  readonly #agent = new Agent({ connections: 2, keepAliveTimeout: 30_000 });
  readonly #known = new Map<string, Check>();
  readonly #underWay = new Map<string, CheckUnderWay>();

  constructor(options: { readonly urls: Readonly<Record<string, string>>; readonly now: () => number }) {
    this.#urls = options.urls;
    this.#now = options.now;
  }

  /**
   * Whether all watermarks stood where they are given, by checks begun at `since` or later. Checks begun before
   * `soon` are repeated in the background, so that the next who asks need not wait.
   */
  async stand(
    watermarks: ReadonlyMap<string, string>,
    bounds: { readonly since: number; readonly soon: number },
  ): Promise<boolean> {
    const standing = await this.standing([...watermarks.keys()], bounds);
    return (
      standing !== null &&
      [...watermarks].every(([subgraph, watermark]) => standing.get(subgraph) === watermark)
    );
  }

  /** Where the watermarks of these subgraphs stand, likewise; null where one of them does not tell. */
  async standing(
    subgraphs: readonly string[],
    { since, soon }: { readonly since: number; readonly soon: number },
  ): Promise<ReadonlyMap<string, string> | null> {
    const awaited: Promise<void>[] = [];
    for (const subgraph of subgraphs) {
      const known = this.#known.get(subgraph);
      if (known === undefined || known.begunAt < soon) {
        const check = this.#check(subgraph, since);
        // One that did not tell last time is not waited for: it would hold up every question while it is down.
        if ((known === undefined || known.begunAt < since) && known?.watermark !== null) awaited.push(check);
      }
    }
    if (awaited.length > 0) await Promise.all(awaited);
    const standing = new Map<string, string>();
    for (const subgraph of subgraphs) {
      const known = this.#known.get(subgraph);
      if (known === undefined || known.begunAt < since || known.watermark === null) return null;
      standing.set(subgraph, known.watermark);
    }
    return standing;
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  #check(subgraph: string, since: number): Promise<void> {
    const running = this.#underWay.get(subgraph);
    if (running !== undefined && running.begunAt >= since) return running.done;
    const begunAt = this.#now();
    const done = this.#ask(subgraph).then((watermark) => {
      // A slow check may come back after a later one.
      if ((this.#known.get(subgraph)?.begunAt ?? begunAt) <= begunAt)
        this.#known.set(subgraph, { begunAt, watermark });
      if (this.#underWay.get(subgraph)?.done === done) this.#underWay.delete(subgraph);
    });
    this.#underWay.set(subgraph, { begunAt, done });
    return done;
  }

  async #ask(subgraph: string): Promise<string | null> {
    return (await this.askNow(subgraph))?.watermark ?? null;
  }

  /** The watermark and the moment as the subgraph tells them now; null when it does not. */
  async askNow(subgraph: string): Promise<WatermarkAnswer | null> {
    try {
      const { statusCode, body } = await request(new URL('/watermark', this.#urls[subgraph]), {
        dispatcher: this.#agent,
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      const told = watermarkAnswer.safeParse(await body.json());
      return statusCode === 200 && told.success ? told.data : null;
    } catch {
      return null;
    }
  }
}
