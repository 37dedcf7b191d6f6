import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { forRole } from '../commands/conformance/vouching.ts';
import { ASSERTION_HEADER } from '../schema/access/assertion.ts';
import { EXPORT_PARTS } from '../schema/exports/parts.ts';
import { asController, asOfficer, testSigner, tokenFor } from './harness/access.ts';
import { runCommand } from './harness/command.ts';
import { ownerUrlOf } from './harness/databases.ts';
import { startFederation } from './harness/federation.ts';
import type { Federation } from './harness/federation.ts';
import { getFeed } from './harness/feeds.ts';

/** A blocked person (the regulation on personal data, § 6): kept, counted, and shown to nobody. */
const PERSON = 'Pseudonym-to-be_blocked';
const OTHER = `${PERSON}-2`;
/** In every record of the person, and in none of another's. */
const MARK = 'MARKOFTHEBLOCKED';
const KEPT = 'MARKOFTHEOTHER';
const PERIOD = '{ from: "2025-01-01", to: "2026-01-01" }';

let federation: Federation;
beforeAll(async () => {
  federation = await startFederation();
  const birthDate = '1981-05-05';
  await federation.importRecords('persons', [
    { pseudonym: PERSON, birthDate },
    { pseudonym: OTHER, birthDate: '1982-05-05' },
  ]);
  await federation.importRecords('stays', [
    { sourceKey: 's1', pseudonym: PERSON, unit: 'oslo', facility: MARK, arrivedOn: '2025-01-01' },
    { sourceKey: 's2', pseudonym: OTHER, unit: 'oslo', facility: KEPT, arrivedOn: '2025-01-01' },
  ]);
  for (const [person, mark] of [
    [PERSON, MARK],
    [OTHER, KEPT],
  ] as const)
    await bringIn(person, mark);
  // At first the other's by mistake, and then the blocked person's; and the other way round.
  const mistaken = (mark: string, person: string) => ({ ...measure(`${mark}-moved`, mark), person });
  await federation.importRecords('measures', [mistaken(MARK, OTHER), mistaken(KEPT, PERSON)]);
  await federation.importRecords('measures', [mistaken(MARK, PERSON), mistaken(KEPT, OTHER)]);
});
afterAll(() => federation.close());

function measure(sourceKey: string, mark: string, part: object = {}) {
  const decision = { justification: mark, level: 'LOCAL', decidedAt: '2025-01-10T10:00:00Z' };
  const kind = { kind: 'EXCLUSION', means: 'EXCLUSION', start: '2025-01-10', end: '2025-01-12' };
  return { unit: 'oslo', sourceKey, facility: mark, decision, ...kind, ...part };
}

async function bringIn(person: string, mark: string): Promise<void> {
  const cell = { kind: 'COERCIVE_MEASURE', means: 'SECURITY_CELL', coercion: { injuries: mark } };
  const measures = [
    measure(`${mark}-1`, mark, { person }),
    measure(`${mark}-2`, mark, { person, legalBasis: '40-2-d' }),
    measure(`${mark}-3`, mark, { person, ...cell }),
    measure(`${mark}-4`, mark, { person, ...cell, means: 'GAS', end: null }),
    measure(`${mark}-5`, mark, { person, kind: 'CONTROL_MEASURE', means: 'CELL_SEARCH', end: null }),
    measure(`${mark}-6`, mark, { person, unit: 'vest', end: null }),
  ];
  await federation.importRecords('measures', measures);
  await federation.importRecords('measures', [{ ...measures[0], end: '2025-01-13' }]);
  const entry = { unit: 'oslo', measure: `${mark}-1` };
  const at = '2025-01-11T10:00:00Z';
  const entries = {
    reassessments: { assessedAt: at, justification: mark },
    supervision: { supervisedAt: at, byHealthStaff: true, role: mark },
    'health-notices': { notifiedAt: at },
    'higher-decisions': { decidedAt: at, level: 'REGIONAL' },
    reports: { sentAt: at, toLevel: 'REGIONAL' },
    complaints: { filedAt: at },
  };
  for (const [target, record] of Object.entries(entries))
    await federation.importRecords(target, [{ ...entry, ...record, sourceKey: `${mark}-${target}` }]);
  const day = { unit: 'oslo', day: '2025-01-11', minutesOutOfCell: 60, facility: mark };
  await federation.importRecords('regime-days', [{ ...day, sourceKey: `${mark}-d`, person }]);
  await federation.importRecords('measures', [
    { unit: 'oslo', sourceKey: `${mark}-q`, kind: 'NOTHING', person },
  ]);
}

/** What each door shows that shows records of persons, to those who are cleared for most. */
async function shown(asOf: string): Promise<ReadonlyMap<string, string>> {
  const doors = new Map<string, string>();

  for (const when of ['', `asOf: "${asOf}"`]) {
    const { data, errors } = await federation.ask(`{ units {
      measures(filter: { ${when} }) { totalCount nodes { id sourceKey facility hours decision { justification }
        inmate { pseudonym birthYear stays { facility } } } }
      regimeDays(period: ${PERIOD} ${when}) { nodes { facility inmate { pseudonym } } } } }`);
    expect(errors).toBeUndefined();
    const units: { readonly measures: unknown; readonly regimeDays: unknown }[] = data.units;
    doors.set(`measures ${when}`, JSON.stringify(units.map(({ measures }) => measures)));
    doors.set(`regime days ${when}`, JSON.stringify(units.map(({ regimeDays }) => regimeDays)));
  }
  for (const format of ['csv', 'json']) {
    const feed = await getFeed(federation, `measures.${format}?from=2025-01-01&to=2026-01-01&unit=oslo,vest`);
    expect(feed.status).toBe(200);
    doors.set(`feed ${format}`, feed.text);
  }
  for (const { code, owner } of EXPORT_PARTS)
    if (owner === 'UNIT') doors.set(`export ${code}`, await exportPart(code, asOf));
  const listed = await fetch(`${federation.url}/import/quarantine/oslo`, { headers: asOfficer });
  doors.set('quarantine', await listed.text());
  return doors;
}

async function vouched(change: object = {}): Promise<Record<string, string>> {
  const given = forRole('controller', []);
  return { [ASSERTION_HEADER]: await testSigner({ ...given, ...change }) };
}

async function exportPart(part: string, asOf: string): Promise<string> {
  const url = new URL(`/export/${part}`, federation.urls['oslo']);
  const filters = { facilities: null, kinds: null, means: null, last: null };
  const period = { unit: 'oslo', from: '2025-01-01', to: '2026-01-01' };
  url.searchParams.set('question', JSON.stringify({ ...period, ...filters, asOf }));
  const response = await fetch(url, { headers: await vouched() });
  const text = await response.text();
  expect(text.endsWith('.')).toBe(true);
  return text;
}

/** The person as the register tells it whoever asks for the pseudonym itself. */
async function inmate(pseudonym: string): Promise<unknown> {
  const response = await fetch(`${federation.urls['inmates']}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(await vouched()) },
    body: JSON.stringify({
      query: `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Inmate { birthYear stays { facility } } } }`,
      variables: { of: [{ __typename: 'Inmate', pseudonym }] },
    }),
  });
  return ((await response.json()) as { data: { _entities: unknown[] } }).data._entities[0];
}

async function figures(asOf: string): Promise<unknown> {
  const { data, errors } = await federation.ask(
    `query ($now: PracticeFilter!, $past: PracticeFilter!) {
       latest: practice(filter: $now, by: [UNIT, FACILITY], countInmates: true) { ...All }
       past: practice(filter: $past, by: [UNIT, FACILITY], countInmates: true) { ...All } }
     fragment All on Practice { coverage { complete } total { ...Figures } groups { unit { code } facility figures { ...Figures } } }
     fragment Figures on PracticeFigures { started hours inmates inmateDays deviations { rule { code } count } }`,
    {
      now: { period: { from: '2025-01-01', to: '2025-07-01' } },
      past: { period: { from: '2025-01-01', to: '2025-07-01' }, asOf },
    },
  );
  expect(errors).toBeUndefined();
  return data;
}

async function order(step: 'block' | 'unblock', ...given: string[]) {
  return runCommand('person-order', [step, ...given, '--url', federation.url], {
    environment: {
      SAMSYN_LANGUAGE: 'en',
      SAMSYN_TOKEN: await tokenFor({ sub: 'kari', role: 'administrator' }),
    },
  });
}
const REASON = ['--reason', 'Disputed'];

async function rowsAt(program: string, statement: string): Promise<unknown[]> {
  const owner = new Client({ connectionString: ownerUrlOf(federation.databaseUrl(program)) });
  await owner.connect();
  try {
    return (await owner.query(statement)).rows;
  } finally {
    await owner.end();
  }
}

const doorsWith = (doors: ReadonlyMap<string, string>, text: RegExp) =>
  [...doors].flatMap(([door, told]) => (text.test(told) ? [door] : []));
/** Found by the mark in a record, or by the id of one. */
let ofThePerson: RegExp;
let ofTheOther: RegExp;
beforeAll(async () => {
  const ids = async (mark: string) => {
    const rows = await rowsAt('oslo', `select id from measure_version where source_key like '${mark}-%'`);
    return rows.map((row) => (row as { id: string }).id);
  };
  ofThePerson = new RegExp([MARK, `${PERSON}(?!-2)`, ...(await ids(MARK))].join('|'));
  ofTheOther = new RegExp([KEPT, ...(await ids(KEPT))].join('|'));
});

test('a blocked person is shown to nobody, at no door, and every figure stands', async () => {
  const asOf = new Date().toISOString();
  const [before, counted, tag] = [await shown(asOf), await figures(asOf), await feedTag()];
  const everywhere = [...before.keys()];
  expect(doorsWith(before, ofThePerson)).toEqual(everywhere);
  expect(doorsWith(before, ofTheOther)).toEqual(everywhere);
  expect(await inmate(PERSON)).toEqual({ birthYear: 1981, stays: [{ facility: MARK }] });
  const [waiting] = await quarantined(MARK);
  expect((await reject(waiting)).status).not.toBe(404);

  const checked = await order('block', PERSON, ...REASON, '--check');
  expect(checked).toMatchObject({ code: 0 });
  expect(checked.stdout).toContain('nothing was changed');
  expect(checked.stdout).toContain('oslo: measures 7, days 1\n');
  expect(checked.stdout).toContain('inmates: persons 1, stays 1\n');
  expect(checked.stdout).toContain('troms: –\n');
  expect(doorsWith(await shown(asOf), ofThePerson)).toEqual(everywhere);

  const blocked = await order('block', PERSON, ...REASON);
  expect(blocked).toMatchObject({ code: 0 });
  expect(blocked.stdout).toContain('shown to nobody');
  const after = await shown(asOf);
  expect(doorsWith(after, ofThePerson)).toEqual([]);
  expect(doorsWith(after, ofTheOther)).toEqual(everywhere);
  expect(await inmate(PERSON)).toEqual({ birthYear: null, stays: [] });
  expect(await inmate('Nobody')).toEqual({ birthYear: null, stays: [] });
  expect(await inmate(OTHER)).toEqual({ birthYear: 1982, stays: [{ facility: KEPT }] });
  expect((await reject(waiting)).status).toBe(404);
  expect(await figures(asOf)).toEqual(counted);
  // A tool that has the feed from before is not told that it still holds.
  const headers = { ...asController, 'if-none-match': tag };
  expect((await getFeed(federation, FEED, headers)).status).toBe(200);
});

const FEED = 'measures.csv?from=2025-01-01&to=2026-01-01&unit=oslo';

async function feedTag(): Promise<string> {
  const tag = (await getFeed(federation, FEED)).headers.get('etag') ?? '';
  const headers = { ...asController, 'if-none-match': tag };
  expect((await getFeed(federation, FEED, headers)).status).toBe(304);
  return tag;
}

async function quarantined(mark: string): Promise<string[]> {
  const rows = await rowsAt(
    'oslo',
    `select id from quarantined_row where original::text like '%${mark}%' or record::text like '%${mark}%'`,
  );
  return rows.map((row) => (row as { id: string }).id);
}

function reject(id: string | undefined): Promise<Response> {
  return fetch(`${federation.url}/import/quarantine/oslo/${id}/correct`, {
    method: 'POST',
    headers: { ...asOfficer, 'content-type': 'application/json' },
    body: JSON.stringify({ record: { sourceKey: `${MARK}-q`, kind: 'NOTHING', person: PERSON } }),
  });
}

test('what comes in later is hidden too, and the import says nothing else than for others', async () => {
  const late = { ...measure(`${MARK}-late`, MARK), person: PERSON };
  expect(await federation.importRecords('measures', [late])).toMatchObject({ accepted: 1 });
  expect(doorsWith(await shown(new Date().toISOString()), ofThePerson)).toEqual([]);
});

test('who blocked whom, when and why is noted in each database, and on record as a look', async () => {
  const statement = 'select person, blocked, actor, reason from person_block';
  const noted = { person: PERSON, blocked: true, actor: 'kari (samsyn-local)', reason: 'Disputed' };
  expect(await rowsAt('oslo', statement)).toEqual([noted]);
  expect(await order('block', PERSON, ...REASON)).toMatchObject({ code: 0 });
  expect(await rowsAt('inmates', statement)).toEqual([noted]);
  const looks = `select distinct subject, outcome from access_entry where route = 'POST /persons/block' and action = 'ERASURE'`;
  expect(await rowsAt('oslo', `${looks} order by outcome`)).toEqual([
    { subject: 'kari', outcome: 'ALLOWED' },
    { subject: 'kari', outcome: 'BEGUN' },
  ]);
});

test('unblocked the person is shown as before; where a unit was down orders reach it in their order', async () => {
  const asOf = new Date().toISOString();
  await federation.stop('vest');
  const unblocked = await order('unblock', PERSON, ...REASON);
  expect(unblocked).toMatchObject({ code: 1 });
  expect(unblocked.stdout).toContain('vest: UNIT_UNAVAILABLE');
  expect(await order('block', PERSON, ...REASON)).toMatchObject({ code: 1 });
  expect(await order('unblock', PERSON, ...REASON)).toMatchObject({ code: 1 });
  await federation.restart('vest');
  const waiting = () => rowsAt('gateway', 'select owner, step from person_order');
  await expect.poll(waiting, { timeout: 30_000 }).toEqual([]);
  for (const owner of ['vest', 'oslo'])
    expect(await rowsAt(owner, 'select blocked from person_block order by id')).toEqual(
      [true, false, true, false].map((blocked) => ({ blocked })),
    );
  const doors = await shown(asOf);
  expect(doorsWith(doors, ofThePerson)).toEqual([...doors.keys()]);
  expect(doors.get('measures ')).toContain(`${MARK}-6`);
});

test('blocking is for those who may erase', async () => {
  for (const step of ['block', 'unblock']) {
    const response = await fetch(`${federation.url}/persons/${step}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await tokenFor({ sub: 'ola', role: 'officer', units: ['oslo'] })}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ person: PERSON, reason: 'Disputed' }),
    });
    expect([response.status, await response.json()]).toMatchObject([403, { code: 'NOT_PERMITTED' }]);
  }
});
