import { buildRuleSet, RULE_DATA, RULE_SET } from '../schema/rules/rule-set.ts';
import type { WrittenRule } from '../schema/rules/rule.ts';
import { OF_PROGRAM, openDatabase } from '../subgraphs/platform/database.ts';
import type { Database } from '../subgraphs/platform/database.ts';
import { judgeAnew } from '../subgraphs/unit/duties/judge-anew.ts';
import { addMeasures } from './headline/ten-years.ts';
import { runAsOwner } from './million-records.ts';
import { print, printMachine, secondsOf } from './report.ts';
import { withStack } from './stack.ts';

const UNIT = 'oslo';

/** How long one unit takes to judge all its records by changed rules, and how long a writer waits for it meanwhile. */
export async function benchJudging({ rows }: { rows: number }): Promise<void> {
  printMachine();
  await withStack([UNIT], async (stack) => {
    await addMeasures(stack.superuserUrl(UNIT), { unit: UNIT, from: 1, to: rows });
    const database = openDatabase(stack.databaseOf(UNIT)['DATABASE_URL'] ?? '', { connections: 3 }).within(
      OF_PROGRAM,
    );
    print(
      `judging ${rows.toLocaleString('en')} records anew, ${await deviationsIn(database)} deviations kept before`,
    );
    await judge(database, 'one limit changed', changed('EXCLUSION_REASSESSED', { every: { days: 5 } }));
    await judge(database, 'back again', RULE_SET);
    await runAsOwner(stack.superuserUrl(UNIT), [
      'truncate deviation, deviation_month',
      `update deviation_clock set rule_set = null, counted_through = '-infinity'`,
    ]);
    await judge(database, 'for the first time', RULE_SET);
    await database.close();
  });
}

async function judge(database: Database, name: string, set: typeof RULE_SET): Promise<void> {
  let waited = 0;
  const stop = new AbortController();
  const writer = (async () => {
    while (!stop.signal.aborted) {
      const seconds = await secondsOf(() =>
        database.transaction((sql) => sql.query(`select pg_advisory_xact_lock(hashtext('samsyn write'))`)),
      );
      waited = Math.max(waited, seconds);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  })();
  const seconds = await secondsOf(() => judgeAnew(database, set));
  stop.abort();
  await writer;
  const records = Number(
    (await database.query('select count(*) as count from measure_version'))[0]?.['count'],
  );
  print(
    `  ${name.padEnd(22)}${seconds.toFixed(1)} s, ${Math.round(records / seconds).toLocaleString('en')} records a second, ` +
      `${await deviationsIn(database)} deviations, a writer waits ${waited.toFixed(1)} s at most`,
  );
}

async function deviationsIn(database: Database): Promise<string> {
  const [row] = await database.query(`select count(*) as count from deviation where state <> 'GONE'`);
  return Number(row?.['count']).toLocaleString('en');
}

function changed(code: string, demands: object): typeof RULE_SET {
  const rules = RULE_DATA.rules.map((rule): WrittenRule =>
    rule.code === code ? { ...rule, demands: { ...rule.demands, ...demands } } : rule,
  );
  return buildRuleSet({ ...RULE_DATA, rules });
}
