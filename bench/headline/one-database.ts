import { pipeline } from 'node:stream/promises';
import { Client } from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';

import { INCOMPLETE } from '../../subgraphs/unit/duties/unmet-duties.ts';

const TABLES = {
  measure: {
    from: 'measure_version',
    columns: `kind text, means text, is_interval boolean, legal_basis text, extent text, facility text, security_level text,
      started_on date, started_at timestamptz, ended_on date, ended_at timestamptz, length_seconds bigint, person text,
      sex text, age_group text, custody text, citizenship text, decided_at timestamptz, decision_level text, repaired_start text`,
  },
  practice_month: {
    // Complete are those that the unit did not find incomplete.
    from: `(select practice_month.*, started - coalesce(count, 0) as complete_records
              from practice_month left join (select month, kind, count from deviation_month where rule = '${INCOMPLETE}') incomplete using (month, kind)) as kept`,
    columns: `month date, kind text, started int, in_force_at_end int, seconds bigint, ended int, ended_seconds bigint,
      complete_records int, repaired_records int`,
  },
  practice_month_length: {
    from: 'practice_month_length',
    columns: 'month date, kind text, bin int, ended int',
  },
  stay: {
    from: 'stay_version',
    columns: 'pseudonym text, unit text, custody text, arrived_on date, left_on date',
  },
  person: { from: 'person_version', columns: 'pseudonym text, sex text' },
  inmate_days_month: { from: 'inmate_days_month', columns: 'unit text, month date, days int' },
} as const;

const OF_REGISTER: readonly string[] = ['stay', 'person', 'inmate_days_month'];

const INDEXES = `
  create index on measure (started_on, unit, kind);
  create index on measure (ended_on) where is_interval;
  create index on measure (started_on) where is_interval and ended_on is null;
  create index on stay (unit, arrived_on);
  create index on stay (arrived_on) where left_on is null;
  alter table person add primary key (pseudonym);
  alter table practice_month add primary key (unit, month, kind);
  alter table practice_month_length add primary key (unit, month, kind, bin);
  alter table inmate_days_month add primary key (unit, month);`;

/** Copies what the units and the register hold into one database, raw and as rollups, with the indexes such questions want. */
export async function copyIntoOne(
  url: string,
  sources: { readonly units: ReadonlyMap<string, string>; readonly inmates: string },
): Promise<Client> {
  const one = new Client({ connectionString: url });
  // What goes wrong is told by the query that meets it.
  one.on('error', () => undefined);
  await one.connect();
  await one.query(`set timezone = 'Europe/Oslo'`);
  for (const [table, { columns }] of Object.entries(TABLES)) {
    const unit = OF_REGISTER.includes(table) ? '' : 'unit text, ';
    await one.query(`create table ${table} (${unit}${columns})`);
  }
  for (const [unit, source] of sources.units)
    await copyTables(one, source, { names: ['measure', 'practice_month', 'practice_month_length'], unit });
  await copyTables(one, sources.inmates, { names: ['stay', 'person', 'inmate_days_month'], unit: null });
  await one.query(INDEXES);
  await one.query('vacuum analyze');
  return one;
}

async function copyTables(
  one: Client,
  sourceUrl: string,
  { names, unit }: { readonly names: readonly (keyof typeof TABLES)[]; readonly unit: string | null },
): Promise<void> {
  const source = new Client({ connectionString: sourceUrl });
  await source.connect();
  for (const name of names) {
    const { from, columns } = TABLES[name];
    const own = columns.split(',').map((column) => column.trim().split(' ')[0]);
    const given = unit === null ? own : [`'${unit}'`, ...own];
    const rows = source.query(copyTo(`copy (select ${given.join(', ')} from ${from}) to stdout`));
    const into = unit === null ? own : ['unit', ...own];
    await pipeline(rows, one.query(copyFrom(`copy ${name} (${into.join(', ')}) from stdin`)));
  }
  await source.end();
}
