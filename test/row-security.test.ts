import { randomBytes, randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '../database/database.ts';
import type { Database } from '../database/database.ts';
import { OF_PROGRAM, ofRequester, reachFor } from '../database/reach.ts';
import type { Reach } from '../database/reach.ts';
import { forRole } from '../commands/conformance/vouching.ts';
import type { Asking } from '../schema/access/permits.ts';
import { MEASURES_SUBGRAPH, GATEWAY, INMATES_SUBGRAPH, UNITS } from '../schema/units.ts';
import { measureKind } from '../subgraphs/unit/measure-rows.ts';
import { recordId } from '../subgraphs/platform/records/record-kind.ts';
import { createDatabases, OWNER, ownerUrlOf, SERVICE } from './harness/databases.ts';

/** What the database gives to a statement that names no condition, as the role the programs work as. */
const PROGRAMS = ['oslo', INMATES_SUBGRAPH, MEASURES_SUBGRAPH, GATEWAY];

/** Tables without records, persons or what is written of them: counts, clocks, names of sources, hashes. */
const UNPROTECTED = `
  migration watermark access_unsealed access_seal source_declaration import_delivery import_summary
  practice_month practice_month_length deviation_month deviation_clock finding_clock inmate_days_month
  published_hidden_cell published_cell isolation_look evidence_seal feed_position key_look key_round`.split(
  /\s+/,
);

const suffix = randomBytes(5).toString('hex');
const databases = new Map<string, Database>();
const admins = new Map<string, Client>();
let urls: ReadonlyMap<string, string>;

beforeAll(async () => {
  urls = await createDatabases(suffix, PROGRAMS);
  for (const [program, url] of urls) {
    databases.set(program, openDatabase(url, { connections: 1 }));
    const admin = new Client({ connectionString: ownerUrlOf(url) });
    await admin.connect();
    admins.set(program, admin);
  }
});
afterAll(async () => {
  for (const one of databases.values()) await one.close();
  for (const one of admins.values()) await one.end();
});

const at = (program: string): Database => databases.get(program) ?? expect.fail(program);
const admin = (program: string): Client => admins.get(program) ?? expect.fail(program);
const read = async (program: string, reach: Reach, text: string): Promise<string[]> =>
  (await at(program).within(reach).query(text)).map((row) => String(Object.values(row)[0]));

async function tablesOf(program: string): Promise<{ name: string; closed: boolean }[]> {
  const { rows } = await admin(program).query<{ name: string; closed: boolean }>(
    `select relname as name,
            relrowsecurity and relforcerowsecurity
              and exists (select from pg_policy where polrelid = pg_class.oid) as closed
       from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') order by relname`,
  );
  return rows;
}

test.each(PROGRAMS)(
  'every table of %s is closed, but those known to hold nothing of anybody',
  async (program) => {
    const tables = await tablesOf(program);
    expect(tables.filter(({ closed }) => !closed).map(({ name }) => name)).toEqual(
      tables.map(({ name }) => name).filter((name) => UNPROTECTED.includes(name)),
    );
    expect(tables.filter(({ closed }) => closed).length).toBeGreaterThan(2);
  },
);

test.each(PROGRAMS)(
  'without a reach no closed table of %s answers, to the owner neither',
  async (program) => {
    const name = randomBytes(5).toString('hex');
    const url = (await createDatabases(name, [program])).get(program) ?? '';
    await addARowToEveryTable(ownerUrlOf(url));
    const roles = [url, url.replace(SERVICE, OWNER)].map((one) => openDatabase(one, { connections: 1 }));
    for (const { name: table } of (await tablesOf(program)).filter(({ closed }) => closed))
      for (const asked of roles.flatMap((one) => [one, one.within({ as: 'NOBODY' })])) {
        await expect(asked.query(`select * from ${table}`)).rejects.toThrow('out of reach');
        await expect(asked.query(`select count(*) from ${table}`)).rejects.toThrow('out of reach');
      }
    for (const one of roles) await one.close();
  },
);

/** Any row will do, so it need not make sense. */
async function addARowToEveryTable(url: string): Promise<void> {
  const sql = new Client({ connectionString: url });
  await sql.connect();
  await sql.query('set session_replication_role = replica');
  const { rows } = await sql.query<{ unchecked: string | null; filled: string }>(
    `select (select string_agg(format('alter table %I drop constraint %I', relname, conname), ';')
               from pg_constraint where conrelid = pg_class.oid and contype = 'c') as unchecked,
            format('insert into %I (%s) values (%s) on conflict do nothing', relname, string_agg(quote_ident(attname), ', '),
                   string_agg(case typname when 'uuid' then 'gen_random_uuid()' when 'timestamptz' then 'now()'
                     when 'date' then 'now()' when 'bool' then 'true' when 'text' then quote_literal('x')
                     when 'bytea' then quote_literal('x') when 'int4' then '1' when 'int8' then '1'
                     else quote_literal('{}') end, ', ')) as filled
       from pg_class join pg_attribute on attrelid = pg_class.oid join pg_type on pg_type.oid = atttypid
      where relnamespace = 'public'::regnamespace and relkind = 'r' and relrowsecurity
        and attnum > 0 and attnotnull and not attisdropped and attgenerated = '' and attidentity = ''
      group by pg_class.oid, relname`,
  );
  for (const { unchecked, filled } of rows) {
    if (unchecked !== null) await sql.query(unchecked);
    await sql.query(filled);
  }
  await sql.end();
}

test.each(PROGRAMS)('the role that %s works as owns no table and is above no policy', async (program) => {
  const { rows } = await admin(program).query(
    `select rolsuper or rolbypassrls as above, pg_has_role(rolname, '${OWNER}', 'member') as member,
            exists (select from pg_class where relowner = pg_roles.oid) as owns
       from pg_roles where rolname = '${SERVICE}'`,
  );
  expect(rows).toEqual([{ above: false, member: false, owns: false }]);
});

test('a reach ends with its transaction, on the same connection', async () => {
  await addEntry();
  expect(await read('oslo', { as: 'LOG' }, 'select subject from access_entry')).toEqual(['s']);
  await expect(at('oslo').query('select subject from access_entry')).rejects.toThrow('out of reach');
});

test('a reach ends also where its statement fails, or its transaction is not waited for', async () => {
  const oslo = at('oslo');
  const left = async () => {
    const [row] = await oslo.query(
      `select concat(current_setting('samsyn.reach', true), current_setting('samsyn.within', true)) as left`,
    );
    return row?.['left'];
  };
  const reaching = oslo.within({ as: 'RECORDS' });
  await expect(reaching.query('select 1 / 0')).rejects.toThrow('division by zero');
  expect(await left()).toBe('');
  await expect(reaching.transaction((sql) => sql.query('select 1 / 0'))).rejects.toThrow('division by zero');
  expect(await left()).toBe('');
  const [counted, next] = await Promise.all([
    reaching.transaction((sql) => sql.query('select count(*) from measure_version'), { oneSnapshot: true }),
    left(),
  ]);
  expect([counted.length, next]).toEqual([1, '']);
});

test('the log takes entries from everybody and is read by nobody who does not ask for it', async () => {
  await addEntry();
  await expect(at('oslo').within(OF_PROGRAM).query('select * from access_entry')).rejects.toThrow(
    'out of reach',
  );
});

const addEntry = () =>
  at('oslo').query(
    `insert into access_entry (at, issuer, subject, role, route, action, outcome, units, records, persons, record_count, person_count)
     values (now(), 'i', 's', 'r', 'r', 'READ', 'ALLOWED', '{}', '{}', '{}', 0, 0)`,
  );

const PERIOD = { from: '2025-01-01', to: '2025-07-01' };
const asking = (role: 'inspector' | 'controller' | 'officer' | 'analyst', units: string[] = []): Asking => {
  const { viewers, ...given } = forRole(role, units);
  const period = role === 'inspector' ? PERIOD : null;
  return { ...given, viewers: viewers.map((one) => ({ ...one, period })) };
};

/** Measures by key: first and last day, and what they were corrected to; and whether an inspector may see them. */
const MEASURES = [
  { key: 'before', days: [['2024-11-01', '2024-12-31']], seen: false },
  { key: 'into', days: [['2024-11-01', '2025-01-01']], seen: true },
  { key: 'in', days: [['2025-03-01', '2025-03-02']], seen: true },
  { key: 'ongoing', days: [['2024-02-01', null]], seen: true },
  { key: 'last-day', days: [['2025-06-30', '2025-08-01']], seen: true },
  { key: 'after', days: [['2025-07-01', '2025-07-03']], seen: false },
  // Corrected out of the period and into it: with one version all are seen.
  {
    key: 'moved-out',
    days: [
      ['2025-06-30', '2025-07-01'],
      ['2025-07-01', '2025-07-02'],
    ],
    seen: true,
  },
  {
    key: 'moved-in',
    days: [
      ['2024-12-01', '2024-12-02'],
      ['2025-01-02', '2025-01-03'],
    ],
    seen: true,
  },
] as const;
const ENTRIES = [
  ['reassessment_version', 'assessed_at', 'now()'],
  ['supervision_version', 'supervised_at, by_health_staff', 'now(), true'],
  ['health_notice_version', 'notified_at', 'now()'],
  ['higher_decision_version', 'level, decided_at', `'REGIONAL', now()`],
  ['report_version', 'to_level', `'REGIONAL'`],
  ['complaint_version', 'filed_at', 'now()'],
] as const;

async function addMeasures(): Promise<void> {
  const sql = admin('oslo');
  const lineage = 'id, version, recorded_at, withdrawn, content_hash, source, source_key';
  for (const { key, days } of MEASURES) {
    const id = recordId(measureKind, { source: 'test', sourceKey: key } as never);
    for (const [index, [from, to]] of days.entries())
      await sql.query(
        `insert into measure_version (${lineage}, superseded_at, kind, means, is_interval, security_level, started_on, ended_on,
                                      person, sex, age_group, custody, citizenship, vulnerability)
         values ($1, $2, now(), false, '', 'test', $3, $4, 'EXCLUSION', 'WHOLE_EXCLUSION', true, 'HIGH', $5, $6,
                 'p', 'MALE', 'UNKNOWN', 'UNKNOWN', 'UNKNOWN', '{}')`,
        [id, index + 1, key, index + 1 === days.length ? 'infinity' : new Date(), from, to],
      );
    for (const [table, columns, values] of ENTRIES)
      await sql.query(
        `insert into ${table} (${lineage}, measure_source_key, ${columns})
         values ($1, 1, now(), false, '', 'test', $2, $2, ${values})`,
        [randomUUID(), key],
      );
    await sql.query(
      `insert into deviation (record, rule, occurrence, due_at, state, is_open, started_on, kind, means, rule_set)
       values ($1, $2, 1, now(), 'BROKEN', false, now(), 'EXCLUSION', 'WHOLE_EXCLUSION', '1')`,
      [id, key],
    );
  }
  for (const day of ['2024-12-31', '2025-01-01', '2025-06-30', '2025-07-01'])
    await sql.query(
      `insert into regime_day_version (${lineage}, person, day) values ($1, 1, now(), false, '', 'test', $2, 'p', $3)`,
      [randomUUID(), day, day],
    );
}

test('an inspector reaches the granted period and nothing else, with no condition in the statement', async () => {
  await addMeasures();
  const keys = (wanted: (one: (typeof MEASURES)[number]) => boolean) =>
    MEASURES.filter(wanted)
      .map(({ key }) => key as string)
      .toSorted();
  const [seen, all] = [keys(({ seen: is }) => is), keys(() => true)];
  const inspector = reachFor(asking('inspector', ['oslo']), 'RECORDS', 'oslo');
  const controller = reachFor(asking('controller'), 'RECORDS', 'oslo');
  for (const [reach, expected] of [
    [inspector, seen],
    [controller, all],
  ] as const) {
    const distinct = (column: string, table: string) =>
      read('oslo', reach, `select distinct ${column} from ${table} order by 1`);
    expect(await distinct('source_key', 'measure_version')).toEqual(expected);
    for (const [table] of ENTRIES) expect(await distinct('measure_source_key', table)).toEqual(expected);
    expect(await distinct('rule', 'deviation')).toEqual(expected);
    // Every version of what is seen, for the list of corrections.
    const versions = MEASURES.filter(({ key }) => expected.includes(key)).flatMap(({ days }) => [...days]);
    expect(await read('oslo', reach, 'select count(*) from measure_version')).toEqual([
      String(versions.length),
    ]);
  }
  expect(await read('oslo', inspector, 'select day from regime_day_version order by day')).toEqual([
    '2025-01-01',
    '2025-06-30',
  ]);
});

test('who is not cleared reaches nothing, whatever the statement', async () => {
  for (const asked of [
    reachFor(asking('analyst'), 'RECORDS', 'oslo'),
    reachFor(asking('officer', ['vest']), 'RECORDS', 'oslo'),
    reachFor(asking('inspector', ['vest']), 'FIGURES', 'oslo'),
    reachFor({ ...asking('controller'), withheld: ['RECORDS'] }, 'RECORDS', 'oslo'),
  ])
    await expect(read('oslo', asked, 'select * from measure_version')).rejects.toThrow('out of reach');
});

test('a unit reaches its own cases and those it is one of several in', async () => {
  const add = async (unit: string | null, units: readonly string[]) => {
    const id = randomUUID();
    await admin(MEASURES_SUBGRAPH).query(
      `insert into case_version (case_id, version, recorded_at, unit, units, rule, systemic, deviation, first_seen_at,
                                 status, waits_for, due_on, times_reopened, step, actor)
       values ($1, 1, now(), $2, $3, 'EXTENT_RECORDED', $4, $5, now(), 'OPEN', 'UNIT', now(), 0, 'OPENED', 'test')`,
      [id, unit, units, unit === null, unit === null ? null : id],
    );
    await admin(MEASURES_SUBGRAPH).query('insert into case_evidence (case_id, evidence) values ($1, $2)', [
      id,
      {},
    ]);
    return id;
  };
  const own = await add('oslo', ['oslo']);
  const other = await add('vest', ['vest']);
  const joint = await add(null, ['oslo', 'vest']);
  const others = await add(null, ['vest', 'troms']);
  const casesOf = async (asked: Asking, table: string) =>
    (
      await read(MEASURES_SUBGRAPH, reachFor(asked, 'CASES', null), `select case_id from ${table}`)
    ).toSorted();
  for (const table of ['case_version', 'case_evidence']) {
    expect(await casesOf(asking('officer', ['oslo']), table)).toEqual([own, joint].toSorted());
    expect(await casesOf(asking('controller'), table)).toEqual([own, other, joint, others].toSorted());
    const every = UNITS.map(({ code }) => code);
    expect(await casesOf(asking('officer', every), table)).toEqual([own, other, joint, others].toSorted());
  }
});

test('an export is reached by who asked for it and by the gateway that makes it', async () => {
  const add = async (subject: string) => {
    const id = randomUUID();
    const { viewers, ...given } = asking('controller');
    const asked = { ...given, viewers: viewers.map((one) => ({ ...one, subject })) };
    const by = at(GATEWAY).within(ofRequester(asked));
    await by.query(
      `insert into export_job (id, requested_at, as_of, asserted, request, status)
       values ($1, now(), now(), $2, '{}', 'WAITING')`,
      [id, JSON.stringify(asked)],
    );
    await by.query(`insert into export_unit (job_id, unit, status) values ($1, 'oslo', 'WAITING')`, [id]);
    return { id, reach: ofRequester(asked) };
  };
  const [anne, jon] = [await add('anne'), await add('jon')];
  for (const [column, table] of [
    ['id', 'export_job'],
    ['job_id', 'export_unit'],
  ]) {
    expect(await read(GATEWAY, anne.reach, `select ${column} from ${table}`)).toEqual([anne.id]);
    expect((await read(GATEWAY, OF_PROGRAM, `select ${column} from ${table}`)).toSorted()).toEqual(
      [anne.id, jon.id].toSorted(),
    );
  }
  // Nor can one be put in another's name.
  await expect(
    at(GATEWAY)
      .within(jon.reach)
      .query(`update export_job set asserted = '{}' where id = $1 returning id`, [jon.id]),
  ).rejects.toThrow('row-level security');
});
