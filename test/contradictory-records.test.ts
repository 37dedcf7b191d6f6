import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { UNITS } from '../schema/units.ts';
import { ownerUrlOf } from './harness/databases.ts';
import { startFederation } from './harness/federation.ts';
import type { Federation } from './harness/federation.ts';
import { importFile, officePrefixes, realDataPresent, realFile } from './harness/real-data.ts';

/**
 * 8,488 placements of which a spreadsheet swapped day and month in many. The counts are those of the
 * publisher's file as the folder's README states them.
 */
const RECORDS = 8488;
const AS_WRITTEN = 3342;
const ONGOING = 195;
const BOTH_SWAPPED = 1396;
const START_SWAPPED = 1633;
const END_SWAPPED = 1768;
const IN_NO_WAY = 154;

function profile(source: string, repair: object) {
  return {
    target: 'measures',
    source,
    unit: { column: 'facility_aor', prefixes: officePrefixes() },
    sourceKey: { column: 'record_id' },
    fields: {
      kind: { value: 'EXCLUSION' },
      means: { value: 'EXCLUSION' },
      start: { column: 'placement_date', format: 'MMM D, YYYY' },
      end: { column: 'release_date', format: 'MMM D, YYYY' },
      facility: { column: 'facility' },
    },
    declaredLength: { column: 'days_solitary', unit: 'DAYS', counts: 'EITHER' },
    ...repair,
  };
}

describe.runIf(realDataPresent)('8,488 real placements with swapped dates', () => {
  let federation: Federation;
  beforeAll(async () => {
    federation = await startFederation();
  });
  afterAll(() => federation?.close());

  const bring = (source: string, repair: object, fields = {}) =>
    importFile(federation, {
      profile: profile(source, repair),
      bytes: realFile('icij/solitary-2012-2017.csv'),
      name: 'icij.csv',
      fields,
    });

  test('without repair nothing contradictory comes in, and every row is accounted for', async () => {
    const sums = await bring('icij as written', {});
    // One record has no field office; it is consistent as written or ongoing, and stays with the directorate.
    expect(sums).toMatchObject({ read: RECORDS, blank: 0, undelivered: 0 });
    expect(sums.accepted + sums.quarantined).toBe(RECORDS);
    expect(sums.reasons['UNIT_MISSING']).toBe(1);
    expect([AS_WRITTEN + ONGOING, AS_WRITTEN + ONGOING - 1]).toContain(sums.accepted);
    expect(sums.repaired).toBe(0);
  });

  test('with repair each way of swapping comes to its published count, and the rest is in quarantine', async () => {
    const sums = await bring('icij repaired', { repair: 'DAY_MONTH_SWAP' });
    expect(sums.accepted + sums.quarantined).toBe(RECORDS);
    const whole = AS_WRITTEN + ONGOING + BOTH_SWAPPED + START_SWAPPED + END_SWAPPED;
    expect(whole + IN_NO_WAY).toBe(RECORDS);
    expect([whole, whole - 1]).toContain(sums.accepted);
    const ways = await countWays(federation, 'icij repaired');
    const withoutOffice = whole - sums.accepted;
    expect(sums.repaired).toBe(sum([ways['both'], ways['start'], ways['end']]));
    const found = [ways['none'], ways['both'], ways['start'], ways['end']];
    const expected = [AS_WRITTEN + ONGOING, BOTH_SWAPPED, START_SWAPPED, END_SWAPPED];
    const apart = expected.map((count, index) => count - (found[index] ?? 0));
    expect(apart.toSorted((left, right) => left - right)).toEqual([0, 0, 0, withoutOffice]);
  });

  test('a check reports the same, with examples, and changes nothing', async () => {
    const sums = await bring('icij checked', { repair: 'DAY_MONTH_SWAP' }, { check: 'true' });
    expect(sums.accepted + sums.quarantined).toBe(RECORDS);
    expect(sums.examples['UNIT_MISSING']).toEqual([
      { row: 8489, original: expect.stringContaining('008488') },
    ]);
    expect(await countWays(federation, 'icij checked')).toEqual({});
  });
});

/** How many records were repaired which way, from the dates they keep as written and the ones they hold. */
async function countWays(federation: Federation, source: string): Promise<Record<string, number>> {
  const ways: Record<string, number> = {};
  for (const { code } of UNITS) {
    const client = new Client({ connectionString: ownerUrlOf(federation.databaseUrl(code)) });
    await client.connect();
    const { rows } = await client.query(
      `select started_on::text as start, ended_on::text as end, repaired_start as "startWritten", repaired_end as "endWritten"
         from measure_version where source = $1 and superseded_at = 'infinity'`,
      [source],
    );
    await client.end();
    for (const row of rows) {
      const way = wayOf(row);
      ways[way] = (ways[way] ?? 0) + 1;
    }
  }
  return ways;
}

function sum(counts: readonly (number | undefined)[]): number {
  return counts.reduce<number>((total, count) => total + (count ?? 0), 0);
}

/** Tried in the order the counts were made in: both, the start alone, the end alone. */
function wayOf(row: { start: string; end: string; startWritten: string | null; endWritten: string }): string {
  if (row.startWritten === null) return 'none';
  const [start, startSwapped] = bothWays(row.startWritten);
  const [end, endSwapped] = bothWays(row.endWritten);
  if (row.start === startSwapped && row.end === endSwapped) return 'both';
  if (row.start === startSwapped && row.end === end) return 'start';
  return row.start === start && row.end === endSwapped ? 'end' : 'in no way';
}

function bothWays(written: string): [string, string | null] {
  const [, name = '', day = '', year = ''] = /^(\w{3}) (\d+), (\d{4})$/.exec(written) ?? [];
  const month = 'JanFebMarAprMayJunJulAugSepOctNovDec'.indexOf(name) / 3 + 1;
  const text = (one: number, other: number) =>
    `${year}-${String(one).padStart(2, '0')}-${String(other).padStart(2, '0')}`;
  return [text(month, Number(day)), Number(day) <= 12 ? text(Number(day), month) : null];
}
