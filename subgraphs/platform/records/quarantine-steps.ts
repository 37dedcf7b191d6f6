import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { reason } from '../../../schema/records/delivery.ts';
import type { RowOutcome } from '../../../schema/records/delivery.ts';
import { quarantinedRow } from '../../../schema/records/quarantine.ts';
import type {
  QuarantinedRow,
  QuarantineQuestion,
  QuarantineStep,
} from '../../../schema/records/quarantine.ts';
import { reasonSentence } from '../../../schema/records/reasons.ts';
import type { Database, Row, Sql } from '../database.ts';
import { namesNoneBlocked } from './blocked-persons.ts';
import type { RecordDoor } from './record-door.ts';
import { deliverWhole } from './whole-delivery.ts';

type Refusal = 'QUARANTINE_NOT_FOUND' | 'QUARANTINE_CLOSED' | 'CORRECTION_MISSING';
export type StepAnswer =
  | { readonly kind: 'done'; readonly outcome: RowOutcome | null }
  | { readonly kind: 'refused'; readonly code: Refusal };
/** What is to be done about a row, and who does it. */
type StepTaken = QuarantineStep & { readonly actor: string };
type StepName = 'CORRECTED' | 'RELEASED' | 'REJECTED';

/** A page of rows in quarantine, oldest first. */
export async function listQuarantine(
  sql: Sql,
  { target, status, after, first }: QuarantineQuestion,
): Promise<QuarantinedRow[]> {
  const rows = await sql.query(
    `${SELECT}
      where ($1::text is null or target = $1) and ($2::text is null or coalesce(newest.step, 'WAITING') = $2)
        and ($3::uuid is null or (kept.recorded_at, kept.row_number, kept.id) > (select recorded_at, row_number, id from quarantined_row where id = $3))
      order by kept.recorded_at, kept.row_number, kept.id
      limit $4`,
    [target, status, after, first],
  );
  return rows.map(toldRow);
}

export async function findQuarantined(sql: Sql, id: string): Promise<QuarantinedRow | undefined> {
  return (await sql.query(`${SELECT} where kept.id = $1`, [id])).map(toldRow)[0];
}

/** Keeps what a person says the record should be; the row stays in quarantine until it is released. */
export async function correctRow(sql: Sql, id: string, step: StepTaken): Promise<StepAnswer> {
  if (step.record === null) return { kind: 'refused', code: 'CORRECTION_MISSING' };
  return (await refusalOf(sql, id)) ?? noteStep(sql, id, 'CORRECTED', step);
}

export async function rejectRow(sql: Sql, id: string, step: StepTaken): Promise<StepAnswer> {
  return (await refusalOf(sql, id)) ?? noteStep(sql, id, 'REJECTED', step);
}

/** Takes the row in as it was corrected. One that still does not hold stays in quarantine, with the reason. */
export async function releaseRow(
  database: Database,
  doors: ReadonlyMap<string, RecordDoor>,
  id: string,
  step: StepTaken,
): Promise<StepAnswer> {
  const refusal = await refusalOf(database, id);
  const row = await findQuarantined(database, id);
  if (refusal !== null || row === undefined) return refusal ?? NOT_FOUND;
  const door = doors.get(row.target);
  const record = step.record ?? row.corrected ?? row.record;
  const { source, file } = row;
  const rows = [{ row: row.row, original: row.original, record, faults: [], unknown: [] }];
  const delivery = { importId: randomUUID(), sequence: 1, file, source, complete: false, rows };
  // A row that does not hold is not delivered: it would come to quarantine a second time.
  if (door === undefined) return noteStep(database, id, 'RELEASED', step);
  const [checked] = await deliverWhole(door, { ...delivery, check: true }, step);
  if (checked?.outcome === 'QUARANTINED') return { kind: 'done', outcome: checked };
  const [outcome = null] = await deliverWhole(door, { ...delivery, check: false }, step);
  await noteStep(database, id, 'RELEASED', step);
  return { kind: 'done', outcome };
}

const SELECT = `
  select kept.id, target, source, file, row_number as row, kept.recorded_at as "recordedAt", original::text as original,
         kept.record, corrected.record as corrected, faults as reasons, coalesce(newest.step, 'WAITING') as status
    from (select * from quarantined_row row
           where ${namesNoneBlocked(['original::text', 'record::text'])}
             and not exists (select from quarantine_step noted
                              where row_id = row.id and not (${namesNoneBlocked(['noted.record::text', 'noted.note'])}))) kept
    left join lateral (select step from quarantine_step where row_id = kept.id
                        order by recorded_at desc limit 1) newest on true
    left join lateral (select record from quarantine_step where row_id = kept.id and record is not null
                        order by recorded_at desc limit 1) corrected on true`;

const keptReasons = z.array(reason);

/** The row with the sentences of its reasons. */
function toldRow(row: Row): QuarantinedRow {
  const reasons = keptReasons.parse(row['reasons']).map((one) => ({
    ...one,
    message: { nb: reasonSentence(one, 'nb'), en: reasonSentence(one, 'en') },
  }));
  return quarantinedRow.parse({ ...row, reasons });
}

const NOT_FOUND: StepAnswer = { kind: 'refused', code: 'QUARANTINE_NOT_FOUND' };

async function refusalOf(sql: Sql, id: string): Promise<StepAnswer | null> {
  const row = await findQuarantined(sql, id);
  if (row === undefined) return NOT_FOUND;
  return row.status === 'WAITING' || row.status === 'CORRECTED'
    ? null
    : { kind: 'refused', code: 'QUARANTINE_CLOSED' };
}

async function noteStep(sql: Sql, id: string, name: StepName, step: StepTaken): Promise<StepAnswer> {
  await sql.query(
    `insert into quarantine_step (row_id, step, recorded_at, actor, note, record)
     values ($1, $2, clock_timestamp(), $5, $3, $4)`,
    [id, name, step.note, step.record === null ? null : JSON.stringify(step.record), step.actor],
  );
  return { kind: 'done', outcome: null };
}
