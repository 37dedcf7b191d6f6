import DataLoader from 'dataloader';
import type { Database, Row } from '../platform/database.ts';
import { knownAt, Parameters } from '../platform/practice-sql.ts';
import { ENTRIES, selectFields } from './entry-rows.ts';
import type { EntryTarget } from './entry-rows.ts';

/** Which measure's entries, as known at which moment (null: now). */
export type MeasureOfEntries = {
  readonly source: string;
  readonly sourceKey: string;
  readonly asOf: string | null;
};
export type EntryLoaders = Readonly<Record<EntryTarget, DataLoader<MeasureOfEntries, Row[], string>>>;

/** The entries of all measures a request asks for in one query per kind of entry. */
export function entryLoaders(database: Database): EntryLoaders {
  const load = (target: EntryTarget) =>
    new DataLoader<MeasureOfEntries, Row[], string>((measures) => readEntries(database, target, measures), {
      cacheKeyFn: keyOf,
    });
  return {
    reassessments: load('reassessments'),
    supervision: load('supervision'),
    'health-notices': load('health-notices'),
    'higher-decisions': load('higher-decisions'),
    reports: load('reports'),
    complaints: load('complaints'),
  };
}

async function readEntries(
  database: Database,
  target: EntryTarget,
  measures: readonly MeasureOfEntries[],
): Promise<Row[][]> {
  const found = new Map<string, Row[]>();
  for (const [asOf, some] of Map.groupBy(measures, (measure) => measure.asOf)) {
    for (const row of await readKnownAt(database, { target, measures: some, asOf })) {
      const key = keyOf({ source: String(row['source']), sourceKey: String(row['measureSourceKey']), asOf });
      found.set(key, [...(found.get(key) ?? []), row]);
    }
  }
  return measures.map((measure) => found.get(keyOf(measure)) ?? []);
}

function readKnownAt(
  database: Database,
  {
    target,
    measures,
    asOf,
  }: { target: EntryTarget; measures: readonly MeasureOfEntries[]; asOf: string | null },
): Promise<Row[]> {
  const { table, columns } = ENTRIES[target];
  const parameters = new Parameters();
  const sources = parameters.add(
    measures.map(({ source }) => source),
    'text[]',
  );
  const sourceKeys = parameters.add(
    measures.map(({ sourceKey }) => sourceKey),
    'text[]',
  );
  return database.query(
    `select source, measure_source_key as "measureSourceKey", ${selectFields(columns)}
       from ${table}
      where (source, measure_source_key) in (select * from unnest(${sources}, ${sourceKeys}))
        and ${knownAt(parameters, asOf)}
      order by ${Object.keys(columns)[0]} nulls last, id`,
    parameters.values,
  );
}

function keyOf({ source, sourceKey, asOf }: MeasureOfEntries): string {
  return JSON.stringify([source, sourceKey, asOf]);
}
