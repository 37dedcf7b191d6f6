import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LENGTH_BANDS } from '../schema/practice/lengths.ts';
import { deviationFeed } from '../schema/deviations/feed.ts';
import type { DeviationNotice } from '../schema/deviations/feed.ts';
import { startFederation } from './harness/federation.ts';
import type { Federation } from './harness/federation.ts';
import {
  BASIS_OF_REASON,
  importFile,
  officePrefixes,
  pogoProfile,
  realDataPresent,
  realFile,
  realJson,
} from './harness/real-data.ts';

const importPogo = (federation: Federation) =>
  importFile(federation, {
    profile: pogoProfile(),
    bytes: realFile('pogo/segregation-2016-2018.csv'),
    name: 'pogo.csv',
    fields: { through: '2018-06-01T00:00:00+02:00' },
  });

const FIGURES = 'started ongoing meanHours medianHours p90Hours hours lengths { code count }';
const WHOLE = '{ from: "2016-01-01", to: "2018-06-01" }';

/** A published row in the units of the API. */
function published(row: any) {
  const bands = [row.b1, row.b3, row.b6, row.b14, row.b15, row.b30, row.b42, row.b365, row.over365];
  return {
    started: row.started,
    ongoing: row.ongoing,
    meanDays: row.mean_days,
    medianHours: row.median_days * 24,
    p90Hours: row.p90_days * 24,
    lengths: LENGTH_BANDS.map(({ code }, index) => ({ code, count: bands[index] })),
  };
}

function comparable(figures: any) {
  const { started, ongoing, meanHours, medianHours, p90Hours, lengths } = figures;
  return { started, ongoing, meanDays: Number((meanHours / 24).toFixed(6)), medianHours, p90Hours, lengths };
}

/** From the rows of the file: days by subtracting dates, those without an end up to the day the file was told complete. */
function longPlacementsByUnit() {
  const prefixes = officePrefixes();
  const units = new Map<string, { ill: number; all: number }>();
  const day = (text: string) => {
    const [month = 0, date = 0, year = 0] = text.split('/').map(Number);
    return Date.UTC(year, month - 1, date) / 86_400_000;
  };
  for (const row of parse(realFile('pogo/segregation-2016-2018.csv'), {
    columns: true,
    bom: true,
  }) as any[]) {
    const days = day(row.release_date || '6/1/2018') - day(row.placement_date);
    if (days <= 15) continue;
    const unit = Object.entries(prefixes).find(([office]) => row.facility_aor.startsWith(office))?.[1] ?? '';
    const counts = units.get(unit) ?? { ill: 0, all: 0 };
    counts.all += 1;
    if (['Mental Illness', 'Serious Mental Illness'].includes(row.mental_illness)) counts.ill += 1;
    units.set(unit, counts);
  }
  return units;
}

/** Binomial tails at and beyond a count, term by term. */
function tailsAt(count: number, trials: number) {
  const term = (k: number, p: number) => {
    let logarithm = k * Math.log(p) + (trials - k) * Math.log(1 - p);
    for (let step = 1; step <= k; step += 1) logarithm += Math.log((trials - k + step) / step);
    return Math.exp(logarithm);
  };
  const sum = (from: number, to: number, p: number) => {
    let total = 0;
    for (let k = from; k <= to; k += 1) total += term(k, p);
    return total;
  };
  return { above: (p: number) => sum(count, trials, p), below: (p: number) => sum(0, count, p) };
}

async function noticesOf(federation: Federation, unit: string): Promise<DeviationNotice[]> {
  const notices: DeviationNotice[] = [];
  for (let after = 0, more = true; more;) {
    const response = await fetch(`${federation.url}/deviations/${unit}?after=${after}`);
    const page = deviationFeed.parse(await response.json());
    notices.push(...page.notices);
    ({ next: after, more } = page);
  }
  return notices.filter(({ state }) => state === 'BROKEN');
}

/** What the clock in Oslo shows, as if it were UTC: the publisher's hours know no summer time. */
function wallClock(moment: string): number {
  const clock = new Intl.DateTimeFormat('sv-SE', {
    timeZone: 'Europe/Oslo',
    dateStyle: 'short',
    timeStyle: 'medium',
  });
  return Date.parse(`${clock.format(new Date(moment)).replace(' ', 'T')}Z`);
}

const near = (value: number) => expect.closeTo(value, 10);

describe.runIf(realDataPresent)('6,558 real placements from 24 field offices', () => {
  let federation: Federation;
  let imported: any;
  beforeAll(async () => {
    federation = await startFederation();
    imported = await importPogo(federation);
  });
  afterAll(() => federation?.close());

  const practice = async (args: string, selection: string) => {
    const answer = await federation.ask(
      `{ practice(${args}) { coverage { complete missing { reason } } ${selection} } }`,
    );
    expect(answer.errors).toBeUndefined();
    expect(answer.data.practice.coverage).toEqual({ complete: true, missing: [] });
    return answer.data.practice;
  };

  test('every row is accepted, and the same file again adds nothing', async () => {
    expect(imported).toMatchObject({
      read: 6558,
      accepted: 6558,
      new: 6558,
      quarantined: 0,
      blank: 0,
      undelivered: 0,
    });
    expect(await importPogo(federation)).toMatchObject({
      read: 6558,
      accepted: 6558,
      new: 0,
      changed: 0,
      unchanged: 6558,
    });
  });

  test.each([
    ['the whole file', WHOLE, 'units'],
    ['2017', '{ from: "2017-01-01", to: "2018-01-01" }', 'year2017'],
  ])('the figures of every unit are exact for %s', async (_name, period, rows) => {
    const answer = await practice(
      `filter: { period: ${period} }, by: [UNIT]`,
      `groups { unit { code } figures { ${FIGURES} } }`,
    );
    const expected = new Map(
      realJson('pogo/expected.json')[rows].map((row: any) => [row.unit, published(row)]),
    );
    expect(new Map(answer.groups.map((group: any) => [group.unit.code, comparable(group.figures)]))).toEqual(
      expected,
    );
  });

  test('how long after the start a placement was written down is exact for every unit, from the deviations', async () => {
    const { units } = realJson('pogo/expected.json');
    for (const { unit, started, ...expected } of units) {
      const late = (await noticesOf(federation, unit)).filter(({ rule }) => rule === 'DECISION_WRITTEN');
      const hours = late
        .map(({ startedOn, metAt }) => (wallClock(metAt ?? '') - Date.parse(startedOn)) / 3_600_000)
        .toSorted((left, right) => left - right);
      // Those written in time are no deviations, and all come before the median.
      const place = (started - 1) / 2 - (started - hours.length);
      const middle = ((hours[Math.floor(place)] ?? 0) + (hours[Math.ceil(place)] ?? 0)) / 2;
      expect({ unit, middle, late: hours.filter((each) => each >= 72).length }).toEqual({
        unit,
        middle: expect.closeTo(expected.median_hours_start_to_created, 9),
        late: expected.created_3_days_late_or_more,
      });
    }
  });

  test('the total, by reason, sex and flag is exact, and so are the published findings', async () => {
    const { total, byReason } = realJson('pogo/expected.json');
    const all = await practice(`filter: { period: ${WHOLE} }`, `total { ${FIGURES} }`);
    expect(comparable(all.total)).toEqual(published(total));

    const reasons = await practice(
      `filter: { period: ${WHOLE} }, by: [LEGAL_BASIS]`,
      'groups { legalBasis { code } figures { started } }',
    );
    expect(
      new Map(reasons.groups.map((group: any) => [group.legalBasis.code, group.figures.started])),
    ).toEqual(new Map(byReason.map((row: any) => [BASIS_OF_REASON[row.reason], row.started])));

    const women = await practice(`filter: { period: ${WHOLE}, sexes: [FEMALE] }`, 'total { started }');
    expect(women.total.started).toBe(total.female);
    const ill = await practice(
      `filter: { period: ${WHOLE} }, by: [VULNERABILITY]`,
      'groups { vulnerability figures { started } } total { started }',
    );
    expect(ill.groups).toContainEqual({ vulnerability: 'MENTAL_ILLNESS', figures: { started: 2579 } });
    expect(ill.total.started).toBe(6558);
    const over15 = all.total.lengths.slice(5).reduce((sum: number, band: any) => sum + band.count, 0);
    expect(over15).toBe(4007);
  });

  test('the share of people with mental illness among placements beyond 15 days has its exact limits in every unit', async () => {
    const answer = await federation.ask(
      `{ comparison(filter: { period: ${WHOLE}, length: { overDays: 15 } }, indicator: MENTAL_ILLNESS_SHARE, adjustFor: []) {
           coverage { complete } results { unit { code } figures { observed exposure value valueLimits { lower95 upper95 lower998 upper998 } } } } }`,
    );
    expect(answer.errors).toBeUndefined();
    expect(answer.data.comparison.coverage.complete).toBe(true);
    const expected = longPlacementsByUnit();
    for (const { unit, figures } of answer.data.comparison.results) {
      const { ill = 0, all = 0 } = expected.get(unit.code) ?? {};
      expect([figures.observed, figures.exposure]).toEqual([ill, all]);
      expect(figures.value).toBeCloseTo(ill / all, 12);
      const tails = tailsAt(ill, all);
      const { lower95, upper95, lower998, upper998 } = figures.valueLimits;
      expect([tails.above(lower95), tails.below(upper95)]).toEqual([near(0.025), near(0.025)]);
      expect([tails.above(lower998), tails.below(upper998)]).toEqual([near(0.001), near(0.001)]);
    }
    expect([...expected.values()].reduce((sum, { all }) => sum + all, 0)).toBe(4007 + 120);
  });

  test('hours in force during 2017 are exact in every unit', async () => {
    const answer = await practice(
      'filter: { period: { from: "2017-01-01", to: "2018-01-01" } }, by: [UNIT]',
      'groups { unit { code } figures { hours } }',
    );
    expect(new Map(answer.groups.map((group: any) => [group.unit.code, group.figures.hours]))).toEqual(
      new Map(realJson('pogo/expected.json').inForceHours2017.map((row: any) => [row.unit, row.hours])),
    );
  });
});
