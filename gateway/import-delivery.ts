import { request } from 'undici';
import { z } from 'zod';
import { rowOutcome } from '../schema/records/delivery.ts';
import type { DeliveredRow } from '../schema/records/delivery.ts';
import { TARGETS } from '../schema/records/targets.ts';
import type { Target } from '../schema/records/targets.ts';
import { findUnit, INMATES_SUBGRAPH, MEASURES_SUBGRAPH } from '../schema/units.ts';

const ROWS_PER_DELIVERY = 500;
const DEADLINE_MS = 60_000;

type Mapped = {
  readonly original: Readonly<Record<string, unknown>>;
  readonly unit: string | null;
  readonly record: unknown;
  readonly fault: string | null;
};

/** Where each row of an import ended. Every row read is accepted, quarantined, blank or undelivered. */
export type ImportSums = {
  read: number;
  accepted: number;
  new: number;
  changed: number;
  unchanged: number;
  quarantined: number;
  blank: number;
  /** Rows whose owner did not answer; send the file again when it is back. */
  undelivered: number;
  readonly undeliveredTo: string[];
  readonly reasons: Record<string, number>;
};

/** Gathers the rows of one import by owner and delivers them in batches. A delivery is never repeated by itself. */
export class Delivering {
  readonly ownedByUnits: boolean;
  readonly #options: {
    target: Target;
    urls: Readonly<Record<string, string>>;
    file: string;
    source: string;
    through: string | null;
  };
  readonly #waiting = new Map<string, DeliveredRow[]>();
  readonly #sums: ImportSums = {
    read: 0,
    accepted: 0,
    new: 0,
    changed: 0,
    unchanged: 0,
    quarantined: 0,
    blank: 0,
    undelivered: 0,
    undeliveredTo: [],
    reasons: {},
  };

  constructor(options: {
    target: Target;
    urls: Readonly<Record<string, string>>;
    file: string;
    source: string;
    through: string | null;
  }) {
    this.#options = options;
    this.ownedByUnits = TARGETS[options.target].owner === 'UNIT';
  }

  countBlank(): void {
    this.#sums.read += 1;
    this.#sums.blank += 1;
  }

  async add({ original, unit, record, fault }: Mapped): Promise<void> {
    this.#sums.read += 1;
    const known = unit !== null && findUnit(unit) !== undefined;
    const owner = !this.ownedByUnits ? INMATES_SUBGRAPH : known ? unit : MEASURES_SUBGRAPH;
    const problem =
      fault ?? (this.ownedByUnits && !known ? (unit === null ? 'UNIT_MISSING' : 'UNIT_UNKNOWN') : null);
    const rows = this.#waiting.get(owner) ?? [];
    this.#waiting.set(owner, rows);
    rows.push({
      row: this.#sums.read,
      original: { ...original },
      record: withSource(record, this.#options),
      fault: problem,
    });
    if (rows.length >= ROWS_PER_DELIVERY) await this.#deliver(owner);
  }

  async finish(): Promise<ImportSums> {
    for (const owner of this.#waiting.keys()) await this.#deliver(owner);
    return this.#sums;
  }

  async #deliver(owner: string): Promise<void> {
    const rows = this.#waiting.get(owner) ?? [];
    this.#waiting.set(owner, []);
    if (rows.length === 0) return;
    const { target, urls, file, source, through } = this.#options;
    try {
      const { statusCode, body } = await request(new URL(`/records/${target}`, urls[owner]), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ file, source, through, rows }),
        signal: AbortSignal.timeout(DEADLINE_MS),
      });
      const outcomes = z
        .array(rowOutcome)
        .length(rows.length)
        .parse(await body.json());
      if (statusCode !== 200) throw new Error(`status ${statusCode}`);
      for (const outcome of outcomes) this.#count(outcome);
    } catch {
      this.#sums.undelivered += rows.length;
      if (!this.#sums.undeliveredTo.includes(owner)) this.#sums.undeliveredTo.push(owner);
    }
  }

  #count({ outcome, reason }: z.infer<typeof rowOutcome>): void {
    if (outcome === 'QUARANTINED') {
      this.#sums.quarantined += 1;
      const code = reason ?? 'RECORD_INVALID';
      this.#sums.reasons[code] = (this.#sums.reasons[code] ?? 0) + 1;
      return;
    }
    this.#sums.accepted += 1;
    this.#sums[outcome === 'NEW' ? 'new' : outcome === 'CHANGED' ? 'changed' : 'unchanged'] += 1;
  }
}

function withSource(record: unknown, { source, target }: { source: string; target: Target }): unknown {
  if (target === 'persons' || typeof record !== 'object' || record === null) return record;
  return { ...record, source };
}
