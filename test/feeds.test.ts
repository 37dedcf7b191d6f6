import JSONstat from 'jsonstat-toolkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sentence } from '../schema/public-codes.ts';
import { asController, tokenFor } from './harness/access.ts';
import { readInDuckdb } from './harness/duckdb.ts';
import { getFeed } from './harness/feeds.ts';
import { startFederation } from './harness/federation.ts';
import type { Federation } from './harness/federation.ts';
import { libreOfficePresent, sheetsInLibreOffice } from './harness/libreoffice.ts';
import { recordRequests } from './harness/recorded-requests.ts';
import type { RecordedRequests } from './harness/recorded-requests.ts';

/** Feeds hold what the same question in GraphQL gives the same reader, in every format. */
const BOUND = 2000;
const THROUGH = { 'x-through': '2026-01-01T00:00:00Z' };
/** Facilities nobody should name so; a source may. */
const HOSTILE = [
  '=HYPERLINK("http://evil.example","klikk")',
  '+1+1',
  '-2+3',
  '@SUM(A1:A2)',
  '＝1+1',
  'Ullersmo; "B", avd. 2\nandre linje',
  '\u202Eevil\u2066 Åna æøå 🛑',
  `lang ${'x'.repeat(195)}`,
];
const YEAR = 'from=2025-01-01&to=2026-01-01';

let clock = 0;
let federation: Federation;
let requests: RecordedRequests;

beforeAll(async () => {
  federation = await startFederation({ freshnessMs: BOUND, now: () => clock });
  const records = HOSTILE.flatMap((facility, index) =>
    ['oslo', 'troms'].map((unit) => ({
      unit,
      sourceKey: `${index}`,
      kind: 'EXCLUSION',
      means: 'EXCLUSION',
      extent: 'WHOLE',
      legalBasis: '37-1-b',
      facility,
      start: `2025-0${(index % 3) + 1}-10T10:00:00+01:00`,
      end: `2025-0${(index % 3) + 1}-1${index + 1}T13:20:00+01:00`,
    })),
  );
  await federation.importRecords('measures', records, THROUGH);
  const everywhere = ['agder', 'vest', 'ost'].map((unit) => ({
    unit,
    sourceKey: 'one',
    kind: 'CONTROL_MEASURE',
    means: 'CELL_SEARCH',
    start: '2025-03-01T10:00:00Z',
  }));
  await federation.importRecords('measures', everywhere, THROUGH);
  const stays = ['oslo', 'troms'].map((unit) => ({
    sourceKey: unit,
    pseudonym: `p-${unit}`,
    unit,
    securityLevel: 'HIGH',
    arrivedOn: '2025-01-01',
  }));
  await federation.importRecords('stays', stays, THROUGH);
  requests = recordRequests(federation.urls);
});

afterAll(async () => {
  requests.stop();
  await federation.close();
});

const GROUPS = `groups {
  unit { code name }
  facility
  figures { status started hours meanHours medianHours inmateDays ratePer1000InmateDays rateReason completeRecords }
}`;

async function groupsByGraphql(headers?: Record<string, string>) {
  const { data } = await federation.ask(
    `{ practice(filter: { period: { from: "2025-01-01", to: "2026-01-01" }, units: ["oslo", "troms"] }, by: [UNIT, FACILITY]) { ${GROUPS} } }`,
    {},
    headers,
  );
  return data.practice.groups.map(({ unit, facility, figures }: any) => ({
    unit: unit.code,
    unit_label: unit.name,
    facility,
    status: figures.status,
    started: figures.started,
    hours: figures.hours,
    mean_hours: figures.meanHours,
    median_hours: figures.medianHours,
    inmate_days: figures.inmateDays,
    rate_per_1000_inmate_days: figures.ratePer1000InmateDays,
    rate_reason: figures.rateReason,
    complete_records: figures.completeRecords,
  }));
}
const COMPARED = Object.keys({
  unit: 0,
  unit_label: 0,
  facility: 0,
  status: 0,
  started: 0,
  hours: 0,
  mean_hours: 0,
  median_hours: 0,
  inmate_days: 0,
  rate_per_1000_inmate_days: 0,
  rate_reason: 0,
  complete_records: 0,
});
const FEED = `practice`;
const ASKED = `${YEAR}&unit=oslo,troms&by=UNIT,FACILITY`;

const onlyCompared = (row: Record<string, unknown>) =>
  Object.fromEntries(COMPARED.map((name) => [name, row[name] ?? null]));
/** Harmless again is what it was. */
const unguarded = (row: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      typeof value === 'string' ? value.replace(/^'(?=[=+\-@＝])/, '') : value,
    ]),
  );

test('JSON holds what GraphQL answers', async () => {
  const { status, headers, text } = await getFeed(federation, `${FEED}.json?${ASKED}`);
  expect([status, headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8']);
  const { rows, coverage } = JSON.parse(text);
  const expected = await groupsByGraphql();
  // With the people in the register whose facility is not known.
  expect(expected).toHaveLength(2 * (HOSTILE.length + 1));
  expect(rows.map(onlyCompared)).toEqual(expected);
  expect(coverage).toMatchObject({ complete: true, missing: [] });
});

test('CSV read by DuckDB holds what GraphQL answers, and no cell of text begins a formula', async () => {
  const { status, bytes, text } = await getFeed(federation, `${FEED}.csv?${ASKED}`);
  expect(status).toBe(200);
  const { rows } = await readInDuckdb(
    bytes,
    (file) => `read_csv('${file}', header = true, delim = ',', quote = '"', escape = '"', strict_mode = true,
      types = {'started': 'BIGINT', 'inmate_days': 'BIGINT', 'complete_records': 'BIGINT', 'hours': 'DOUBLE', 'rate_reason': 'VARCHAR'})`,
  );
  const read = rows.map((row) =>
    Object.fromEntries(
      Object.entries(onlyCompared(row)).map(([name, value]) => [
        name,
        typeof value === 'bigint' ? Number(value) : value,
      ]),
    ),
  );
  expect(read.map(unguarded)).toEqual(await groupsByGraphql());
  expect(rows.filter(({ facility }) => /^[=+\-@＝]/.test(facility))).toEqual([]);
  // Lines end as RFC 4180 says.
  expect(text.startsWith('unit,unit_label,facility,status,started,')).toBe(true);
  expect(text.endsWith('\r\n')).toBe(true);
});

test('CSV for Norwegian Excel has a byte order mark, semicolons and decimal commas', async () => {
  const { bytes } = await getFeed(federation, `${FEED}.csv?${ASKED}&dialect=excel-nb`);
  expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  const { rows } = await readInDuckdb(
    bytes,
    (
      file,
    ) => `read_csv('${file}', header = true, delim = ';', quote = '"', escape = '"', decimal_separator = ',',
      types = {'hours': 'DOUBLE', 'mean_hours': 'DOUBLE', 'rate_reason': 'VARCHAR'})`,
  );
  const expected = await groupsByGraphql();
  expect(
    rows.map(({ hours, facility, unit_label }) => [hours, unguarded({ facility })['facility'], unit_label]),
  ).toEqual(expected.map(({ hours, facility, unit_label }: any) => [hours, facility, unit_label]));
});

test('Parquet read by DuckDB holds what GraphQL answers', async () => {
  const { bytes } = await getFeed(federation, `${FEED}.parquet?${ASKED}`);
  const { rows } = await readInDuckdb(bytes, (file) => `read_parquet('${file}')`);
  expect(rows.map(onlyCompared)).toEqual(await groupsByGraphql());
});

test.runIf(libreOfficePresent)('a workbook opened in LibreOffice holds what GraphQL answers', async () => {
  const { bytes } = await getFeed(federation, `${FEED}.xlsx?${ASKED}`);
  const { practice: [names = [], ...rows] = [] } = await sheetsInLibreOffice(bytes);
  const read = rows.map((row) => onlyCompared(Object.fromEntries(row.map((text, at) => [names[at], text]))));
  const shown = (value: string | number | null) => (value === null ? '' : String(value));
  expect(read.map(withoutFractions)).toEqual(
    (await groupsByGraphql()).map((row: Record<string, string | number | null>) =>
      withoutFractions(Object.fromEntries(Object.entries(row).map(([name, value]) => [name, shown(value)]))),
    ),
  );
});

/** A sheet shows fewer digits than it holds. */
const withoutFractions = (row: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      /^\d+\.\d+$/.test(String(value)) ? Number(value).toFixed(3) : value,
    ]),
  );

test('JSON-stat in its own toolkit holds what GraphQL answers', async () => {
  const { text } = await getFeed(federation, `practice.jsonstat?${YEAR}&unit=oslo,troms&by=UNIT,KIND`);
  const cube = JSONstat(JSON.parse(text));
  expect(cube.id).toEqual(['unit', 'kind', 'figure']);
  const { data } = await federation.ask(
    '{ practice(filter: { period: { from: "2025-01-01", to: "2026-01-01" }, units: ["oslo", "troms"] }, by: [UNIT, KIND]) { groups { unit { code } kind figures { started hours inmateDays } } } }',
  );
  for (const { unit, kind, figures } of data.practice.groups) {
    const at = { unit: unit.code, kind: kind ?? '_' };
    expect(['started', 'hours', 'inmate_days'].map((figure) => cube.Data({ ...at, figure }).value)).toEqual([
      figures.started,
      figures.hours,
      figures.inmateDays,
    ]);
  }
});

test('an unchanged feed is told by the watermarks alone, and a changed one is computed', async () => {
  clock += 10 * BOUND;
  const address = `practice.csv?${YEAR}&unit=oslo,vest`;
  const first = await getFeed(federation, address);
  const tag = first.headers.get('etag') ?? '';
  expect([first.status, first.headers.get('cache-control')]).toEqual([200, 'private, no-cache']);
  expect(first.headers.get('samsyn-complete')).toBe('true');
  // Long after anything is kept.
  clock += 60 * 60_000;
  requests.take();
  const again = await getFeed(federation, address, { ...asController, 'if-none-match': tag });
  expect([again.status, again.text]).toEqual([304, '']);
  const asked = requests.take();
  expect(Object.keys(asked).every((to) => to.endsWith('/watermark'))).toBe(true);
  expect(Object.keys(asked).toSorted()).toEqual(['inmates /watermark', 'oslo /watermark', 'vest /watermark']);
  // Another language, format, period or reader is another feed.
  for (const other of [`${address}&lang=en`, address.replace('csv', 'json'), address.replace('2026', '2027')])
    expect((await getFeed(federation, other, { ...asController, 'if-none-match': tag })).status).toBe(200);
  const analyst = { authorization: `Bearer ${await tokenFor({ sub: 'a', role: 'analyst' })}` };
  expect((await getFeed(federation, address, { ...analyst, 'if-none-match': tag })).status).toBe(200);

  const late = {
    unit: 'vest',
    sourceKey: 'late',
    kind: 'EXCLUSION',
    means: 'EXCLUSION',
    start: '2025-06-01T10:00:00Z',
    end: '2025-06-01T11:00:00Z',
  };
  clock += 1;
  await federation.importRecords('measures', [late], THROUGH);
  const changed = await getFeed(federation, address, { ...asController, 'if-none-match': tag });
  expect(changed.status).toBe(200);
  expect(changed.text).not.toBe(first.text);
  expect(changed.headers.get('etag')).not.toBe(tag);
});

test('what a reader may have from GraphQL is what the feed gives, with the same refusals', async () => {
  const officer = {
    authorization: `Bearer ${await tokenFor({ sub: 'o', role: 'officer', units: ['oslo'] })}`,
  };
  const own = await getFeed(federation, `practice.json?${YEAR}&unit=oslo`, officer);
  const { data } = await federation.ask(
    '{ practice(filter: { period: { from: "2025-01-01", to: "2026-01-01" }, units: ["oslo"] }, by: [UNIT]) { groups { figures { started hours } } } }',
    {},
    officer,
  );
  expect(JSON.parse(own.text).rows.map(({ started, hours }: any) => ({ started, hours }))).toEqual(
    data.practice.groups.map(({ figures }: any) => figures),
  );
  const refusals = [
    await getFeed(federation, `practice.json?${YEAR}`, officer),
    await getFeed(federation, `practice.csv?${YEAR}`, {
      authorization: `Bearer ${await tokenFor({ sub: 'm', role: 'ministry' })}`,
    }),
    await getFeed(federation, 'practice.csv?lang=en', {}),
  ];
  expect(
    refusals.map(({ status, headers, text }) => [status, headers.get('content-type'), JSON.parse(text)]),
  ).toEqual([
    [
      403,
      'application/problem+json; charset=utf-8',
      {
        type: 'about:blank',
        title: 'Ingen adgang',
        status: 403,
        code: 'UNITS_NOT_PERMITTED',
        detail: sentence('UNITS_NOT_PERMITTED', 'nb'),
      },
    ],
    [
      403,
      'application/problem+json; charset=utf-8',
      {
        type: 'about:blank',
        title: 'Ingen adgang',
        status: 403,
        code: 'PUBLISHED_FIGURES_ONLY',
        detail: sentence('PUBLISHED_FIGURES_ONLY', 'nb'),
      },
    ],
    [
      401,
      'application/problem+json; charset=utf-8',
      {
        type: 'about:blank',
        title: 'Unauthorized',
        status: 401,
        code: 'TOKEN_MISSING',
        detail: 'The token is missing. Send it as Authorization: Bearer …',
      },
    ],
  ]);
});

test('the ministry has the published figures and key figures as GraphQL gives them, and nothing exact', async () => {
  const ministry = { authorization: `Bearer ${await tokenFor({ sub: 'm', role: 'ministry' })}` };
  const { data } = await federation.ask(
    '{ publishedFigures(period: { from: "2025-01-01", to: "2026-01-01" }) { quarters { quarter status groups { unit { code } kind extent sex figures { status started } } } } keyFigures(period: { from: "2025-01-01", to: "2026-01-01" }) { edition figures { definition { code } values { unit { code } status value } } } }',
    {},
    ministry,
  );
  const published = await getFeed(federation, `published-figures.json?${YEAR}`, ministry);
  const cells = JSON.parse(published.text).rows.map((row: any) =>
    [row.quarter, row.unit, row.kind, row.extent, row.sex, row.status, row.started].join(' '),
  );
  expect(cells.length).toBeGreaterThan(0);
  expect(cells).toEqual(
    data.publishedFigures.quarters.flatMap(({ quarter, status: ofQuarter, groups }: any) =>
      // Of a quarter withheld there is one row, which says so.
      (groups.length > 0 ? groups : [{ figures: { status: ofQuarter } }]).map(
        ({ unit, kind, extent, sex, figures }: any) =>
          [quarter, unit?.code, kind, extent, sex, figures.status, figures.started].join(' '),
      ),
    ),
  );
  const key = await getFeed(federation, `key-figures.json?${YEAR}`, ministry);
  const values = JSON.parse(key.text).rows.map((row: any) =>
    [row.edition, row.key_figure, row.unit, row.status, row.value].join(' '),
  );
  expect(values.length).toBeGreaterThan(0);
  expect(values).toEqual(
    data.keyFigures.figures.flatMap(({ definition, values: of }: any) =>
      of.map(({ unit, status, value }: any) =>
        [data.keyFigures.edition, definition.code, unit?.code, status, value].join(' '),
      ),
    ),
  );
  // What is hidden in the cube is marked so in JSON-stat.
  const cube = JSON.parse((await getFeed(federation, `published-figures.jsonstat?${YEAR}`, ministry)).text);
  const hidden = cells.filter((cell: string) => cell.includes('SUPPRESSED')).length;
  expect(Object.values(cube.status).filter((mark) => mark === ':').length).toBeGreaterThanOrEqual(hidden);
});

test.for([
  ['nothing.csv', 404, { code: 'FEED_UNKNOWN' }],
  ['practice', 404, { code: 'FEED_FORMAT_UNKNOWN' }],
  ['practice.docx', 404, { code: 'FEED_FORMAT_UNKNOWN' }],
  [
    'practice.csv?from=yesterday',
    400,
    { code: 'FEED_PARAMETER_INVALID', parameter: 'from', expected: 'YYYY-MM-DD' },
  ],
  ['practice.csv?from=2025-02-30', 400, { code: 'FEED_PARAMETER_INVALID', parameter: 'from' }],
  [
    'practice.csv?from=2025-01-01&from=2025-02-01',
    400,
    { code: 'FEED_PARAMETER_INVALID', parameter: 'from' },
  ],
  ['practice.csv?from=2025-02-01&to=2025-01-01', 400, { code: 'PERIOD_INVALID' }],
  ['practice.csv?unit=bergen', 400, { code: 'UNKNOWN_UNIT', parameter: 'unit' }],
  ['practice.csv?by=COLOUR', 400, { code: 'FEED_PARAMETER_INVALID', parameter: 'by' }],
  ['comparison.csv?by=UNIT,SEX', 400, { code: 'FEED_PARAMETER_INVALID', parameter: 'by' }],
  ['units.csv?from=2025-01-01', 400, { code: 'FEED_PARAMETER_UNKNOWN', parameter: 'from' }],
  ['practice.csv?asOf=2999-01-01T00:00:00Z', 400, { code: 'AS_OF_NOT_REACHED' }],
  ['practice.csv?lang=se', 400, { code: 'FEED_PARAMETER_INVALID', parameter: 'lang', expected: 'nb | en' }],
] as const)('%s is answered with %i and the reason', async ([address, status, told]) => {
  const answer = await getFeed(federation, address);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([
    status,
    'application/problem+json; charset=utf-8',
  ]);
  expect(JSON.parse(answer.text)).toMatchObject({ status, ...told });
});

test('the list names every feed with its columns, and every feed it names can be had', async () => {
  const { feeds } = (await (await fetch(`${federation.url}/feeds`, { headers: asController })).json()) as any;
  for (const { addresses, columns } of feeds) {
    for (const address of addresses) {
      const { status, text, headers } = await getFeed(federation, address.replace('/feeds/', ''));
      // Nobody has looked at the units' deviations here, so these have no rows, and are not complete.
      expect([address, status]).toEqual([address, /by-rule|deviations/.test(address) ? 503 : 200]);
      if (status === 503) continue;
      if (!address.endsWith('.csv')) continue;
      expect(headers.get('content-disposition')).toContain('attachment; filename="samsyn-');
      const names = text.slice(0, text.indexOf('\r\n')).split(',');
      const known = new Set(columns.map(({ name }: any) => name));
      expect(names.filter((name: string) => !known.has(name))).toEqual([]);
      expect(columns.filter((one: any) => one.with === null && !names.includes(one.name))).toEqual([]);
    }
  }
  expect(feeds.map(({ name }: any) => name)).toEqual([
    'practice',
    'practice-monthly',
    'lengths',
    'comparison',
    'key-figures',
    'published-figures',
    'follow-up',
    'follow-up-by-rule',
    'deviations',
    'measures',
    'data-quality',
    'rules',
    'units',
  ]);
});

test('an answer is compressed for those who take it so', async () => {
  const response = await fetch(`${federation.url}/feeds/rules.json`, {
    headers: { ...asController, 'accept-encoding': 'gzip' },
  });
  expect(response.headers.get('content-encoding')).toBe('gzip');
  const plain = await fetch(`${federation.url}/feeds/rules.json`, {
    headers: { ...asController, 'accept-encoding': 'identity' },
  });
  const withoutTime = async (from: Response) => ({ ...((await from.json()) as object), retrievedAt: '' });
  expect(plain.headers.get('content-encoding')).toBe(null);
  expect(await withoutTime(response)).toEqual(await withoutTime(plain));
});

test('a missing unit is told in a header, in every row and in a row of its own, and nothing of it is kept', async () => {
  await federation.stop('troms');
  try {
    const { status, headers, text } = await getFeed(federation, `practice.json?${YEAR}&unit=oslo,troms`);
    expect([status, headers.get('samsyn-complete'), headers.get('samsyn-missing')]).toEqual([
      200,
      'false',
      'troms;reason=UNIT_UNAVAILABLE',
    ]);
    expect([headers.get('etag'), headers.get('cache-control')]).toEqual([null, 'no-store']);
    const { rows, coverage } = JSON.parse(text);
    const note = 'Ufullstendig. Troms: Enheten svarer ikke.';
    expect(rows).toMatchObject([
      { unit: 'oslo', status: 'PUBLISHED', started: HOSTILE.length, complete: false, missing: 'troms', note },
      { unit: 'troms', status: 'MISSING', started: null, complete: false, missing: 'troms', note },
    ]);
    expect(coverage.missing).toMatchObject([{ code: 'troms', name: 'Troms', reason: 'UNIT_UNAVAILABLE' }]);
    // A table without rows could not say that it is not the whole truth.
    const none = await getFeed(federation, `practice.csv?${YEAR}&unit=troms&by=`);
    expect([none.status, JSON.parse(none.text).code]).toEqual([503, 'UNIT_UNAVAILABLE']);
  } finally {
    await federation.restart('troms');
  }
});
