import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { Client } from 'pg';
import { openDatabase } from '../database/database.ts';
import type { Database } from '../database/database.ts';
import { readCasePage } from '../subgraphs/measures/cases/case-page.ts';
import { MEASURES_SUBGRAPH } from '../schema/units.ts';
import { asOfficer } from './access.ts';
import { fillTables, runAsOwner } from './million-records.ts';
import { print, printMachine } from './report.ts';
import { timeSideBySide, WARM_UP } from './side-by-side.ts';
import { withStack } from './stack.ts';
import type { Stack } from './stack.ts';

const UNIT = 'oslo';
const WITHOUT_CASES = 'finnmark';
const SIZE = 50;
/** For every case that waits, so many have ended. */
const ENDED = 4;
const WORK_LIST = readFileSync(new URL('../schema/operations/work-list.graphql', import.meta.url), 'utf8');

/**
 * The first page of the overdue list, as measures reads it and through the gateway, against the same page in plain SQL
 * over an index; and an empty list through the gateway.
 */
export async function benchWorkList(options: {
  readonly rows: number;
  readonly cases: number;
  readonly repeats: number;
}): Promise<void> {
  const { rows, cases, repeats } = options;
  printMachine();
  print(
    `${SIZE} overdue cases of ${cases.toLocaleString('en')} open ones and ${(cases * ENDED).toLocaleString('en')} ended, ${rows.toLocaleString('en')} records in the unit, ${repeats} times each in turn after ${WARM_UP} to warm up, milliseconds`,
  );
  await withStack([UNIT], async (stack) => {
    await fillTables(stack, { unit: UNIT, rows });
    await fillCases(stack, cases);
    const plain = new Client({ connectionString: stack.superuserUrl(MEASURES_SUBGRAPH) });
    await plain.connect();
    const { DATABASE_URL: url = '' } = stack.databaseOf(MEASURES_SUBGRAPH);
    const database = openDatabase(url, { connections: 1 });
    try {
      for (const waitsFor of [null, 'DIRECTORATE']) {
        const name = waitsFor === null ? 'all overdue' : 'those the directorate owes';
        const ours = () => readList(stack.gateway, { waitsFor, overdue: true, first: SIZE });
        const theirs = () => readPlainly(plain, waitsFor);
        const read = () => readAsMeasures(database, waitsFor);
        for (const same of [ours, read])
          if (!isDeepStrictEqual(await same(), await theirs()))
            throw new Error(`${name}: other cases are listed than in plain SQL`);
        await timeSideBySide({ name, by: 'in measures', ours: read, theirs, repeats });
        await timeSideBySide({ name, ours, theirs, repeats });
      }
      // What any answer costs on its way: two programs, each with its guard and an entry in its log.
      const none = () => readList(stack.gateway, { units: [WITHOUT_CASES], first: SIZE });
      if ((await none()).length > 0) throw new Error(`${WITHOUT_CASES} has cases`);
      await timeSideBySide({
        name: 'none at all',
        ours: none,
        theirs: () => readPlainly(plain, null),
        repeats,
      });
    } finally {
      await database.close();
      await plain.end();
    }
  });
}

async function fillCases(stack: Stack, cases: number): Promise<void> {
  await runAsOwner(stack.superuserUrl(MEASURES_SUBGRAPH), [
    `insert into case_version (case_id, version, recorded_at, unit, units, rule, systemic, deviation, target, record,
            occurrence, rule_set, facility, kind, means, started_on, duty_due_at, first_seen_at, status, waits_for, due_on,
            closed_at, times_reopened, step, party, actor)
     select gen_random_uuid(), 1, seen, '${UNIT}', '{${UNIT}}', 'EXCLUSION_REASSESSED', false, n::text, 'measures',
            gen_random_uuid(), 1, 'bench', 'Avdeling ' || n % 7, 'EXCLUSION', 'EXCLUSION', seen::date - 9, seen, seen,
            status, case status when 'OPEN' then 'UNIT' when 'EXPLAINED' then 'DIRECTORATE' end,
            current_date - 200 + n % 400, case status when 'CLOSED' then seen + interval '20 days' end, 0, 'OPENED',
            'SYSTEM', 'bench'
       from generate_series(1, ${cases * (1 + ENDED)}) n,
            lateral (select timestamptz '2025-01-01Z' + n * interval '1 minute' as seen,
                            case when n % ${1 + ENDED} > 0 then 'CLOSED' when n % 3 = 0 then 'EXPLAINED' else 'OPEN' end as status) made`,
    'vacuum analyze case_version',
  ]);
}

async function readList(gateway: string, variables: object): Promise<string[]> {
  const response = await fetch(`${gateway}/graphql`, {
    method: 'POST',
    headers: { ...asOfficer, 'content-type': 'application/json' },
    body: JSON.stringify({ query: WORK_LIST, variables }),
  });
  const text = await response.text();
  const { data, errors } = JSON.parse(text) as {
    data?: { deviations: { nodes: { id: string }[] } };
    errors?: unknown;
  };
  if (data === undefined || errors !== undefined)
    throw new Error(`the gateway answers ${text.slice(0, 1000)}`);
  return data.deviations.nodes.map(({ id }) => id);
}

/** Within the reach of somebody who may see all cases, each checked. */
async function readAsMeasures(database: Database, waitsFor: string | null): Promise<string[]> {
  const filter = { waitsFor, overdue: true };
  const { nodes } = await readCasePage(database.within({ as: 'CASES' }), { filter, first: SIZE });
  return nodes.map(({ id }) => id);
}

async function readPlainly(client: Client, waitsFor: string | null): Promise<string[]> {
  const { rows } = await client.query<{ case_id: string }>(
    `select case_id, version, unit, units, rule, systemic, status, waits_for, due_on, owner, action, action_deadline,
            record, facility, started_on, duty_due_at, met_at
       from case_version
      where superseded_at = 'infinity' and waits_for is not null and ($2::text is null or waits_for = $2)
        and due_on < (now() at time zone 'Europe/Oslo')::date
      order by due_on, case_id limit $1`,
    [SIZE, waitsFor],
  );
  return rows.map(({ case_id }) => case_id);
}
