import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { questionOf } from '../commands/conformance/practice.ts';
import { UnitClient } from '../commands/conformance/unit-client.ts';
import { sendRecords } from '../local/send-records.ts';
import { generateSynthetic } from '../local/synthetic/generate.ts';
import { KEY_FIGURES } from '../schema/key-figures/key-figures.ts';
import { KEY_FIGURE_DIMENSIONS } from '../schema/key-figures/question.ts';
import { keyFigureState, writeKeyFigureUnitKey } from '../schema/key-figures/state.ts';
import { findRule } from '../schema/rules/rule-set.ts';
import { AGE_GROUP_CODES, EXTENTS } from '../schema/vocabulary.ts';
import { findLegalBasis } from '../schema/legal-bases.ts';
import { UNITS } from '../schema/units.ts';
import { systemToken, testAccess, tokenFor } from './harness/access.ts';
import type { Grant } from '../local/access.ts';
import { startFederation } from './harness/federation.ts';
import type { Federation } from './harness/federation.ts';
import { plainAlso } from './harness/plain-key-figures.ts';
import type { Sent } from './harness/plain-key-figures.ts';

const CODES = UNITS.map(({ code }) => code);
const YEAR = { from: '2025-01-01', to: '2026-01-01' };
const QUERY = readFileSync(new URL('../schema/operations/key-figures.graphql', import.meta.url), 'utf8');
const THROUGH = Date.parse('2026-01-01T00:00:00+01:00');
const NOW = '2026-01-10T00:00:00.000Z';
const HOUR = 3_600_000;

let federation: Federation;
let sent: Sent;
beforeAll(async () => {
  federation = await startFederation();
  const items = [...generateSynthetic({ scale: 0.2, seed: 5, years: 1, to: '2026-01-01' })].filter(
    (item) =>
      item.kind === 'RECORD' &&
      ['persons', 'stays', 'measures', 'regime-days', 'complaints'].includes(item.target),
  );
  const recordsOf = (target: string) =>
    items.flatMap((item) => (item.kind === 'RECORD' && item.target === target ? [item.record] : []));
  sent = {
    measures: recordsOf('measures'),
    'regime-days': recordsOf('regime-days'),
    complaints: recordsOf('complaints'),
  };
  await sendRecords(items, {
    token: systemToken,
    gateway: federation.url,
    source: 'synthetic',
    through: '2026-01-01T00:00:00+01:00',
    signal: new AbortController().signal,
  });
});
afterAll(() => federation?.close());

async function ask(variables: object, grant?: Grant) {
  const headers = grant && { authorization: `Bearer ${await tokenFor(grant)}`, 'accept-language': 'en' };
  return federation.ask(QUERY, { ...YEAR, language: 'EN', ...variables }, headers);
}
async function keyFigures(variables: object = {}, grant?: Grant) {
  const { data, errors } = await ask(variables, grant);
  expect(errors).toBeUndefined();
  return data.keyFigures;
}
/** The year as it was sent, which the first tests look at. */
let first: Promise<any> | undefined;
const asSent = () => (first ??= keyFigures());
let firstPublished: Promise<any> | undefined;
const asSentPublished = () => (firstPublished ??= keyFigures({}, MINISTRY));
const valueOf = (answer: any, code: string, unit: string | null = null) =>
  answer.figures
    .find(({ definition }: any) => definition.code === code)
    .values.find((value: any) => (value.unit?.code ?? null) === unit);

const lengthOf = ({ start, end }: any) => ((end ? Date.parse(end) : THROUGH) - Date.parse(start)) / HOUR;
const ended = (some: readonly any[]) =>
  some.flatMap((one) => (one.end ? [lengthOf(one)] : [])).toSorted((one, other) => one - other);
const quantile = (sorted: readonly number[], part: number) =>
  sorted[Math.ceil(part * sorted.length) - 1] ?? Number.NaN;
const sum = (values: readonly number[]) => values.reduce((all, one) => all + one, 0);
const share = (part: readonly unknown[], all: readonly unknown[]) => part.length / all.length;

/** What the key figures are, counted from the records by nothing but their definitions; null where nothing was recorded. */
function counted(all: Sent): Record<string, number | null> {
  const some = all.measures;
  const exclusions = some.filter(({ kind }) => kind === 'EXCLUSION');
  const whole = exclusions.filter(({ extent }) => extent === 'WHOLE');
  const longer = (list: readonly any[], days: number) => list.filter((one) => lengthOf(one) > days * 24);
  const over = (list: readonly any[], days: number) => longer(list, days).length;
  const personsOver = (list: readonly any[], days: number) =>
    new Set(longer(list, days).map(({ person }) => person)).size;
  const minors = (list: readonly any[]) => list.filter(({ ageGroup }) => ageGroup === 'UNDER_18');
  const inForce = whole.filter(({ end }) => !end || Date.parse(end) >= THROUGH);
  const onGround = (...bases: string[]) =>
    inForce.filter(({ legalBasis }) => bases.some((basis) => legalBasis?.startsWith(basis))).length;
  const by = (...means: string[]) => some.filter((one) => means.includes(one.means));
  const building = exclusions.filter(({ legalBasis }) =>
    ['37-8', '37-9-building', '37-10'].includes(legalBasis),
  );
  return {
    EXCLUSIONS_STARTED: exclusions.length,
    EXCLUSIONS_STARTED_MINORS: exclusions.filter(({ ageGroup }) => ageGroup === 'UNDER_18').length,
    WHOLE_EXCLUSIONS_STARTED: whole.length,
    PARTIAL_EXCLUSIONS_STARTED: exclusions.filter(({ extent }) => extent === 'PARTIAL').length,
    EXCLUSIONS_OF_REMAND: exclusions.filter(({ custody }) => custody === 'REMAND').length,
    EXCLUSIONS_OF_SENTENCED: exclusions.filter(({ custody }) => custody === 'SENTENCED').length,
    PERSONS_EXCLUDED: new Set(exclusions.map(({ person }) => person)).size,
    WHOLE_EXCLUSIONS_IN_FORCE: inForce.length,
    WHOLE_EXCLUSIONS_IN_FORCE_CONDUCT: onGround('37-1-'),
    WHOLE_EXCLUSIONS_IN_FORCE_BUILDING: onGround('37-8', '37-9-building', '37-10'),
    WHOLE_EXCLUSIONS_IN_FORCE_OWN_WISH: onGround('37-9-wish'),
    WHOLE_EXCLUSIONS_MEAN_HOURS: sum(ended(whole)) / ended(whole).length,
    WHOLE_EXCLUSIONS_MEDIAN_HOURS: quantile(ended(whole), 0.5),
    WHOLE_EXCLUSIONS_P90_HOURS: quantile(ended(whole), 0.9),
    EXCLUSIONS_BUILDING_SHARE: share(building, exclusions),
    WHOLE_EXCLUSIONS_OVER_14_DAYS: over(whole, 14),
    WHOLE_EXCLUSIONS_OVER_42_DAYS: over(whole, 42),
    WHOLE_EXCLUSIONS_OVER_365_DAYS: over(whole, 365),
    PERSONS_EXCLUDED_OVER_14_DAYS: personsOver(whole, 14),
    PERSONS_EXCLUDED_OVER_14_DAYS_MINORS: personsOver(minors(whole), 14),
    PERSONS_EXCLUDED_OVER_42_DAYS: personsOver(whole, 42),
    PERSONS_EXCLUDED_OVER_365_DAYS: personsOver(whole, 365),
    SECURITY_CELL_USES: by('SECURITY_CELL').length,
    SECURITY_CELL_OVER_3_DAYS: over(by('SECURITY_CELL'), 3),
    RESTRAINT_BED_USES: by('RESTRAINT_BED').length,
    SEARCHES: by('PERSON_SEARCH', 'CELL_SEARCH', 'PROPERTY_SEARCH').length,
    DRUG_TESTS: by('DRUG_TEST').length,
    ...plainAlso(all, YEAR),
  };
}

function sentBy(unit: string | null): Sent {
  const own = (some: readonly any[]) => some.filter((one) => unit === null || one.unit === unit);
  return {
    measures: own(sent.measures),
    'regime-days': own(sent['regime-days']),
    complaints: own(sent.complaints),
  };
}

function expectCounted(answer: any, units: readonly (string | null)[]) {
  for (const unit of units) {
    for (const [code, wanted] of Object.entries(counted(sentBy(unit)))) {
      const { value, reason } = valueOf(answer, code, unit);
      // Lengths are kept in bins of at most 1 %, counts and means are exact.
      const [part, more] = /MEDIAN|P90/.test(code) ? [0.0101, 1 / 60] : [1e-9, 0];
      const allowed = (wanted ?? 0) * part + more;
      const isRight =
        wanted === null || Number.isNaN(wanted)
          ? value === null && reason === (wanted === null ? 'NOT_RECORDED' : 'NOTHING_TO_COUNT')
          : value !== null && Math.abs(value - wanted) <= allowed;
      expect({ code, unit, value, reason, wanted, isRight }).toMatchObject({ isRight: true });
    }
  }
}

test('every key figure is what its definition gives from the records, by unit and in all', async () => {
  const answer = await asSent();
  expect(answer).toMatchObject({
    edition: 'EXACT',
    period: YEAR,
    periodBefore: { from: '2024-01-01', to: '2025-01-01' },
    coverage: { complete: true, missing: [] },
  });
  expect(answer.figures.map(({ definition }: any) => definition.code)).toEqual(
    KEY_FIGURES.map(({ code }) => code),
  );
  expectCounted(answer, [null, ...CODES]);
});

type Judged = {
  readonly started: number;
  readonly deviations: readonly { readonly rule: { readonly code: string }; readonly count: number }[];
};

test('rates, hours and documentation are those of practice', async () => {
  const answer = await asSent();
  const practice = await federation.ask(
    `query ($filter: PracticeFilter!, $minors: PracticeFilter!, $long: PracticeFilter!, $cells: PracticeFilter!, $all: PracticeFilter!) {
      exclusions: practice(filter: $filter) { total { ratePer1000InmateDays inmateDays } }
      minors: practice(filter: $minors) { total { started deviations { rule { code } count } } }
      long: practice(filter: $long, by: AGE_GROUP) { groups { ageGroup figures { started deviations { rule { code } count } } } }
      cells: practice(filter: $cells) { total { hours } } all: practice(filter: $all) { total { completeRecords started } } }`,
    {
      filter: { period: YEAR, kinds: ['EXCLUSION'] },
      minors: {
        period: YEAR,
        extents: ['WHOLE'],
        ageGroups: ['UNDER_18'],
        length: { overDays: 3 },
      },
      long: { period: YEAR, kinds: ['EXCLUSION'], extents: ['WHOLE'], length: { overDays: 14 } },
      cells: { period: YEAR, means: ['SECURITY_CELL'] },
      all: { period: YEAR },
    },
  );
  const { exclusions, minors, long, cells, all } = practice.data;
  // The rule of 14 days is one for adults: a minor's breaks another.
  const groups: readonly { ageGroup: string; figures: Judged }[] = long.groups;
  const adults = groups.flatMap(({ ageGroup, figures }) => (ageGroup === 'UNDER_18' ? [] : [figures]));
  for (const { code, rule, of } of [
    { code: 'WHOLE_EXCLUSIONS_DECIDED_IN_TIME', rule: 'WHOLE_EXCLUSION_REGION_14_DAYS', of: adults },
    {
      code: 'WHOLE_EXCLUSIONS_DECIDED_IN_TIME_MINORS',
      rule: 'MINOR_WHOLE_EXCLUSION_REGION_3_DAYS',
      of: [minors.total as Judged],
    },
  ]) {
    const started = sum(of.map((figures) => figures.started));
    const broken = of.flatMap(({ deviations }) => deviations.filter((one) => one.rule.code === rule));
    expect(started).toBeGreaterThan(0);
    expect(valueOf(answer, code)).toMatchObject({
      numerator: started - sum(broken.map(({ count }) => count)),
      denominator: started,
    });
  }
  expect(valueOf(answer, 'EXCLUSIONS_RATE')).toMatchObject({
    value: exclusions.total.ratePer1000InmateDays,
    denominator: exclusions.total.inmateDays,
  });
  expect(valueOf(answer, 'SECURITY_CELL_HOURS').value).toBeCloseTo(cells.total.hours, 9);
  expect(valueOf(answer, 'COMPLETE_RECORDS_SHARE')).toMatchObject({
    numerator: all.total.completeRecords,
    denominator: all.total.started,
  });
});

test('the year before stands beside, and is that year’s own answer', async () => {
  const next = await keyFigures({ from: '2026-01-01', to: '2027-01-01' });
  const own = await asSent();
  for (const { code } of KEY_FIGURES)
    expect([code, valueOf(next, code).before.value]).toEqual([code, valueOf(own, code).value]);
});

const CUBE_FIGURES = ['EXCLUSIONS_STARTED', 'WHOLE_EXCLUSIONS_STARTED', 'PARTIAL_EXCLUSIONS_STARTED'];
const MINISTRY: Grant = { sub: 'test', role: 'ministry' };

test('readers of published figures get by unit what the cube has, and nothing of few in all', async () => {
  const answer = await asSentPublished();
  expect(answer.edition).toBe('PUBLISHED');
  const cube = await federation.ask(
    `query ($period: PeriodInput!) { publishedFigures(period: $period) { quarters { groups { unit { code } kind extent sex figures { status started } } } } }`,
    { period: YEAR },
  );
  const inCube = (unit: string | null, extent: string | null) => {
    const cells = cube.data.publishedFigures.quarters.map(({ groups }: any) =>
      groups.find(
        (group: any) =>
          (group.unit?.code ?? null) === unit &&
          group.kind === 'EXCLUSION' &&
          group.extent === extent &&
          group.sex === null,
      ),
    );
    return cells.every(({ figures }: any) => figures.status === 'PUBLISHED')
      ? sum(cells.map(({ figures }: any) => figures.started))
      : null;
  };
  for (const unit of [null, ...CODES]) {
    for (const [code, extent] of [
      ['EXCLUSIONS_STARTED', null],
      ['WHOLE_EXCLUSIONS_STARTED', 'WHOLE'],
      ['PARTIAL_EXCLUSIONS_STARTED', 'PARTIAL'],
    ] as const)
      expect([unit, code, valueOf(answer, code, unit).value]).toEqual([unit, code, inCube(unit, extent)]);
  }
  for (const unit of CODES)
    expect(valueOf(answer, 'SECURITY_CELL_USES', unit)).toMatchObject({
      status: 'WITHHELD',
      value: null,
      numerator: null,
      denominator: null,
      reason: 'NOT_PUBLISHED_BY_UNIT',
    });
  const exact = await asSent();
  const shownInAll = answer.figures.flatMap(({ definition, values }: any) =>
    values[0].status === 'PUBLISHED' ? [definition.code] : [],
  );
  expect(shownInAll).toContain('WHOLE_EXCLUSIONS_MEDIAN_HOURS');
  const few = KEY_FIGURES.filter(({ code, counts }) => {
    const { value } = valueOf(exact, code);
    return ['STARTED', 'OVER_DAYS', 'IN_FORCE_AT_END'].includes(counts.figure) && value > 0 && value < 10;
  });
  expect(few.length).toBeGreaterThan(1);
  for (const { code } of few) expect([code, valueOf(answer, code).value]).toEqual([code, null]);
  // Nor may what lies between two lengths that are both shown be few.
  const lengths = KEY_FIGURES.filter(({ counts }) => counts.figure === 'OVER_DAYS');
  for (const one of lengths)
    for (const other of lengths.filter(({ of }) => JSON.stringify(of) === JSON.stringify(one.of))) {
      const [more, less] = [valueOf(answer, one.code).value, valueOf(answer, other.code).value];
      const between = more === null || less === null ? 0 : Math.abs(more - less);
      expect([one.code, other.code, between > 0 && between < 10]).toEqual([one.code, other.code, false]);
    }
  for (const code of shownInAll)
    expect([code, valueOf(answer, code).value]).toEqual([code, valueOf(exact, code).value]);
});

test('no unit can subtract its own part from what is published of all and be left with few', async () => {
  const published = await asSentPublished();
  const exact = await asSent();
  const left = published.figures.flatMap(({ definition: { code } }: any) => {
    const ofAll = valueOf(published, code);
    // What the cube has is held against insiders there.
    if (ofAll.value === null || ofAll.denominator !== null || CUBE_FIGURES.includes(code)) return [];
    return CODES.map((unit) => [code, unit, ofAll.numerator - (valueOf(exact, code, unit).numerator ?? 0)]);
  });
  const counts = left.filter(([code]: any) => !/HOURS/.test(code));
  expect(counts.length).toBeGreaterThan(0);
  expect(counts.filter(([, , rest]: any) => rest > 0 && rest < 10)).toEqual([]);
});

test('an officer has exact figures of the own unit, and of all the same as everybody', async () => {
  const officer: Grant = { sub: 'test', role: 'officer', units: ['oslo'] };
  const own = await keyFigures({ units: ['oslo'] }, officer);
  expect(own.edition).toBe('EXACT');
  expect(own.figures[0].values.map(({ unit }: any) => unit?.code ?? null)).toEqual([null, 'oslo']);
  expect(await keyFigures({}, officer)).toEqual(await asSentPublished());
  const half = await ask({ to: '2025-07-01' }, officer);
  expect(half).toMatchObject({
    data: { keyFigures: null },
    errors: [{ extensions: { code: 'WHOLE_YEARS_ONLY' } }],
  });
});

test('figures of other records follow corrections and withdrawals, and a past moment answers as it did', async () => {
  const oslo = new UnitClient(federation.urls['oslo'] ?? '', 'oslo', testAccess.assertionKey);
  const schema = z.object({ state: z.string() });
  const askOslo = async (asOf: string | null) => {
    const by = [...KEY_FIGURE_DIMENSIONS];
    const key = writeKeyFigureUnitKey(
      questionOf(oslo, { period: YEAR, by, asOf, now: NOW, personKey: 'one' }),
    );
    const { state } = await oslo.entity('Practice', { key }, { fields: 'state', schema });
    return keyFigureState.parse(JSON.parse(state)).alsoCounted;
  };
  const before = await askOslo(null);
  const moment = new Date().toISOString();
  const change = async (target: keyof Sent, isIt: (record: any) => boolean, part: object | null) => {
    const [record] = sentBy('oslo')[target].filter(isIt);
    const changed = { ...record, ...(part ?? { withdrawn: true }) };
    const headers = { 'x-source': 'synthetic' };
    expect(await federation.importRecords(target, [changed], headers)).toMatchObject({ accepted: 1 });
    const kept = sent[target].filter((one) => one !== record);
    sent = { ...sent, [target]: part === null ? kept : [...kept, changed] };
  };
  const alone = plainAlso(sentBy('oslo'), YEAR)['DE_FACTO_ISOLATION_DAYS'];
  expect(alone).toBeGreaterThan(0);
  await change('measures', (one) => one.extent === 'WHOLE' && one.end && lengthOf(one) > 14 * 24, null);
  await change('complaints', ({ outcome }) => outcome === 'DISMISSED', { outcome: 'UPHELD' });
  await change('complaints', ({ outcome }) => outcome === 'DISMISSED', null);
  await change('regime-days', ({ minutesOutOfCell }) => minutesOutOfCell >= 480, { minutesOutOfCell: 1 });
  await change('regime-days', (one) => one.minutesOutOfCell > 120, {
    minutesOutOfCell: 0,
    contactMinutesAccepted: 0,
  });
  await change('regime-days', ({ minutesOutOfCell }) => minutesOutOfCell < 60, null);
  expectCounted(await keyFigures(), [null, 'oslo']);
  expect(await askOslo(moment)).toEqual(before);
  const now = await askOslo(null);
  for (const part of ['regimeDays', 'complaints', 'longExclusions'] as const)
    expect(now[part]).not.toEqual(before[part]);
});

const PLAIN_YEAR = { from: '2024-01-01', to: '2025-01-01' };
const BANDS = ['8', '4_TO_8', '2_TO_4', 'UNDER_2'].map((band) => `OUT_OF_CELL_${band}_SHARE`);

/** So many days in a band, of so many persons of a unit. */
const daysOf = (unit: string, minutesOutOfCell: number, [number, persons]: readonly [number, number]) =>
  Array.from({ length: number }, (_, index) => ({
    unit,
    sourceKey: `${unit} ${minutesOutOfCell} ${index}`,
    person: `${minutesOutOfCell}-${index % persons}`,
    day: `2024-03-${String((index % 28) + 1).padStart(2, '0')}`,
    minutesOutOfCell,
    contactMinutesAccepted: 60,
  }));
const complaintsOf = (unit: string, number: number, outcome: string) =>
  Array.from({ length: number }, (_, index) => ({
    unit,
    sourceKey: `${unit} ${outcome} ${index}`,
    measure: 'none',
    filedAt: '2024-04-01T10:00:00Z',
    decidedAt: '2024-05-01T10:00:00Z',
    outcome,
  }));

test('of hours out of the cell and complaints nothing is published that tells of few, in the country or without one unit', async () => {
  const shown = async () => {
    const answer = await keyFigures(PLAIN_YEAR, MINISTRY);
    const inAll = (code: string) => valueOf(answer, code).value ?? valueOf(answer, code).status;
    return {
      bands: BANDS.map(inAll),
      complaints: ['COMPLAINTS', 'COMPLAINTS_UPHELD_SHARE'].map(inAll),
      byUnit: BANDS.map((code) => valueOf(answer, code, 'oslo').reason),
    };
  };
  const hidden = BANDS.map(() => 'SUPPRESSED');
  const send = (target: string, records: readonly object[]) =>
    federation.importRecords(target, records, { 'x-source': 'synthetic' });
  await send('regime-days', [
    ...CODES.flatMap((unit) => daysOf(unit, 500, [20, 5])),
    ...['oslo', 'ost'].flatMap((unit) => daysOf(unit, 300, [10, 3])),
    // Many days, of the same two persons in each.
    ...['oslo', 'ost', 'agder'].flatMap((unit) => daysOf(unit, 60, [20, 2])),
  ]);
  await send('complaints', [
    ...complaintsOf('oslo', 10, 'UPHELD'),
    ...complaintsOf('vest', 9, 'UPHELD'),
    ...complaintsOf('ost', 10, 'DISMISSED'),
  ]);
  expect(await shown()).toEqual({
    bands: hidden,
    // Without Oslo nine are upheld.
    complaints: [29, 'SUPPRESSED'],
    byUnit: BANDS.map(() => 'NOT_PUBLISHED_BY_UNIT'),
  });
  await send('regime-days', daysOf('oslo', 60, [20, 3]));
  await send('complaints', complaintsOf('vest', 10, 'UPHELD'));
  // Without Oslo there are still the two.
  expect((await shown()).bands).toEqual(hidden);
  await send('regime-days', daysOf('ost', 60, [20, 3]));
  expect(await shown()).toMatchObject({
    bands: [240 / 320, 20 / 320, 0, 60 / 320],
    complaints: [30, 20 / 30],
  });
  // From a source that has not declared anything.
  await federation.importRecords('regime-days', daysOf('troms', 700, [1, 1]));
  expect(await shown()).toMatchObject({
    bands: BANDS.map(() => 'WITHHELD'),
    complaints: [30, 20 / 30],
  });
});

test('what few persons may stand behind is never published', async () => {
  const published = await asSentPublished();
  const exact = await asSent();
  const never = KEY_FIGURES.filter((definition) => definition.published === false);
  expect(never.map(({ code }) => code)).toEqual(
    expect.arrayContaining(['DE_FACTO_ISOLATION_DAYS', 'PERSONS_EXCLUDED_OVER_42_DAYS', 'COMPLAINTS_MINORS']),
  );
  expect(never.filter(({ code }) => valueOf(exact, code).value > 0).length).toBeGreaterThan(3);
  for (const { code } of never)
    for (const unit of [null, ...CODES])
      expect([code, valueOf(published, code, unit)]).toEqual([
        code,
        expect.objectContaining({
          status: 'WITHHELD',
          reason: 'NOT_PUBLISHED',
          value: null,
          numerator: null,
        }),
      ]);
});

test('every definition holds together', () => {
  expect(new Set(KEY_FIGURES.map(({ code }) => code)).size).toBe(KEY_FIGURES.length);
  const bases = KEY_FIGURES.flatMap(({ of, counts }) => [
    ...(of.legalBases ?? []),
    ...(counts.figure === 'SHARE' ? (counts.within.legalBases ?? []) : []),
  ]);
  expect(bases.filter((code) => findLegalBasis(code) === undefined)).toEqual([]);
});

test('a share of kept duties is of measures its rule is about, and of no others', () => {
  for (const { code, of, counts } of KEY_FIGURES) {
    if (counts.figure !== 'KEPT_SHARE') continue;
    const { minor = null, extents } = findRule(counts.rule)?.appliesTo ?? {};
    const ages = AGE_GROUP_CODES.filter((age) => minor === null || (age === 'UNDER_18') === minor);
    expect([code, (of.ageGroups ?? AGE_GROUP_CODES).filter((age) => !ages.includes(age))]).toEqual([
      code,
      [],
    ]);
    expect([code, (of.extents ?? EXTENTS).filter((extent) => extents?.includes(extent) === false)]).toEqual([
      code,
      [],
    ]);
  }
});

test('what cannot be delivered says why', async () => {
  const answer = await asSent();
  // Nobody recorded a day of that year's regime; that there were no complaints all have declared.
  expect(valueOf(answer, 'DE_FACTO_ISOLATION_DAYS').before).toMatchObject({
    status: 'WITHHELD',
    value: null,
    reason: 'NOT_RECORDED',
    message: 'Cannot be delivered: what the figure rests on is not recorded, or not in all units.',
  });
  expect(valueOf(answer, 'COMPLAINTS').before.value).toBe(0);
  await federation.importRecords(
    'measures',
    Array.from({ length: 200 }, (_, index) => ({
      unit: 'finnmark',
      sourceKey: `unknown ${index}`,
      kind: 'EXCLUSION',
      means: 'EXCLUSION',
      start: '2025-05-01',
      end: '2025-05-02',
    })),
  );
  const after = await keyFigures();
  expect(valueOf(after, 'WHOLE_EXCLUSIONS_STARTED', 'finnmark').reason).toBe('RECORDS_INCOMPLETE');
  expect(valueOf(after, 'PERSONS_EXCLUDED', 'finnmark').reason).toBe('PERSON_MISSING');
  expect(valueOf(after, 'WHOLE_EXCLUSIONS_STARTED', 'oslo').status).toBe('PUBLISHED');
});

test('with a unit or the register missing, what rests on it cannot be delivered and the rest stands', async () => {
  await federation.stop('troms');
  const answer = await keyFigures();
  for (const code of ['EXCLUSIONS_STARTED', 'COMPLAINTS', 'OUT_OF_CELL_8_SHARE'])
    expect(valueOf(answer, code)).toMatchObject({ value: null, reason: 'UNIT_MISSING' });
  expect(valueOf(answer, 'EXCLUSIONS_STARTED', 'troms')).toMatchObject({
    value: null,
    reason: 'UNIT_UNAVAILABLE',
  });
  expect(valueOf(answer, 'EXCLUSIONS_STARTED', 'oslo').value).toBeGreaterThan(0);
  const published = await keyFigures({}, MINISTRY);
  for (const { values } of published.figures)
    for (const { value, reason } of values) expect([value, reason]).toEqual([null, 'PUBLISHED_UNIT_MISSING']);
  await federation.restart('troms');
  await federation.stop('inmates');
  const rates = await keyFigures();
  expect(valueOf(rates, 'EXCLUSIONS_RATE')).toMatchObject({ value: null, reason: 'INMATES_UNAVAILABLE' });
  expect(valueOf(rates, 'EXCLUSIONS_STARTED').status).toBe('PUBLISHED');
  await federation.restart('inmates');
});
