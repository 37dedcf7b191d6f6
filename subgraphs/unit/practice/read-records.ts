import { bucketsOf } from '../../../schema/practice/calendar.ts';
import { countsByBand } from '../../../schema/practice/lengths.ts';
import type { Question } from '../../../schema/practice/question.ts';
import type { Row, Sql } from '../../platform/database.ts';
import { bucketTable, knownAt, Parameters } from '../../platform/practice-sql.ts';
import { NO_SHORTCOMINGS, readShortcomings, shortcomingsBy } from '../duties/count-deviations.ts';
import type { Judged, Shortcomings } from '../duties/count-deviations.ts';
import { cellOf, COLUMNS, keyOf, readBins } from './groups.ts';
import type { Group } from './groups.ts';
import { hashedPerson } from './hashed-person.ts';
import { lengthConditions, recordConditions, recordsTouching, sumsByLength } from './records-touching.ts';
import type { Reading } from './records-touching.ts';

type Asked = {
  readonly question: Question;
  readonly cutoff: string;
  readonly judged: Judged;
  /** Only intervals without an end. */
  readonly openOnly?: boolean;
};

/** The groups of a question, counted from the records themselves. */
export async function readRecords(sql: Sql, asked: Asked): Promise<Group[]> {
  const { question, openOnly = false } = asked;
  const buckets = bucketsOf(question.period, question.by);
  const parameters = new Parameters();
  const reading = readingOf(parameters, asked);
  const grouped = ['bucket', ...reading.columns].join(', ');
  const sums = SUMS.map((name) => `sum(${name}) as ${name}`).join(', ');
  await sql.query(openOnly ? ONE_PLAN : FEW_GROUPS);
  const statement = `select ${grouped}, ${sums},
            string_agg(bin || ' ' || ended, ' ' order by bin) filter (where not open and bin is not null) as bins,
            string_agg(bin || ' ' || ongoing, ' ' order by bin) filter (where open and bin is not null) as open_bins
       from (${sumsByLength(parameters, reading)}) as by_length
      group by ${grouped}`;
  const rows = await (openOnly
    ? sql.prepared(statement, parameters.values)
    : sql.query(statement, parameters.values));
  const persons = await readPersons(sql, asked);
  const shortcomings = await readShortcomingsOf(sql, asked);
  return rows.map((row) => ({
    bucket: Number(row['bucket']),
    key: keyOf(row, buckets[Number(row['bucket'])]),
    cell: {
      ...cellOf(row, shortcomings.get(identity(row, reading)) ?? NO_SHORTCOMINGS),
      bins: readBins(row['bins']),
      ongoingByBand: countsByBand(readBins(row['open_bins'])),
      persons: personsOf(persons, identity(row, reading)),
    },
  }));
}

/** PostgreSQL cannot know that bins are few: it expects a group for each record, and would sort all records by all columns. */
const FEW_GROUPS = 'set local enable_sort = off';
/** Beside months kept few statements are asked for, over and over: to plan them each time is most of what they cost. */
const ONE_PLAN = 'set local plan_cache_mode = force_generic_plan';

const SUMS = [
  'started',
  'ongoing',
  'in_force_at_end',
  'seconds',
  'ended',
  'ended_seconds',
  'repaired_records',
];

/** How the records of a question are read. */
export function readingOf(
  parameters: Parameters,
  { question, cutoff, openOnly = false }: Omit<Asked, 'judged'>,
): Reading {
  const buckets = bucketsOf(question.period, question.by);
  return {
    versions: 'measure_version',
    weight: '1',
    buckets: bucketTable(parameters, buckets),
    oneBucket: buckets.length === 1,
    starts: parameters.add(
      buckets.map((bucket) => bucket.from),
      'date[]',
    ),
    end: parameters.add(question.period.to, 'date'),
    cutoff,
    conditions: [
      knownAt(parameters, question.asOf),
      openOnly
        ? 'is_interval and ended_on is null'
        : notOverBefore(parameters.add(question.period.from, 'date')),
      ...recordConditions(parameters, question),
    ],
    lengthConditions: lengthConditions(parameters, question),
    columns: question.by.flatMap((dimension) => COLUMNS[dimension]?.column ?? []),
  };
}

function notOverBefore(day: string): string {
  return `(started_on >= ${day} or (is_interval and (ended_on is null or ended_on >= ${day})))`;
}

/** The persons of each group's started measures, hashed for this question; null where not asked for. */
async function readPersons(sql: Sql, asked: Asked): Promise<ReadonlyMap<string, string[] | null> | null> {
  const { personKey } = asked.question;
  if (personKey === null) return null;
  const parameters = new Parameters();
  const reading = readingOf(parameters, asked);
  const grouped = ['bucket', ...reading.columns].join(', ');
  const rows = await sql.query(
    `select ${grouped}, string_agg(person, ' ') as persons, bool_or(person is null) as "isMissing"
       from (select distinct ${grouped}, ${hashedPerson(parameters, personKey)} as person
               from ${recordsTouching(parameters, reading)} as touching
              where begun) as counted
      group by ${grouped}`,
    parameters.values,
  );
  return new Map(
    rows.map((row) => {
      const persons = row['isMissing'] === true ? null : String(row['persons']).split(' ');
      return [identity(row, reading), persons] as const;
    }),
  );
}

async function readShortcomingsOf(sql: Sql, asked: Asked): Promise<ReadonlyMap<string, Shortcomings>> {
  const { judged, openOnly = false } = asked;
  const parameters = new Parameters();
  const reading = readingOf(parameters, asked);
  const { asOf } = asked.question;
  const rows = await readShortcomings(sql, { parameters, reading, judged, asOf, openOnly });
  return shortcomingsBy(rows, (row) => identity(row, reading));
}

/** None where nothing began, which is not the same as unknown. */
function personsOf(persons: ReadonlyMap<string, string[] | null> | null, group: string): string[] | null {
  if (persons === null) return null;
  const found = persons.get(group);
  return found === undefined ? [] : found;
}

function identity(row: Row, { columns }: Reading): string {
  return JSON.stringify(['bucket', ...columns].map((column) => row[column] ?? null));
}
