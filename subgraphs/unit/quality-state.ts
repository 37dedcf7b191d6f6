import { BIN_EDGES } from '../../schema/practice/lengths.ts';
import { qualityState } from '../../schema/quality.ts';
import type { QualityState } from '../../schema/quality.ts';
import type { Database, Sql } from '../platform/database.ts';

/** What a unit knows about the quality of its records, by source and target. */
export async function readQuality(
  database: Database,
  tables: ReadonlyMap<string, string>,
): Promise<QualityState> {
  const [rows, measures, ...others] = await Promise.all([
    readRows(database),
    readMeasureQuality(database),
    ...[...tables]
      .filter(([target]) => target !== 'measures')
      .map(([target, table]) => countRecords(database, target, table)),
  ]);
  const recordsOf = new Map([...measures, ...others.flat()].map((row) => [keyOf(row), row]));
  return qualityState.parse({
    sources: rows.map(({ source, target, dataThrough, lastImport, ...rowCounts }) => {
      const { records, withdrawn, repaired, unknownValues, delays } =
        recordsOf.get(keyOf({ source, target })) ?? NONE;
      const cell = { ...rowCounts, records, withdrawn, repaired, unknownValues, delays };
      return { source, target, cell, dataThrough, lastImport };
    }),
  });
}

type Key = { readonly source: string; readonly target: string };
type RowCounts = Key & { dataThrough: string | null; lastImport: object | null } & Record<string, unknown>;
type RecordCounts = Key & {
  records: number;
  withdrawn: number;
  repaired: number;
  unknownValues: unknown[];
  delays: unknown[];
};
const NONE = { records: 0, withdrawn: 0, repaired: 0, unknownValues: [], delays: [] };

function keyOf({ source, target }: Key): string {
  return JSON.stringify([source, target]);
}

function readRows(sql: Sql): Promise<RowCounts[]> {
  return sql.query<RowCounts>(
    `with delivered as (
       select target, source, sum(added)::int as added, sum(changed)::int as changed,
              sum(unchanged)::int as unchanged, sum(quarantined)::int as quarantined
         from import_delivery group by target, source
     ), waiting as (
       select target, source, case when field is null then reason else reason || '(' || field || ')' end as reason,
              count(*)::int as count
         from quarantined_row
        where not exists (select from quarantine_step where row_id = quarantined_row.id and step <> 'CORRECTED')
        group by 1, 2, 3
     )
     select target, source, added, changed, unchanged, quarantined,
            coalesce((select sum(count)::int from waiting where waiting.target = delivered.target
                         and waiting.source = delivered.source), 0) as waiting,
            coalesce((select jsonb_agg(jsonb_build_array(reason, count) order by count desc, reason) from waiting
                       where waiting.target = delivered.target and waiting.source = delivered.source), '[]') as "waitingReasons",
            (select data_through from source_declaration said where said.target = delivered.target
                and said.source = delivered.source order by recorded_at desc limit 1) as "dataThrough",
            (select jsonb_build_object('id', import_id, 'file', file,
                      'recordedAt', to_char(recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
               from import_delivery last where last.target = delivered.target and last.source = delivered.source
                and step = 'IMPORT' order by recorded_at desc limit 1) as "lastImport"
       from delivered order by target, source`,
  );
}

function readMeasureQuality(sql: Sql): Promise<RecordCounts[]> {
  const unknown = Object.entries(UNKNOWN_WHERE)
    .map(([field, where]) => `('${field}', count(*) filter (where not withdrawn and ${where}))`)
    .join(', ');
  return sql.query<RecordCounts>(
    `with current as (
       select *, coalesce(started_at, started_on::timestamp at time zone 'Europe/Oslo') as begun
         from measure_version where superseded_at = 'infinity'
     ), first as (
       select source, width_bucket(greatest(0, extract(epoch from recorded_at
                - coalesce(started_at, started_on::timestamp at time zone 'Europe/Oslo')))::bigint - 1, $1::bigint[]) as bin,
              count(*)::int as count
         from measure_version where version = 1 group by 1, 2
     )
     select 'measures' as target, source, count(*) filter (where not withdrawn)::int as records,
            count(*) filter (where withdrawn)::int as withdrawn,
            count(*) filter (where not withdrawn and repaired_start is not null)::int as repaired,
            (select jsonb_agg(jsonb_build_array(field, number) order by number desc, field)
               from (values ${unknown}) as counted (field, number)) as "unknownValues",
            (select coalesce(jsonb_agg(jsonb_build_array(bin, count)), '[]') from first
              where first.source = current.source) as delays
       from current group by source`,
    [BIN_EDGES],
  );
}

/** When a field of a measure holds no known value. */
const UNKNOWN_WHERE = {
  person: 'person is null',
  legalBasis: 'legal_basis is null',
  facility: 'facility is null',
  extent: `extent = 'UNKNOWN'`,
  securityLevel: `security_level = 'UNKNOWN'`,
  sex: `sex = 'UNKNOWN'`,
  ageGroup: `age_group = 'UNKNOWN'`,
  custody: `custody = 'UNKNOWN'`,
  citizenship: `citizenship = 'UNKNOWN'`,
} as const;

async function countRecords(sql: Sql, target: string, table: string): Promise<RecordCounts[]> {
  const rows = await sql.query<{ source: string; records: number; withdrawn: number }>(
    `select source, count(*) filter (where not withdrawn)::int as records, count(*) filter (where withdrawn)::int as withdrawn
       from ${table} where superseded_at = 'infinity' group by source`,
  );
  return rows.map((row) => ({ ...NONE, ...row, target }));
}
