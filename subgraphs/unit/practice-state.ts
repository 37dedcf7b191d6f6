import { createHmac } from 'node:crypto';
import { bucketsOf } from '../../schema/practice/calendar.ts';
import type { Bucket } from '../../schema/practice/calendar.ts';
import { BIN_EDGES, bandOfSeconds, LENGTH_BANDS } from '../../schema/practice/lengths.ts';
import type { Question } from '../../schema/practice/question.ts';
import { addCells, EMPTY_KEY, emptyCell } from '../../schema/practice/state.ts';
import type { Cell, GroupKey, UnitState } from '../../schema/practice/state.ts';
import type { PracticeDimension } from '../../schema/vocabulary.ts';
import type { Database, Row, Sql } from '../platform/database.ts';
import { bucketTable, knownAt, Parameters } from '../platform/practice-sql.ts';
import { dataThrough } from '../platform/records/declarations.ts';
import { seeOneMoment } from '../platform/records/write-lock.ts';
import { tellMoment } from '../platform/watermark.ts';

/** A unit's part of a practice answer, from its own records alone. */
export async function practiceState(database: Database, question: Question): Promise<UnitState> {
  return database.transaction(async (sql) => {
    await seeOneMoment(sql, question.asOf);
    const through = await dataThrough(sql, 'measures', question.asOf);
    const cutoff = earliest([question.asOf, through, question.now]);
    await tellMoment(sql, { open: Date.parse(cutoff) === Date.parse(question.now) });
    const buckets = bucketsOf(question.period, question.by);
    const groups = await readGroups(sql, { question, buckets, cutoff });
    const total = question.by.includes('VULNERABILITY')
      ? // Under its flags a measure counts more than once; the total counts it once.
        addUp(
          await readGroups(sql, { question: { ...question, by: timeOnly(question.by) }, buckets, cutoff }),
          buckets,
        )
      : addUp(groups, buckets);
    return { dataThrough: through, total, groups: groups.map(({ key, cell }) => ({ key, cell })) };
  });
}

type Group = { readonly bucket: number; readonly key: GroupKey; readonly cell: Cell };
type Reading = { readonly question: Question; readonly buckets: readonly Bucket[]; readonly cutoff: string };

const COLUMNS: Partial<Record<PracticeDimension, { readonly column: string; readonly key: keyof GroupKey }>> =
  {
    FACILITY: { column: 'facility', key: 'facility' },
    SECURITY_LEVEL: { column: 'security_level', key: 'securityLevel' },
    KIND: { column: 'kind', key: 'kind' },
    MEANS: { column: 'means', key: 'means' },
    LEGAL_BASIS: { column: 'legal_basis', key: 'legalBasis' },
    EXTENT: { column: 'extent', key: 'extent' },
    SEX: { column: 'sex', key: 'sex' },
    AGE_GROUP: { column: 'age_group', key: 'ageGroup' },
    CUSTODY: { column: 'custody', key: 'custody' },
    CITIZENSHIP: { column: 'citizenship', key: 'citizenship' },
    VULNERABILITY: { column: 'flag', key: 'vulnerability' },
  };

async function readGroups(sql: Sql, reading: Reading): Promise<Group[]> {
  const dimensions = reading.question.by.flatMap((dimension) => COLUMNS[dimension] ?? []);
  const selected = dimensions.map(({ column, key }) => `${column} as "${key}", `).join('');
  const grouped = ['bucket', ...dimensions.map(({ column }) => column)].join(', ');

  const cells = cellStatement(reading, { selected, grouped });
  const bins = binStatement(reading, { selected, grouped });
  const groups = new Map<string, Group>();
  for (const row of await sql.query(cells.text, cells.values)) {
    const key = keyOf(row, reading.buckets);
    groups.set(identity(row), {
      bucket: Number(row['bucket']),
      key,
      cell: cellOf(row, reading.question.personKey),
    });
  }
  for (const row of await sql.query(bins.text, bins.values)) {
    addLengths(groups.get(identity(row))?.cell ?? emptyCell(), row);
  }
  return [...groups.values()];
}

type Clauses = { readonly selected: string; readonly grouped: string };

function cellStatement(reading: Reading, { selected, grouped }: Clauses) {
  const parameters = new Parameters();
  const persons =
    reading.question.personKey === null
      ? ''
      : `, array_agg(distinct person) filter (where begun and person is not null) as "persons"
         , coalesce(bool_or(person is null) filter (where begun), false) as "personMissing"`;
  const text = `
    select bucket, ${selected}
      count(*) filter (where begun)::int as "started",
      count(*) filter (where begun and is_interval and ended_on is null)::int as "ongoing",
      count(*) filter (where is_interval and (ended_on is null or ended_on >= to_on))::int as "inForceAtEnd",
      coalesce(sum(seconds), 0)::bigint as "seconds",
      count(length_seconds) filter (where begun and is_interval)::int as "ended",
      coalesce(sum(length_seconds) filter (where begun and is_interval), 0)::bigint as "endedSeconds",
      count(*) filter (where begun and legal_basis is not null and facility is not null
                         and decided_at is not null and decision_level is not null)::int as "completeRecords",
      count(*) filter (where begun and repaired_start is not null)::int as "repairedRecords"
      ${persons}
    from ${touching(parameters, reading)} as touching
    group by ${grouped}`;
  return { text, values: parameters.values };
}

function binStatement(reading: Reading, { selected, grouped }: Clauses) {
  const parameters = new Parameters();
  const edges = parameters.add(BIN_EDGES, 'bigint[]');
  const text = `
    select bucket, ${selected} ended_on is null as "open",
           width_bucket(length_so_far - 1, ${edges}) as "bin", count(*)::int as "count"
      from ${touching(parameters, reading)} as touching
     where begun and is_interval
     group by ${grouped}, "open", "bin"`;
  return { text, values: parameters.values };
}

/** One row per record and bucket it touches, with the seconds of it inside the bucket. */
function touching(parameters: Parameters, { question, buckets, cutoff }: Reading): string {
  const cutoffAt = parameters.add(cutoff, 'timestamptz');
  const cutoffOn = `(${cutoffAt} at time zone 'Europe/Oslo')::date`;
  const from = parameters.add(question.period.from, 'date');
  const to = parameters.add(question.period.to, 'date');
  const flags = question.by.includes('VULNERABILITY')
    ? `cross join lateral unnest(case when vulnerability = '{}' then array['NONE'] else vulnerability end) as flag`
    : '';
  return `(
    select record.*, bucket.*${flags === '' ? '' : ', flag'},
           started_on >= from_on as begun,
           case
             when not is_interval then 0
             when started_at is null then
               greatest(0, least(coalesce(ended_on, ${cutoffOn}), to_on) - greatest(started_on, from_on)) * 86400::bigint
             else greatest(0, floor(extract(epoch from least(coalesce(ended_at, ${cutoffAt}), to_at)))::bigint
                            - extract(epoch from greatest(started_at, from_at))::bigint)
           end as seconds
      from (
        select *, case
                    when not is_interval then null
                    when ended_on is not null then length_seconds
                    when started_at is null then greatest(0, ${cutoffOn} - started_on) * 86400::bigint
                    else greatest(0, floor(extract(epoch from ${cutoffAt}))::bigint - extract(epoch from started_at)::bigint)
                  end as length_so_far
          from measure_version
         where ${knownAt(parameters, question.asOf)}
           and started_on < ${to}
           and (started_on >= ${from} or (is_interval and (ended_on is null or ended_on >= ${from})))
           and ${conditions(parameters, question)}
      ) as record
      join ${bucketTable(parameters, buckets)} as bucket
        on started_on < to_on and (started_on >= from_on or (is_interval and (ended_on is null or ended_on >= from_on)))
      ${flags}
     where ${lengthConditions(parameters, question)}
  )`;
}

function conditions(parameters: Parameters, question: Question): string {
  return [
    parameters.oneOf('kind', question.kinds),
    parameters.oneOf('means', question.means),
    parameters.oneOf('legal_basis', question.legalBases),
    parameters.oneOf('extent', question.extents),
    parameters.oneOf('facility', question.facilities),
    parameters.oneOf('security_level', question.securityLevels),
    parameters.oneOf('sex', question.sexes),
    parameters.oneOf('age_group', question.ageGroups),
    parameters.oneOf('custody', question.custodies),
    parameters.oneOf('citizenship', question.citizenships),
    question.vulnerabilities === null
      ? 'true'
      : `(case when vulnerability = '{}' then array['NONE'] else vulnerability end) && ${parameters.add(question.vulnerabilities, 'text[]')}`,
  ].join(' and ');
}

function lengthConditions(parameters: Parameters, { overSeconds, upToSeconds }: Question): string {
  const over = overSeconds === null ? 'true' : `length_so_far > ${parameters.add(overSeconds, 'float8')}`;
  const upTo = upToSeconds === null ? 'true' : `length_so_far <= ${parameters.add(upToSeconds, 'float8')}`;
  return `${over} and ${upTo}`;
}

function cellOf(row: Row, personKey: string | null): Cell {
  const persons = row['persons'];
  return {
    ...emptyCell(),
    started: Number(row['started']),
    ongoing: Number(row['ongoing']),
    inForceAtEnd: Number(row['inForceAtEnd']),
    seconds: Number(row['seconds']),
    ended: Number(row['ended']),
    endedSeconds: Number(row['endedSeconds']),
    completeRecords: Number(row['completeRecords']),
    repairedRecords: Number(row['repairedRecords']),
    persons:
      personKey === null || row['personMissing'] === true
        ? null
        : (Array.isArray(persons) ? persons : []).map((person) => hashPerson(String(person), personKey)),
  };
}

function hashPerson(pseudonym: string, personKey: string): string {
  return createHmac('sha256', personKey).update(pseudonym).digest('base64url').slice(0, 22);
}

function addLengths(cell: Cell, row: Row): void {
  const bin = Number(row['bin']);
  const count = Number(row['count']);
  if (row['open'] === false) {
    cell.bins.push([bin, count]);
    return;
  }
  const band = bin >= BIN_EDGES.length ? LENGTH_BANDS.length - 1 : bandOfSeconds(BIN_EDGES[bin] ?? 0);
  cell.ongoingByBand[band] = (cell.ongoingByBand[band] ?? 0) + count;
}

function keyOf(row: Row, buckets: readonly Bucket[]): GroupKey {
  const bucket = buckets[Number(row['bucket'])];
  const key: GroupKey = {
    ...EMPTY_KEY,
    year: bucket?.year ?? null,
    quarter: bucket?.quarter ?? null,
    month: bucket?.month ?? null,
  };
  for (const dimension of Object.values(COLUMNS)) {
    const value = row[dimension.key];
    if (typeof value === 'string') Object.assign(key, { [dimension.key]: value });
  }
  return key;
}

function identity(row: Row): string {
  return JSON.stringify([row['bucket'], ...Object.values(COLUMNS).map(({ key }) => row[key] ?? null)]);
}

/** Everything adds up over time but the stock: that of the whole period is that of its last part. */
function addUp(groups: readonly Group[], buckets: readonly Bucket[]): Cell {
  return addCells(
    groups.map(({ bucket, cell }) => (bucket === buckets.length - 1 ? cell : { ...cell, inForceAtEnd: 0 })),
  );
}

function timeOnly(by: readonly PracticeDimension[]): PracticeDimension[] {
  return by.filter((dimension) => dimension === 'YEAR' || dimension === 'QUARTER' || dimension === 'MONTH');
}

function earliest(moments: readonly (string | null)[]): string {
  const known = moments.filter((moment) => moment !== null).map((moment) => Date.parse(moment));
  return new Date(Math.min(...known)).toISOString();
}
