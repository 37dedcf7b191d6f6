import { asOfficer } from '../access.ts';
import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { UNITS } from '../../schema/units.ts';
import type { PracticeDimension } from '../../schema/vocabulary.ts';
import { median, print, printMachine, secondsOf, spread } from '../report.ts';
import type { PracticeArguments } from '../../subgraphs/measures/ask-practice.ts';
import { withStack } from '../stack.ts';
import type { Stack } from '../stack.ts';
import { copyIntoOne } from './one-database.ts';
import { overRecords, overRollup } from './plain-sql.ts';
import { compareFigures } from './same-figures.ts';
import type { Group } from './same-figures.ts';
import { unitAnswers } from './unit-answers.ts';
import { addMeasures, addStays, PERIOD } from './ten-years.ts';

const HEADLINE: readonly PracticeDimension[] = ['UNIT', 'KIND', 'MONTH'];
const BY_UNIT: readonly PracticeDimension[] = ['UNIT'];
const LAST_YEAR = { from: '2025-01-01', to: '2026-01-01' };
const DRILL_DOWN: readonly PracticeDimension[] = ['UNIT', 'MEANS', 'SEX'];
const WARM_UP = 1;
/** Units filled at once. */
const AT_A_TIME = 2;
const UNCACHED = { gatewaySettings: { FRESHNESS_MS: '0', SUBGRAPH_DEADLINE_MS: '120000' } };

const FIGURES = `started ongoing inForceAtEnd hours meanHours medianHours p90Hours inmateDays ratePer1000InmateDays
  rateReason completeRecords repairedRecords inmates lengths { code fromDays toDays count ongoing }`;
const practice = (
  fields: string,
) => `query ($filter: PracticeFilter!, $by: [PracticeDimension!]!, $countInmates: Boolean = false) {
  practice(filter: $filter, by: $by, countInmates: $countInmates) {
    coverage { complete missing { reason } }
    groups { ${fields} figures { ${FIGURES} } }
  }
}`;

type PracticeAnswer = {
  readonly errors?: unknown;
  readonly data?: { readonly practice: { coverage: { complete: boolean }; groups: Group[] } | null };
};

/** Ten years of all units: the federated answer beside one SQL over all records, and over the same rollup, in one database. */
export async function benchHeadline({
  scales,
  repeats,
}: {
  readonly scales: readonly number[];
  readonly repeats: number;
}): Promise<void> {
  printMachine();
  print(
    `Ten years of 12 units, medians of ${repeats} after ${WARM_UP} to warm up, no cache, all figures but inmates`,
  );
  const seconds: number[] = [];
  for (const records of scales)
    seconds.push(
      await withStack(
        UNITS.map(({ code }) => code),
        (stack) => atScale(stack, { records, repeats }),
        UNCACHED,
      ),
    );
  if (seconds.length > 1)
    print(
      `federated headline, ${scales.at(-1)} against ${scales[0]} records: ${((seconds.at(-1) ?? 0) / (seconds[0] ?? 1)).toFixed(2)} × (wanted: at most 1.5)`,
    );
}

async function atScale(
  stack: Stack,
  { records, repeats }: { readonly records: number; readonly repeats: number },
): Promise<number> {
  const each = Math.ceil(records / UNITS.length);
  const waiting = UNITS.values();
  const fill = async () => {
    for (const { code } of waiting)
      await addMeasures(stack.superuserUrl(code), { unit: code, from: 1, to: each });
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, fill));
  await addStays(
    stack.superuserUrl('inmates'),
    UNITS.map(({ code }) => code),
  );
  const cutoff = new Date().toISOString();
  const one = await copyIntoOne(await createDatabase(stack), {
    units: new Map(UNITS.map(({ code }) => [code, stack.superuserUrl(code)])),
    inmates: stack.superuserUrl('inmates'),
  });
  print(`\n${(each * UNITS.length).toLocaleString('en')} records`);
  const ask = (variables: object, fields: string) => askGroups(stack, practice(fields), variables);
  const headline = () => ask({ filter: { period: PERIOD }, by: HEADLINE }, 'unit { code } kind month');
  const drill =
    (more: object = {}) =>
    () =>
      ask(
        { filter: { period: PERIOD, custodies: ['REMAND'] }, by: DRILL_DOWN, ...more },
        'unit { code } means sex',
      );
  const sql = (text: string) => async () => (await one.query(text)).rows;

  const raw = overRecords({ by: HEADLINE, condition: 'true', cutoff, countInmates: false });
  const groups = await headline();
  compareFigures(groups, await sql(raw)(), { keys: ['unit', 'kind', 'month'], withDays: true });
  compareFigures(groups, await sql(overRollup(cutoff))(), {
    keys: ['unit', 'kind', 'month'],
    withDays: true,
  });
  const drillRaw = (countInmates: boolean) =>
    overRecords({ by: DRILL_DOWN, condition: `custody = 'REMAND'`, cutoff, countInmates });
  for (const countInmates of [false, true])
    compareFigures(await drill({ countInmates })(), await sql(drillRaw(countInmates))(), {
      keys: ['unit', 'means', 'sex'],
      withDays: true,
    });

  const [federated = [], overRaw = [], overKept = []] = await alternately(
    [headline, sql(raw), sql(overRollup(cutoff))],
    repeats,
  );
  show('headline, federated', federated);
  show('  one SQL over the records', overRaw, federated, 'at most 0.2 at 10⁶, 0.03 at 10⁷');
  show('  the rollup in one database', overKept, federated, 'at most 4');
  for (const of of [
    { filter: { period: PERIOD }, by: HEADLINE },
    { filter: { period: LAST_YEAR }, by: BY_UNIT },
  ])
    await showBesideUnits(stack, { of, headline: () => ask(of, 'unit { code } kind month'), repeats });

  const asOf = new Date().toISOString();
  const [drilled = [], drilledRaw = [], past = [], counted = [], countedRaw = []] = await alternately(
    [
      drill(),
      sql(drillRaw(false)),
      drill({ filter: { period: PERIOD, custodies: ['REMAND'], asOf } }),
      drill({ countInmates: true }),
      sql(drillRaw(true)),
    ],
    repeats,
  );
  show('drill-down, federated', drilled);
  show('  one SQL over the records', drilledRaw, drilled, 'at most 1.2');
  show('drill-down of the past, federated', past);
  show('  one SQL over the records', drilledRaw, past, 'at most 2');
  show('drill-down and inmates, federated', counted);
  show('  one SQL over the records', countedRaw, counted, 'at most 2');
  await one.end();
  return median(federated);
}

/** What a federation has to wait for: the slowest unit by itself, and with all of them at work at once on this machine. */
async function showBesideUnits(
  stack: Stack,
  options: {
    readonly of: Omit<PracticeArguments, 'countInmates'>;
    readonly headline: () => Promise<unknown>;
    readonly repeats: number;
  },
): Promise<void> {
  const { of, headline, repeats } = options;
  const codes = UNITS.map(({ code }) => code);
  const { each, atOnce } = unitAnswers(stack, codes, { ...of, countInmates: false });
  const [federated = [], together = [], ...alone] = await alternately([headline, atOnce, ...each], repeats);
  const [slowest = []] = alone.toSorted((one, other) => median(other) - median(one));
  show(`by ${of.by.join(', ')}, federated`, federated);
  show('  the slowest unit, alone', slowest, federated, 'at most 3');
  show('  the slowest unit, all at once', together, federated, 'at most 3');
}

/** Each once per round, so that what disturbs the machine disturbs all alike; milliseconds. */
async function alternately(work: readonly (() => Promise<unknown>)[], repeats: number): Promise<number[][]> {
  const times = work.map((): number[] => []);
  for (let round = -WARM_UP; round < repeats; round += 1)
    for (const [index, one] of work.entries()) {
      const milliseconds = 1000 * (await secondsOf(one));
      if (round >= 0) times[index]?.push(milliseconds);
    }
  return times;
}

function show(name: string, times: readonly number[], ours?: readonly number[], wanted?: string): void {
  const ratio =
    ours === undefined
      ? ''
      : `   federated / this ${(median(ours) / median(times)).toFixed(3)}   (wanted: ${wanted})`;
  print(`  ${name.padEnd(32)} ${spread(times)} ms${ratio}`);
}

async function askGroups(stack: Stack, query: string, variables: object): Promise<readonly Group[]> {
  const response = await fetch(`${stack.gateway}/graphql`, {
    method: 'POST',
    headers: { ...asOfficer, 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  const answer = (await response.json()) as PracticeAnswer;
  const practised = answer.data?.practice;
  if (practised?.coverage.complete !== true)
    throw new Error(`not a whole answer: ${JSON.stringify(answer.errors ?? practised?.coverage)}`);
  return practised.groups;
}

async function createDatabase(stack: Stack): Promise<string> {
  const name = `one_${randomBytes(4).toString('hex')}`;
  const admin = new Client({ connectionString: stack.adminUrl });
  await admin.connect();
  await admin.query(`create database ${name}`);
  await admin.end();
  const url = new URL(stack.adminUrl);
  url.pathname = `/${name}`;
  return url.toString();
}
