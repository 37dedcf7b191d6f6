import { deliveryAnswer } from '../../schema/records/delivery.ts';
import type { DeliveryAnswer, ImportSums, RowOutcome } from '../../schema/records/delivery.ts';
import { reasonName } from '../../schema/records/reasons.ts';
import { TARGETS } from '../../schema/records/targets.ts';
import { findUnit, INMATES_SUBGRAPH, MEASURES_SUBGRAPH } from '../../schema/units.ts';
import type { ImportJob } from './import-job.ts';
import { waitingRow } from './outgoing-row.ts';
import type { OutgoingRow, WaitingRow } from './outgoing-row.ts';
import { postToOwner } from './owner-requests.ts';
import { deliveryText } from './delivery-text.ts';
import { emptySums } from './empty-sums.ts';
import { identifyPersons } from './pseudonyms.ts';
import type { Pseudonyms } from './pseudonyms.ts';
import { RowTexts } from './row-texts.ts';

const ROWS_PER_DELIVERY = 1000;
const CHARACTERS_PER_DELIVERY = 2 * 1024 * 1024;
/** Deliveries on their way at once; more rows are not read until the oldest has been answered. */
const DELIVERIES_UNDER_WAY = 3;
const EXAMPLES_PER_REASON = 3;
const NONE: ReadonlySet<number> = new Set();

type Batch = { readonly rows: WaitingRow[]; readonly texts: RowTexts; size: number };

/** A delivery on its way; its answer never fails, it may only be none. */
type Sent = {
  readonly owner: string;
  readonly sequence: number;
  readonly rows: readonly WaitingRow[];
  readonly texts: RowTexts;
  readonly pseudonyms: Pseudonyms;
  answer: Promise<Answer>;
};
type Answer = DeliveryAnswer | 'OUT_OF_ORDER' | 'UNANSWERED';

/**
 * Gathers the rows of one import by owner and delivers them in batches, a few on their way at once. Each
 * owner takes its deliveries in order only, so what it did not answer for, and all after that, is counted as
 * undelivered.
 */
export class Delivering {
  readonly sums: ImportSums;
  readonly #job: ImportJob;
  readonly #waiting = new Map<string, Batch>();
  readonly #sequences = new Map<string, number>();
  readonly #underWay: Sent[] = [];
  /** Of batches that have been answered. */
  readonly #spareTexts: RowTexts[] = [];

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
    const batch = this.#waiting.get(owner) ?? this.#emptyBatch();
    this.#waiting.set(owner, batch);
    batch.rows.push(waitingRow({ ...row, faults }, batch.texts));
    batch.size += row.size;
    if (batch.rows.length >= ROWS_PER_DELIVERY || batch.size >= CHARACTERS_PER_DELIVERY)
      await this.#send(owner);
  }

  /** Everything has been delivered, or counted as undelivered. */
  async drain(): Promise<void> {
    for (const owner of this.#waiting.keys()) await this.#send(owner);
    await this.#settleUntil(0);
  }

  #emptyBatch(): Batch {
    return { rows: [], texts: this.#spareTexts.pop() ?? new RowTexts(), size: 0 };
  }

  #ownerOf({ unit, faults }: OutgoingRow): { owner: string; faults: OutgoingRow['faults'] } {
    if (TARGETS[this.#job.target].owner === 'REGISTER') return { owner: INMATES_SUBGRAPH, faults };
    const known = unit !== null && findUnit(unit) !== undefined;
    if (known && this.#job.mayBringIn(unit)) return { owner: unit, faults };
    const code = unit === null ? 'UNIT_MISSING' : known ? 'UNIT_NOT_GRANTED' : 'UNIT_UNKNOWN';
    return { owner: MEASURES_SUBGRAPH, faults: [{ code, field: null }, ...faults] };
  }

  async #send(owner: string): Promise<void> {
    const batch = this.#waiting.get(owner);
    this.#waiting.delete(owner);
    if (batch === undefined) return;
    const { rows, texts } = batch;
    const { urls, vouch } = this.#job;
    const identified = await identifyPersons(rows, { url: urls[INMATES_SUBGRAPH], vouch }).catch(() => null);
    if (identified === null) {
      this.#giveUp(INMATES_SUBGRAPH, rows);
      return;
    }
    await this.#settleUntil(DELIVERIES_UNDER_WAY - 1);
    const sequence = (this.#sequences.get(owner) ?? 0) + 1;
    this.#sequences.set(owner, sequence);
    const delivery = { owner, sequence, texts, ...identified };
    this.#underWay.push({ ...delivery, answer: this.#post(delivery) });
  }

  /** Takes the answers of the oldest deliveries, until so many are on their way. */
  async #settleUntil(wanted: number): Promise<void> {
    while (this.#underWay.length > wanted) {
      const oldest = this.#underWay.shift();
      if (oldest !== undefined) await this.#settle(oldest);
    }
  }

  async #settle(sent: Sent): Promise<void> {
    let answer = await sent.answer;
    if (!Array.isArray(answer)) answer = await this.#sendAgainInOrder(sent, answer);
    if (!Array.isArray(answer) || answer.length !== sent.rows.length) {
      this.#giveUp(sent.owner, sent.rows);
      return;
    }
    const byNumber = new Map(sent.rows.map((row) => [row.row, row]));
    for (const outcome of answer) this.#take(outcome, byNumber.get(outcome.row));
    sent.texts.clear();
    this.#spareTexts.push(sent.texts);
  }

  /**
   * Nothing of this delivery was taken, so nothing of those after it either. Once they have all been told so,
   * it goes out again, with the originals its owner wants, and then they do.
   */
  async #sendAgainInOrder(sent: Sent, refusal: Answer): Promise<Answer> {
    const after = this.#underWay.filter(({ owner }) => owner === sent.owner);
    await Promise.all(after.map(({ answer }) => answer));
    let answer = refusal;
    if (answer === 'OUT_OF_ORDER') answer = await this.#post(sent);
    if (typeof answer === 'object' && 'originalsOf' in answer) {
      answer = await this.#post(sent, new Set(answer.originalsOf));
    }
    for (const later of after) {
      if ((await later.answer) === 'OUT_OF_ORDER') later.answer = this.#post(later);
      await later.answer;
    }
    return answer;
  }

  async #post(
    { owner, sequence, rows, texts, pseudonyms }: Omit<Sent, 'answer'>,
    originalsOf: ReadonlySet<number> = NONE,
  ): Promise<Answer> {
    const { id: importId, target, source, file, check, complete, urls, vouch } = this.#job;
    const head = { importId, sequence, source, file, check, complete };
    const body = texts.encode(deliveryText(head, rows, { target, pseudonyms, originalsOf }));
    try {
      const answered = await postToOwner(
        new URL(`/records/${target}`, urls[owner]),
        { body, vouch },
        deliveryAnswer,
      );
      if (answered.ok) return answered.value;
      return answered.code === 'OUT_OF_ORDER' ? 'OUT_OF_ORDER' : 'UNANSWERED';
    } catch {
      return 'UNANSWERED';
    }
  }

  #giveUp(owner: string, rows: readonly WaitingRow[]): void {
    this.sums.undelivered += rows.length;
    if (!this.sums.undeliveredTo.includes(owner)) this.sums.undeliveredTo.push(owner);
  }

  #take({ row, outcome, reason }: RowOutcome, taken: WaitingRow | undefined): void {
    if (outcome !== 'QUARANTINED') {
      this.sums.accepted += 1;
      this.sums[outcome === 'NEW' ? 'new' : outcome === 'CHANGED' ? 'changed' : 'unchanged'] += 1;
      if (taken?.repaired === true) this.sums.repaired += 1;
      return;
    }
    this.sums.quarantined += 1;
    const name = reason === null ? 'ROW_UNREADABLE' : reasonName(reason);
    this.sums.reasons[name] = (this.sums.reasons[name] ?? 0) + 1;
    if (!this.#job.check) return;
    const examples = (this.sums.examples[name] ??= []);
    if (examples.length < EXAMPLES_PER_REASON) {
      examples.push({ row, original: taken?.original?.() ?? taken?.record() ?? 'null' });
    }
  }
}
