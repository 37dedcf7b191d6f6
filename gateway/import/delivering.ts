import { deliveryAnswer } from '../../schema/records/delivery.ts';
import type { DeliveredRow, ImportSums, RowOutcome } from '../../schema/records/delivery.ts';
import { reasonName } from '../../schema/records/reasons.ts';
import { TARGETS } from '../../schema/records/targets.ts';
import type { Target } from '../../schema/records/targets.ts';
import { findUnit, INMATES_SUBGRAPH, MEASURES_SUBGRAPH } from '../../schema/units.ts';
import { postToOwner } from './owner-requests.ts';
import { fillPseudonyms } from './pseudonyms.ts';

const ROWS_PER_DELIVERY = 1000;
const CHARACTERS_PER_DELIVERY = 2 * 1024 * 1024;
/** Deliveries on their way at once, over all owners; more rows are not read until one has arrived. */
const DELIVERIES_UNDER_WAY = 3;
const EXAMPLES_PER_REASON = 3;

export type ImportJob = {
  readonly id: string;
  readonly target: Target;
  readonly source: string;
  readonly file: string;
  readonly check: boolean;
  readonly complete: boolean;
  readonly urls: Readonly<Record<string, string>>;
};

/** A row on its way to its owner. */
export type OutgoingRow = Omit<DeliveredRow, 'original'> & {
  /** The row as it came, as JSON text; null where the record is what came. */
  readonly original: (() => string) | null;
  readonly unit: string | null;
  /** The person as the source names them, until the register has given the pseudonym. */
  readonly identifier: string | null;
  /** Characters of the row as it came. */
  readonly size: number;
};

type Batch = { readonly rows: OutgoingRow[]; size: number };

/**
 * Gathers the rows of one import by owner and delivers them in batches: to one owner in file order, to
 * several at once. What an owner did not answer for is counted as undelivered.
 */
export class Delivering {
  readonly sums: ImportSums;
  readonly #job: ImportJob;
  readonly #waiting = new Map<string, Batch>();
  readonly #underWay = new Map<string, Promise<void>>();
  #count = 0;

  constructor(job: ImportJob) {
    this.#job = job;
    this.sums = emptySums(job.id);
  }

  countBlank(): void {
    this.sums.read += 1;
    this.sums.blank += 1;
  }

  async add(row: OutgoingRow): Promise<void> {
    this.sums.read += 1;
    for (const field of row.unknown) this.sums.unknown[field] = (this.sums.unknown[field] ?? 0) + 1;
    const { owner, faults } = this.#ownerOf(row);
    const batch = this.#waiting.get(owner) ?? { rows: [], size: 0 };
    this.#waiting.set(owner, batch);
    batch.rows.push({ ...row, faults });
    batch.size += row.size;
    if (batch.rows.length >= ROWS_PER_DELIVERY || batch.size >= CHARACTERS_PER_DELIVERY)
      await this.#send(owner);
  }

  /** Everything has been delivered, or counted as undelivered. */
  async drain(): Promise<void> {
    for (const owner of this.#waiting.keys()) await this.#send(owner);
    await Promise.all(this.#underWay.values());
  }

  #ownerOf({ unit, faults }: OutgoingRow) {
    if (TARGETS[this.#job.target].owner === 'REGISTER') return { owner: INMATES_SUBGRAPH, faults };
    if (unit !== null && findUnit(unit) !== undefined) return { owner: unit, faults };
    const code = unit === null ? ('UNIT_MISSING' as const) : ('UNIT_UNKNOWN' as const);
    return { owner: MEASURES_SUBGRAPH, faults: [{ code, field: null }, ...faults] };
  }

  async #send(owner: string): Promise<void> {
    const { rows } = this.#waiting.get(owner) ?? { rows: [] };
    this.#waiting.delete(owner);
    if (rows.length === 0) return;
    while (this.#count >= DELIVERIES_UNDER_WAY) await Promise.race(this.#underWay.values());
    this.#count += 1;
    const before = this.#underWay.get(owner) ?? Promise.resolve();
    const sent = before
      .then(() => this.#deliver(owner, rows))
      .finally(() => {
        this.#count -= 1;
        if (this.#underWay.get(owner) === sent) this.#underWay.delete(owner);
      });
    this.#underWay.set(owner, sent);
  }

  async #deliver(owner: string, rows: readonly OutgoingRow[]): Promise<void> {
    const { id: importId, target, source, file, check, complete, urls } = this.#job;
    try {
      const delivered = await fillPseudonyms(rows, { target, url: urls[INMATES_SUBGRAPH] });
      const originals = new Map(rows.map(({ row, original }) => [row, original]));
      const url = new URL(`/records/${target}`, urls[owner]);
      const post = async (part: readonly DeliveredRow[]) => {
        const body = JSON.stringify({ importId, source, file, check, complete, rows: part });
        const answered = await postToOwner(url, body, deliveryAnswer);
        if (!answered.ok) throw new Error(answered.code);
        return answered.value;
      };
      let answer = await post(delivered);
      if (!Array.isArray(answer)) {
        // Nothing was taken yet: the owner wants to keep these rows as they came.
        const wanted = new Set(answer.originalsOf);
        answer = await post(
          delivered.map((row) =>
            wanted.has(row.row) ? { ...row, original: originals.get(row.row)?.() ?? null } : row,
          ),
        );
      }
      if (!Array.isArray(answer) || answer.length !== rows.length)
        throw new Error('not every row was answered');
      const byNumber = new Map(delivered.map((row) => [row.row, row]));
      for (const outcome of answer)
        this.#take(outcome, byNumber.get(outcome.row), originals.get(outcome.row) ?? null);
    } catch {
      this.sums.undelivered += rows.length;
      if (!this.sums.undeliveredTo.includes(owner)) this.sums.undeliveredTo.push(owner);
    }
  }

  #take(
    { row, outcome, reason }: RowOutcome,
    delivered: DeliveredRow | undefined,
    original: OutgoingRow['original'],
  ): void {
    if (outcome !== 'QUARANTINED') {
      this.sums.accepted += 1;
      this.sums[outcome === 'NEW' ? 'new' : outcome === 'CHANGED' ? 'changed' : 'unchanged'] += 1;
      if (isRepaired(delivered?.record)) this.sums.repaired += 1;
      return;
    }
    this.sums.quarantined += 1;
    const name = reason === null ? 'ROW_UNREADABLE' : reasonName(reason);
    this.sums.reasons[name] = (this.sums.reasons[name] ?? 0) + 1;
    if (!this.#job.check) return;
    const examples = (this.sums.examples[name] ??= []);
    if (examples.length < EXAMPLES_PER_REASON) {
      examples.push({ row, original: original?.() ?? JSON.stringify(delivered?.record ?? null) });
    }
  }
}

function isRepaired(record: unknown): boolean {
  return typeof record === 'object' && record !== null && 'repair' in record;
}

function emptySums(importId: string): ImportSums {
  return {
    importId,
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
    unknown: {},
    repaired: 0,
    withdrawn: 0,
    notWithdrawn: [],
    conflicts: 0,
    conflictsSeen: [],
    examples: {},
  };
}
