import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { asController, tokenFor } from './harness/access.ts';
import { readInDuckdb } from './harness/duckdb.ts';
import { getFeed } from './harness/feeds.ts';
import { ownerUrlOf } from './harness/databases.ts';
import { startFederation } from './harness/federation.ts';
import type { Federation } from './harness/federation.ts';
import { libreOfficePresent, sheetsInLibreOffice } from './harness/libreoffice.ts';
import { startProxy } from './harness/proxy.ts';
import type { Proxy } from './harness/proxy.ts';
import { recordRequests } from './harness/recorded-requests.ts';
import { startUnit } from './harness/unit.ts';
import type { Unit } from './harness/unit.ts';

/** Feeds of single records: every record once, to whoever may see it, however many pages it takes. */
const THROUGH = { 'x-through': '2026-01-01T00:00:00Z' };
const YEAR = 'from=2025-01-01&to=2026-01-01';
const IN_OSLO = 1203;

let oslo: Unit;
let proxy: Proxy;
let federation: Federation;
/** Called before each answer of Oslo goes on. */
let beforeAnswer: () => Promise<void> = async () => undefined;
/** What Oslo says instead. */
let instead: ((body: string) => string) | null = null;

const measure = (unit: string, key: number) => ({
  unit,
  sourceKey: `${key}`,
  kind: 'EXCLUSION',
  means: 'EXCLUSION',
  extent: 'WHOLE',
  legalBasis: '37-1-b',
  facility: key % 7 === 0 ? '=1+1 "Å", nr. 2\nøst' : 'Øst; avd. A',
  start: new Date(Date.UTC(2025, 0, 1 + (key % 300), key % 24)).toISOString(),
  end: key % 5 === 0 ? null : new Date(Date.UTC(2025, 0, 2 + (key % 300), key % 24, 30)).toISOString(),
  decision: { level: 'LOCAL', decidedAt: '2025-02-01T08:00:00+01:00' },
});

beforeAll(async () => {
  oslo = await startUnit('oslo');
  proxy = await startProxy(oslo.url, {
    answer: async (answer) => {
      if (answer.path !== '/graphql') return answer;
      await beforeAnswer();
      return instead === null ? answer : { ...answer, body: instead(answer.body) };
    },
  });
  federation = await startFederation({ urls: { oslo: proxy.url } });
  const records = [
    ...Array.from({ length: IN_OSLO }, (_, key) => measure('oslo', key)),
    ...Array.from({ length: 3 }, (_, key) => measure('troms', key)),
  ];
  await federation.importRecords('measures', records, THROUGH);
});

afterAll(async () => {
  await federation.close();
  await proxy.close();
  await oslo.close();
});

/** The records as GraphQL gives them, page by page. */
async function recordsOf(unit: string): Promise<readonly any[]> {
  const nodes: any[] = [];
  for (let after: string | null = null; ;) {
    const { data } = await federation.ask(
      `query ($unit: String!, $after: String) { unit(code: $unit) { measures(first: 500, after: $after, filter: { period: { from: "2025-01-01", to: "2026-01-01" } }) {
        pageInfo { hasNextPage endCursor } nodes { id facility startedAt endedAt ongoing hours legalBasis { code } decision { level } ... on Exclusion { extent } } } } }`,
      { unit, after },
    );
    const { measures } = data.unit;
    nodes.push(...measures.nodes);
    if (!measures.pageInfo.hasNextPage) return nodes;
    after = measures.pageInfo.endCursor;
  }
}

const shown = ({ id, facility, startedAt, endedAt, ongoing, hours, legalBasis, decision, extent }: any) => ({
  id,
  facility,
  started_at: startedAt,
  ended_at: endedAt,
  ongoing,
  // Of an ongoing one it runs with the clock.
  hours: ongoing ? null : hours,
  legal_basis: legalBasis.code,
  decision_level: decision.level,
  extent,
});
const compared = (row: any) => ({
  id: row.id,
  facility: row.facility,
  started_at: row.started_at === null ? null : new Date(row.started_at).toISOString(),
  ended_at: row.ended_at === null ? null : new Date(row.ended_at).toISOString(),
  ongoing: row.ongoing,
  hours: row.hours,
  legal_basis: row.legal_basis,
  decision_level: row.decision_level,
  extent: row.extent,
});

test('every record is there once, in every format, as GraphQL has it', async () => {
  const expected = [...(await recordsOf('oslo')), ...(await recordsOf('troms'))].map((one) =>
    compared(shown(one)),
  );
  expect(expected).toHaveLength(IN_OSLO + 3);
  const json = await getFeed(federation, `measures.json?${YEAR}&unit=oslo,troms`);
  expect([json.status, json.headers.get('samsyn-complete')]).toEqual([200, 'true']);
  expect(JSON.parse(json.text).rows.map(compared)).toEqual(expected);

  const parquet = await getFeed(federation, `measures.parquet?${YEAR}&unit=oslo,troms`);
  const inParquet = await readInDuckdb(parquet.bytes, (file) => `read_parquet('${file}')`);
  expect(inParquet.rows.map(compared)).toEqual(expected);

  const csv = await getFeed(federation, `measures.csv?${YEAR}&unit=oslo,troms`);
  const inCsv = await readInDuckdb(
    csv.bytes,
    (file) =>
      `read_csv('${file}', header = true, delim = ',', quote = '"', escape = '"', types = {'hours': 'DOUBLE', 'ongoing': 'BOOLEAN'})`,
  );
  expect(
    inCsv.rows.map((row) =>
      compared({
        ...row,
        facility: row.facility.replace(/^'=/, '='),
        started_at: String(row.started_at),
        ended_at: row.ended_at,
      }),
    ),
  ).toEqual(expected);
});

test.runIf(libreOfficePresent)('a workbook of records opens in LibreOffice with every record', async () => {
  const { bytes } = await getFeed(federation, `measures.xlsx?${YEAR}&unit=oslo`);
  const { measures: [names = [], ...rows] = [] } = await sheetsInLibreOffice(bytes);
  const expected = await recordsOf('oslo');
  const at = (name: string) => names.indexOf(name);
  expect(rows.map((row) => [row[at('id')], row[at('facility')]])).toEqual(
    expected.map(({ id, facility }) => [id, facility]),
  );
});

test('what is written while it is read is not in it, and nothing is twice', async () => {
  let pages = 0;
  const before = new Set((await recordsOf('oslo')).map(({ id }) => id));
  beforeAnswer = async () => {
    pages += 1;
    // Each page sees the newest record pushed to the end, and another one put before all.
    if (pages === 2)
      await federation.importRecords(
        'measures',
        [
          { ...measure('oslo', 299), start: '2025-01-01T01:00:00Z' },
          { ...measure('oslo', 90_000), start: '2025-12-30T10:00:00Z', end: '2025-12-30T11:00:00Z' },
        ],
        THROUGH,
      );
  };
  try {
    const { text } = await getFeed(federation, `measures.json?${YEAR}&unit=oslo`);
    const ids = JSON.parse(text).rows.map(({ id }: any) => id);
    expect(pages).toBeGreaterThan(2);
    expect(ids).toHaveLength(before.size);
    expect(new Set(ids)).toEqual(before);
  } finally {
    beforeAnswer = async () => undefined;
  }
});

test('unchanged records are told by the watermark alone', async () => {
  const first = await getFeed(federation, `measures.csv?${YEAR}&unit=oslo`);
  const tag = first.headers.get('etag') ?? '';
  expect(tag).not.toBe('');
  const requests = recordRequests(federation.urls);
  const again = await getFeed(federation, `measures.csv?${YEAR}&unit=oslo`, {
    ...asController,
    'if-none-match': tag,
  });
  const asked = requests.take();
  requests.stop();
  expect([again.status, again.text, asked]).toEqual([304, '', { 'oslo /watermark': 1 }]);
  await federation.importRecords('measures', [measure('oslo', 90_001)], THROUGH);
  const changed = await getFeed(federation, `measures.csv?${YEAR}&unit=oslo`, {
    ...asController,
    'if-none-match': tag,
  });
  expect(changed.status).toBe(200);
  expect(changed.text).toContain(',90001,');
});

test('records go to whoever is cleared for them, and to nobody else', async () => {
  const header = async (grant: Parameters<typeof tokenFor>[0]) => ({
    authorization: `Bearer ${await tokenFor(grant)}`,
  });
  const officer = await header({ sub: 'o', role: 'officer', units: ['troms'] });
  const own = await getFeed(federation, `measures.json?${YEAR}&unit=troms`, officer);
  expect(JSON.parse(own.text).rows).toHaveLength(3);
  const refused = [
    await getFeed(federation, `measures.csv?${YEAR}&unit=oslo,troms`, officer),
    await getFeed(federation, `measures.csv?${YEAR}`, await header({ sub: 'a', role: 'analyst' })),
    await getFeed(federation, `deviations.csv?${YEAR}`, await header({ sub: 'm', role: 'ministry' })),
  ];
  expect(refused.map(({ status, text }) => [status, JSON.parse(text).code])).toEqual([
    [403, 'NOT_PERMITTED'],
    [403, 'NOT_PERMITTED'],
    [403, 'NOT_PERMITTED'],
  ]);
});

test('a unit that is down is told in the header and in every row; alone it is refused', async () => {
  await federation.stop('troms');
  try {
    const { status, headers, text } = await getFeed(federation, `measures.json?${YEAR}&unit=oslo,troms`);
    expect([status, headers.get('samsyn-missing'), headers.get('etag')]).toEqual([
      200,
      'troms;reason=UNIT_UNAVAILABLE',
      null,
    ]);
    const { rows } = JSON.parse(text);
    expect(new Set(rows.map(({ missing, complete }: any) => `${missing} ${complete}`))).toEqual(
      new Set(['troms false']),
    );
    const alone = await getFeed(federation, `measures.csv?${YEAR}&unit=troms`);
    expect([alone.status, JSON.parse(alone.text).code]).toEqual([503, 'UNIT_UNAVAILABLE']);
  } finally {
    await federation.restart('troms');
  }
});

test('a unit that fails for a moment on the way costs nothing; one that stays away breaks the transfer off', async () => {
  let pages = 0;
  beforeAnswer = async () => {
    pages += 1;
    instead = pages === 2 ? () => '<html>' : null;
  };
  const whole = await getFeed(federation, `measures.json?${YEAR}&unit=oslo`);
  expect(JSON.parse(whole.text).rows.length).toBeGreaterThanOrEqual(IN_OSLO);
  pages = 0;
  beforeAnswer = async () => {
    pages += 1;
    instead = pages >= 2 ? () => '<html>' : null;
  };
  try {
    await expect(getFeed(federation, `measures.csv?${YEAR}&unit=oslo`)).rejects.toThrow('terminated');
  } finally {
    beforeAnswer = async () => undefined;
    instead = null;
  }
});

test('what flows is on record when it begins and, with how many records it gave, when it ends or breaks off', async () => {
  const log = new Client({ connectionString: ownerUrlOf(federation.databaseUrl('gateway')) });
  await log.connect();
  const ask = () => getFeed(federation, `measures.json?${YEAR}&unit=oslo,troms`);
  // A unit that failed a test before this one is left alone for a second.
  await expect.poll(async () => JSON.parse((await ask()).text).coverage.complete).toBe(true);
  const { rows: before } = await log.query('select max(at)::text as at from access_entry');
  const entries = async () => {
    const { rows } = await log.query(
      'select outcome, record_count, units from access_entry where at > $1 and operation = $2 order by at, id',
      [before[0].at, 'measures.json'],
    );
    return rows.map(({ outcome, record_count, units }) => [outcome, record_count, units.join()]);
  };
  try {
    const given = JSON.parse((await ask()).text).rows.length;
    expect(await entries()).toEqual([
      ['BEGUN', 0, 'oslo,troms'],
      ['ALLOWED', given, 'oslo,troms'],
    ]);
    let pages = 0;
    // The log is lost after the first bytes have gone out.
    beforeAnswer = async () => {
      pages += 1;
      if (pages === 2) await log.query('alter table access_entry rename to away');
    };
    await expect(ask()).rejects.toThrow('terminated');
    await log.query('alter table away rename to access_entry');
    expect((await entries()).slice(2)).toEqual([['BEGUN', 0, 'oslo,troms']]);
    pages = 0;
    beforeAnswer = async () => {
      pages += 1;
      instead = pages >= 2 ? () => '<html>' : null;
    };
    await expect(ask()).rejects.toThrow('terminated');
    await expect.poll(async () => (await entries()).slice(3)).toHaveLength(2);
    const [begun, ended] = (await entries()).slice(3);
    expect(begun).toEqual(['BEGUN', 0, 'oslo,troms']);
    expect(ended).toEqual(['FAILED', expect.any(Number), 'oslo,troms']);
    expect(Number(ended?.[1])).toBeGreaterThan(0);
    expect(Number(ended?.[1])).toBeLessThan(given);
  } finally {
    beforeAnswer = async () => undefined;
    instead = null;
    await log.end();
  }
});
