import { bucketsOf } from '../../../schema/practice/calendar.ts';
import type { Bucket } from '../../../schema/practice/calendar.ts';
import type { Question } from '../../../schema/practice/question.ts';
import { addCells } from '../../../schema/practice/cells.ts';
import type { PracticeDimension } from '../../../schema/vocabulary.ts';
import type { Row, Sql } from '../../platform/database.ts';
import { NO_SHORTCOMINGS, shortcomingsBy } from '../duties/count-deviations.ts';
import type { Judged } from '../duties/count-deviations.ts';
import { readDeviationMonths } from '../duties/deviation-months.ts';
import { cellOf, keyOf } from './groups.ts';
import type { Group } from './groups.ts';
import { readRecords } from './read-records.ts';
import { lengthsOf, nameOf } from './remembered-lengths.ts';
import type { RememberedLengths } from './remembered-lengths.ts';

const KEPT: readonly PracticeDimension[] = ['UNIT', 'REGION', 'KIND', 'YEAR', 'QUARTER', 'MONTH'];

/** Whether `practice_month` can answer: whole months, latest knowledge, and nothing told apart but kind and time. */
export function fitsMonths({
  period,
  units: _units,
  kinds: _kinds,
  by,
  now: _now,
  ...rest
}: Question): boolean {
  return (
    [period.from, period.to].every((day) => day.endsWith('-01')) &&
    by.every((dimension) => KEPT.includes(dimension)) &&
    // No other filter, no past moment, no persons.
    Object.values(rest).every((value) => value === null)
  );
}

/** The groups of a question from the months kept, and from the records of intervals without an end. */
export async function readMonths(
  sql: Sql,
  remembered: RememberedLengths,
  asked: {
    readonly question: Question;
    readonly cutoff: string;
    readonly judged: Judged;
    readonly countedThrough: string;
  },
): Promise<Group[]> {
  const { question, judged, countedThrough } = asked;
  const months = await sql.prepared(
    `select * from practice_month
      where month >= $1 and month < $2 and ($3::text[] is null or kind = any($3))`,
    [question.period.from, question.period.to, question.kinds],
  );
  const lengths = await lengthsOf(sql, remembered, months);
  const { period, kinds } = question;
  const counts = await readDeviationMonths(sql, {
    ...period,
    kinds,
    through: judged.through,
    countedThrough,
  });
  const shortcomings = shortcomingsBy(counts, nameOf);
  const open = await readRecords(sql, { ...asked, openOnly: true });
  const buckets = bucketsOf(question.period, question.by);
  const kept = months.map((row): Group => {
    const bucket = bucketOf(buckets, String(row['month']));
    const cell = {
      ...cellOf({ ...row, ongoing: 0 }, shortcomings.get(nameOf(row)) ?? NO_SHORTCOMINGS),
      persons: null,
      bins: lengths.get(nameOf(row)) ?? [],
    };
    return {
      bucket,
      key: keyOf(question.by.includes('KIND') ? row : { ...row, kind: null }, buckets[bucket]),
      cell: isLastMonth(row, buckets[bucket]) ? cell : { ...cell, inForceAtEnd: 0 },
    };
  });
  return addAlike([...kept, ...open]);
}

function bucketOf(buckets: readonly Bucket[], month: string): number {
  return buckets.findLastIndex(({ from }) => from <= month);
}

/** The stock of a year is that of its last month. */
function isLastMonth(row: Row, bucket: Bucket | undefined): boolean {
  const [year = 0, month = 0] = String(row['month']).split('-').map(Number);
  const next = month === 12 ? `${year + 1}-01` : `${year}-${String(month + 1).padStart(2, '0')}`;
  return bucket?.to.startsWith(next) === true;
}

function addAlike(groups: readonly Group[]): Group[] {
  const alike = Map.groupBy(groups, ({ bucket, key }) => `${bucket} ${key.kind}`);
  return [...alike.values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined) return [];
    return [{ ...first, cell: same.length === 1 ? first.cell : addCells(same.map(({ cell }) => cell)) }];
  });
}
