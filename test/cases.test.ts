import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inDays, listCases, step, waitForCases } from './harness/cases.ts';
import { tokenFor } from './harness/access.ts';
import { startFederation } from './harness/federation.ts';
import type { Federation } from './harness/federation.ts';
import { startFeedServer } from './harness/feed-server.ts';
import type { FeedServer } from './harness/feed-server.ts';

/** Severity by schema/rules, and the days to explain by schema/deviations/answer-days.ts. */
const SERIOUS = 'WHOLE_EXCLUSION_REGION_14_DAYS';
const MINOR = 'FACILITY_RECORDED';

let oslo: FeedServer;
let vest: FeedServer;
let federation: Federation;
let records = 0;
const newRecord = () => `7d0b5d0e-0000-4000-8000-${String((records += 1)).padStart(12, '0')}`;

beforeAll(async () => {
  [oslo, vest] = [await startFeedServer(), await startFeedServer()];
  federation = await startFederation({ urls: { oslo: oslo.url, vest: vest.url }, feedIntervalMs: 100 });
});
afterAll(async () => {
  await federation.close();
  await oslo.close();
  await vest.close();
});

/** A case of its own, opened by a notice of the unit. */
async function newCase(unit: FeedServer, part: Parameters<FeedServer['tell']>[0] = {}) {
  const notice = unit.tell({ record: newRecord(), ...part });
  const find = async () =>
    (await listCases(federation, { rules: [notice.rule] })).find(
      ({ deviation }) => deviation?.id === notice.id,
    );
  await expect.poll(find).toBeDefined();
  return { notice, opened: await find(), now: find };
}

test('a deviation becomes a case that says what was expected, what was found, and who answers until when', async () => {
  const { notice, opened } = await newCase(oslo, {
    rule: SERIOUS,
    dueAt: '2025-03-29T23:30:00Z',
    metAt: '2025-03-31T02:45:00Z',
  });
  expect(opened).toEqual({
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    version: 1,
    status: 'OPEN',
    waitsFor: 'UNIT',
    dueOn: inDays(7),
    overdue: false,
    owner: null,
    timesReopened: 0,
    closedAt: null,
    systemic: false,
    ruleCode: SERIOUS,
    unit: { code: 'oslo' },
    units: [{ code: 'oslo' }],
    rule: { code: SERIOUS, title: expect.any(String), severity: 'SERIOUS' },
    systemicCase: null,
    firstSeenAt: '2025-03-08T10:05:00.000Z',
    action: null,
    deviation: {
      id: notice.id,
      target: 'measures',
      record: notice.record,
      occurrence: 1,
      ruleSet: 'r1',
      facility: 'Avdeling A',
      kind: 'EXCLUSION',
      means: 'EXCLUSION',
      startedOn: '2025-03-01',
      dutyDueAt: '2025-03-29T23:30:00.000Z',
      metAt: '2025-03-31T02:45:00.000Z',
      expected: expect.stringMatching(/14 døgn/),
      // The clocks went forward in between: 27 hours and a quarter went by.
      found: 'Oppfylt 1 døgn 3 t etter fristen, som var 30. mars 2025 kl. 00:30.',
    },
    steps: [{ version: 1, step: 'OPENED', party: null, note: null, status: 'OPEN', dueOn: inDays(7) }],
  });
});

test('a case lives from the unit’s explanation to the directorate’s closing, and every step stays', async () => {
  const { opened } = await newCase(oslo, { rule: MINOR });
  const { id } = opened;
  let version = 1;
  const take = async (mutation: string, input: object = {}) => {
    const answer = await step(federation, mutation, { id, expectedVersion: version, ...input });
    expect(answer.error).toBeNull();
    version += 1;
    expect(answer.case.version).toBe(version);
    return answer.case;
  };

  await take('explainCase', { note: 'Ført i papirjournal.' });
  await take('returnCase', { note: 'Hvilken avdeling?' });
  await take('assignCase', { owner: 'avdelingsleder' });
  await take('planAction', { action: 'Feltet gjøres obligatorisk.', deadline: inDays(60) });
  await take('explainCase', { note: 'Avdeling B.' });
  const accepted = await take('acceptExplanation');
  expect(accepted).toMatchObject({
    status: 'ACCEPTED',
    waitsFor: 'UNIT',
    dueOn: inDays(60),
    owner: 'avdelingsleder',
  });
  const early = await step(federation, 'closeCase', { id, expectedVersion: version });
  expect(early).toMatchObject({ error: { code: 'ACTION_OUTSTANDING' } });
  await take('reportCorrected', { note: 'Innført 1. mars.' });
  const closed = await take('closeCase');
  expect(closed).toMatchObject({
    status: 'CLOSED',
    waitsFor: null,
    overdue: false,
    closedAt: expect.any(String),
    action: { action: 'Feltet gjøres obligatorisk.', deadline: inDays(60), correctedAt: expect.any(String) },
  });
  expect(closed.steps).toEqual([
    { version: 1, step: 'OPENED', party: null, note: null, status: 'OPEN', dueOn: inDays(30) },
    {
      version: 2,
      step: 'EXPLAINED',
      party: 'UNIT',
      note: 'Ført i papirjournal.',
      status: 'EXPLAINED',
      dueOn: inDays(14),
    },
    {
      version: 3,
      step: 'RETURNED',
      party: 'DIRECTORATE',
      note: 'Hvilken avdeling?',
      status: 'OPEN',
      dueOn: inDays(30),
    },
    { version: 4, step: 'ASSIGNED', party: null, note: 'avdelingsleder', status: 'OPEN', dueOn: inDays(30) },
    {
      version: 5,
      step: 'ACTION_PLANNED',
      party: null,
      note: 'Feltet gjøres obligatorisk.',
      status: 'OPEN',
      dueOn: inDays(30),
    },
    {
      version: 6,
      step: 'EXPLAINED',
      party: 'UNIT',
      note: 'Avdeling B.',
      status: 'EXPLAINED',
      dueOn: inDays(14),
    },
    { version: 7, step: 'ACCEPTED', party: 'DIRECTORATE', note: null, status: 'ACCEPTED', dueOn: inDays(60) },
    {
      version: 8,
      step: 'CORRECTED',
      party: 'UNIT',
      note: 'Innført 1. mars.',
      status: 'CORRECTED',
      dueOn: inDays(14),
    },
    { version: 9, step: 'CLOSED', party: 'DIRECTORATE', note: null, status: 'CLOSED', dueOn: inDays(14) },
  ]);
});

test('of two edits of the same version one is taken, and the other told what changed', async () => {
  const { opened } = await newCase(oslo);
  const input = { id: opened.id, expectedVersion: 1 };
  const both = await Promise.all([
    step(federation, 'explainCase', { ...input, note: 'Først' }),
    step(federation, 'explainCase', { ...input, note: 'Samtidig' }),
  ]);
  const [saved, changed] = both.toSorted((one) => (one.error === null ? -1 : 1));
  expect(saved).toMatchObject({ case: { version: 2 }, error: null });
  expect(changed.case).toEqual(saved.case);
  expect(changed.error).toEqual({
    code: 'CASE_CHANGED',
    message: 'Saken er endret siden. Ingenting er gjort; se hva som er nytt, og prøv igjen.',
    since: [{ version: 2, step: 'EXPLAINED', party: 'UNIT', note: saved.case.steps[1].note }],
  });
  const [now] = (await listCases(federation)).filter(({ id }) => id === opened.id);
  expect(now.steps).toHaveLength(2);
});

test.each([
  ['of no case', 'closeCase', { id: 'x' }, 'CASE_NOT_FOUND', 'Saken finnes ikke.'],
  ['out of turn', 'closeCase', {}, 'STEP_NOT_POSSIBLE', 'Slik saken står, kan dette ikke gjøres.'],
  ['without words', 'explainCase', { note: '  ' }, 'NOTE_INVALID', 'Skriv en tekst på 1 til 4000 tegn.'],
  [
    'with text nothing can hold',
    'explainCase',
    { note: 'a\0b' },
    'NOTE_INVALID',
    'Skriv en tekst på 1 til 4000 tegn.',
  ],
  [
    'with a deadline of yesterday',
    'planAction',
    { action: 'Noe', deadline: inDays(-1) },
    'DEADLINE_PASSED',
    'Fristen må være i dag eller senere.',
  ],
])(
  'a step %s is refused with code and sentence, and nothing is done',
  async (_case, mutation, input, code, message) => {
    const { opened, now } = await newCase(oslo);
    const answer = await step(federation, mutation, { id: opened.id, expectedVersion: 1, ...input });
    expect(answer).toMatchObject({ error: { code, message, since: [] } });
    expect(await now()).toEqual(opened);
  },
);

describe('when the unit tells of the deviation anew', () => {
  test('a correction that removes the cause ends the case, and its return opens it again', async () => {
    const { notice, now } = await newCase(oslo);
    oslo.tell({ ...notice, state: 'GONE' });
    await expect.poll(now).toMatchObject({ status: 'GONE', waitsFor: null, version: 2 });
    oslo.tell(notice);
    await expect
      .poll(now)
      .toMatchObject({ status: 'OPEN', waitsFor: 'UNIT', timesReopened: 1, dueOn: inDays(7) });
    expect((await now()).steps).toMatchObject(['OPENED', 'GONE', 'REOPENED'].map((each) => ({ step: each })));
  });

  test('a case closed over a late duty is reopened when it turns out never met', async () => {
    const { notice, opened, now } = await newCase(oslo, { metAt: '2025-03-09T10:00:00Z' });
    await step(federation, 'reportCorrected', { id: opened.id, expectedVersion: 1 });
    await step(federation, 'closeCase', { id: opened.id, expectedVersion: 2 });
    oslo.tell({ ...notice, metAt: null });
    await expect.poll(now).toMatchObject({ status: 'OPEN', closedAt: null, timesReopened: 1, version: 4 });
  });

  test('something new is a step of its own that an edit has to take notice of; the same again is none', async () => {
    const { notice, opened, now } = await newCase(oslo);
    oslo.tell({ ...notice, ruleSet: 'r2' });
    oslo.tell({ ...notice, metAt: '2025-03-12T10:00:00Z' });
    await expect.poll(now).toMatchObject({ status: 'OPEN', version: 2 });
    const answer = await step(federation, 'explainCase', {
      id: opened.id,
      expectedVersion: 1,
      note: 'Glemt',
    });
    expect(answer).toMatchObject({
      error: { code: 'CASE_CHANGED', since: [{ version: 2, step: 'CHANGED' }] },
    });
  });

  test('one that was gone before anybody knew of it opens no case', async () => {
    const gone = oslo.tell({ record: newRecord(), state: 'GONE' });
    const { notice } = await newCase(oslo);
    const ids = (await listCases(federation)).map(({ deviation }) => deviation?.id);
    expect(ids).toContain(notice.id);
    expect(ids).not.toContain(gone.id);
  });
});

describe('a systemic case', () => {
  const rule = 'EXTENT_RECORDED';
  const members = async (id: string) => listCases(federation, { memberOf: id });

  test('gathers the open cases of a rule, is answered once, and closes them with it', async () => {
    const here = (await newCase(oslo, { rule })).opened;
    const there = (await newCase(vest, { rule })).opened;
    const { case: systemic } = await step(federation, 'openSystemicCase', {
      rule,
      note: 'Feltet mangler i fagsystemet.',
    });
    expect(systemic).toMatchObject({
      systemic: true,
      unit: null,
      deviation: null,
      status: 'OPEN',
      waitsFor: 'UNIT',
    });
    expect(systemic.units).toHaveLength(12);
    expect(new Set((await members(systemic.id)).map(({ id }) => id))).toEqual(new Set([here.id, there.id]));

    const alone = await step(federation, 'explainCase', { id: here.id, expectedVersion: 2, note: 'Bare vi' });
    expect(alone).toMatchObject({ error: { code: 'CASE_IN_SYSTEMIC_CASE' } });
    const again = await step(federation, 'openSystemicCase', { rule, units: ['oslo'], note: 'Igjen' });
    expect(again).toMatchObject({ error: { code: 'SYSTEMIC_CASE_EXISTS' }, case: { version: 1 } });

    const late = (await newCase(vest, { rule })).opened;
    expect(late).toMatchObject({ systemicCase: { id: systemic.id }, waitsFor: null, version: 1 });
    // Nobody's work list has the members; the systemic case stands for them.
    expect((await listCases(federation, { rules: [rule], waitsFor: 'UNIT' })).map(({ id }) => id)).toEqual([
      systemic.id,
    ]);

    await step(federation, 'reportCorrected', {
      id: systemic.id,
      expectedVersion: 1,
      note: 'Ny versjon i drift.',
    });
    await step(federation, 'closeCase', { id: systemic.id, expectedVersion: 2 });
    expect(await members(systemic.id)).toMatchObject(Array.from({ length: 3 }, () => ({ status: 'CLOSED' })));

    const before = await newCase(oslo, { rule, dueAt: '2025-04-01T00:00:00Z' });
    expect(before.opened).toMatchObject({ systemicCase: null, waitsFor: 'UNIT' });
    const recurred = await newCase(oslo, { rule, dueAt: new Date(Date.now() + 60_000).toISOString() });
    expect(recurred.opened.systemicCase).toEqual({ id: systemic.id });
    const [reopened] = await waitForCases(federation, 1, {
      rules: [rule],
      systemic: true,
      statuses: ['OPEN'],
    });
    expect(reopened).toMatchObject({ id: systemic.id, timesReopened: 1, waitsFor: 'UNIT' });
  });

  test('is gone when the cause of every member is', async () => {
    const { notice, now } = await newCase(vest, { rule: 'AGE_RECORDED' });
    const { case: systemic } = await step(federation, 'openSystemicCase', {
      rule: 'AGE_RECORDED',
      units: ['vest'],
      note: 'Alder mangler ofte.',
    });
    expect(systemic.unit).toEqual({ code: 'vest' });
    vest.tell({ ...notice, state: 'GONE' });
    await expect.poll(now).toMatchObject({ status: 'GONE' });
    expect(await listCases(federation, { rules: ['AGE_RECORDED'], systemic: true })).toMatchObject([
      { id: systemic.id, status: 'GONE', waitsFor: null },
    ]);
  });

  test.each([
    ['a rule that does not exist', { rule: 'NO_RULE', note: 'x' }, 'UNKNOWN_RULE'],
    ['a unit that does not exist', { rule, units: ['atlantis'], note: 'x' }, 'UNKNOWN_UNIT'],
    ['no units at all', { rule, units: [], note: 'x' }, 'UNKNOWN_UNIT'],
  ])('over %s is refused', async (_case, input, code) => {
    expect(await step(federation, 'openSystemicCase', input)).toMatchObject({ case: null, error: { code } });
  });
});

describe('who follows up', () => {
  const tokens = async (grant: Parameters<typeof tokenFor>[0]) => ({
    authorization: `Bearer ${await tokenFor(grant)}`,
  });

  test('a unit sees and answers its own cases, and learns nothing of others', async () => {
    const mine = await newCase(oslo);
    const theirs = await newCase(vest);
    const officer = await tokens({ sub: 'kari', role: 'officer', units: ['oslo'] });
    const seen = (query: string) => federation.ask(query, {}, officer);
    const listed = await seen(
      '{ deviations(first: 500) { nodes { unit { code } } coverage { answered { unit { code } } } } }',
    );
    type Listed = { readonly unit: { readonly code: string } | null };
    const units = listed.data.deviations.nodes.flatMap(({ unit }: Listed) => unit?.code ?? []);
    expect(new Set(units)).toEqual(new Set(['oslo']));
    expect(listed.data.deviations.coverage.answered).toEqual([{ unit: { code: 'oslo' } }]);
    expect(
      (await seen('{ deviations(filter: { units: ["vest"] }) { totalCount } }')).errors?.[0]?.extensions
        ?.code,
    ).toBe('UNITS_NOT_PERMITTED');
    expect((await seen(`{ deviation(id: "${theirs.opened?.id}") { id } }`)).data).toEqual({
      deviation: null,
    });
    const explain = async (id: string) =>
      (
        await federation.ask(
          'mutation ($input: ExplainCaseInput!) { explainCase(input: $input) { case { id steps { step party } } error { code } } }',
          { input: { id, expectedVersion: 1, note: 'Vakten var underbemannet.' } },
          officer,
        )
      ).data.explainCase;
    expect(await explain(theirs.opened?.id)).toEqual({ case: null, error: { code: 'CASE_NOT_FOUND' } });
    expect(await explain(mine.opened?.id)).toMatchObject({ error: null });
  });

  test('the directorate does not explain for a unit, nor a unit accept its own explanation', async () => {
    const { opened } = await newCase(oslo);
    const input = { id: opened?.id, expectedVersion: 1, note: 'x' };
    const asked = async (mutation: string, type: string, headers: Record<string, string>) =>
      (
        await federation.ask(
          `mutation ($input: ${type}!) { ${mutation}(input: $input) { error { code } } }`,
          { input },
          headers,
        )
      ).data[mutation].error?.code;
    const controller = await tokens({ sub: 'ola', role: 'controller' });
    const officer = await tokens({ sub: 'kari', role: 'officer', units: ['oslo'] });
    expect(await asked('explainCase', 'ExplainCaseInput', controller)).toBe('NOT_PERMITTED');
    expect(await asked('acceptExplanation', 'CaseStepInput', officer)).toBe('NOT_PERMITTED');
  });
});
