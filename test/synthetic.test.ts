import { createHash } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { generateSynthetic, manifestHead } from '../local/synthetic/generate.ts';
import type { Fault } from '../local/synthetic/manifest.ts';
import { FAULT_KINDS } from '../local/synthetic/manifest.ts';
import { TARGETS } from '../schema/records/targets.ts';
import { MEANS_CODES } from '../schema/vocabulary.ts';
import { findUnit, UNITS } from '../schema/units.ts';
import { inspect, recordsOf } from './harness/synthetic-rules.ts';
import type { Records } from './harness/synthetic-rules.ts';
import { compareRates } from './harness/synthetic-rates.ts';

const WHOLE_SERVICE = { scale: 1, seed: 7, years: 1, to: '2026-01-01' };
const HOUR = 3_600_000;
const PERIOD_END = '2025-12-31T23:00:00Z';

let records: Records;
let faults: Fault[];
const of = (target: string) => records[target] ?? [];
beforeAll(() => {
  const items = [...generateSynthetic(WHOLE_SERVICE)];
  records = recordsOf(items);
  faults = items.flatMap((item) => (item.kind === 'FAULT' ? [item.fault] : []));
});

test('the same scale, seed and years give the same bytes, another seed others', () => {
  const hash = (seed: number) => {
    const sum = createHash('sha256');
    for (const item of generateSynthetic({ scale: 0.05, seed, years: 2, to: '2025-07-01' }))
      sum.update(JSON.stringify(item));
    return sum.digest('hex');
  };
  expect(hash(1)).toBe(hash(1));
  expect(hash(2)).not.toBe(hash(1));
});

test('every record is one the units and the register accept, under a key of its own', () => {
  const refused: unknown[] = [];
  const double: string[] = [];
  for (const [target, { owner, record }] of Object.entries(TARGETS)) {
    const keys = new Set<string>();
    for (const row of of(target)) {
      const { unit, ...rest } = row;
      const sent = target === 'persons' ? row : { ...(owner === 'UNIT' ? rest : row), source: 'synthetic-7' };
      const read = record.safeParse(sent);
      if (!read.success || (target !== 'persons' && findUnit(unit) === undefined)) refused.push(row);
      const key = target === 'persons' ? row['pseudonym'] : row['sourceKey'];
      if (keys.has(key)) double.push(key);
      keys.add(key);
    }
  }
  expect({ refused, double }).toEqual({ refused: [], double: [] });
  expect(Object.keys(records).toSorted()).toEqual(Object.keys(TARGETS).toSorted());
});

/** What lies outside its band; nothing, where all is well. */
const outside = (bands: Record<string, readonly [value: number, low: number, high: number]>) =>
  Object.entries(bands).filter(([, [value, low, high]]) => !(value >= low && value <= high));
const presentOn = (day: string) =>
  of('stays').filter((stay) => stay['arrivedOn'] <= day && (stay['leftOn'] ?? '9999') > day);

test.each(['2025-01-01', '2025-07-01', '2025-12-31'])(
  'on %s the inmates are as many, and of the groups, as published',
  (day) => {
    const persons = new Map(of('persons').map((person) => [person['pseudonym'], person]));
    const present = presentOn(day).map((stay) => ({ ...stay, ...persons.get(stay['pseudonym']) }));
    const count = (field: string, value: string) => present.filter((one: any) => one[field] === value).length;
    const eighteen = `${Number(day.slice(0, 4)) - 18}${day.slice(4)}`;
    expect(
      outside({
        inmates: [present.length, 2950, 3050],
        remand: [count('custody', 'REMAND') / present.length, 0.18, 0.21],
        foreign: [count('citizenship', 'FOREIGN') / present.length, 0.23, 0.27],
        women: [count('sex', 'FEMALE') / present.length, 0.05, 0.06],
        minors: [present.filter((one: any) => one.birthDate > eighteen).length, 3, 9],
      }),
    ).toEqual([]);
  },
);

test('measures are as many and as long as published', () => {
  const measures = of('measures');
  expect(new Set(measures.map((one) => one['means']))).toEqual(new Set(MEANS_CODES));
  const exclusions = measures.filter((one) => one['means'] === 'EXCLUSION');
  const whole = exclusions.filter((one) => one['extent'] === 'WHOLE');
  const ended = whole.filter((one) => one['end'] !== null);
  const lengths = ended.map(hours).toSorted((left, right) => left - right);
  const building = ended.filter((one) => /^37-(8|9-building|10)$/.test(one['legalBasis']));
  const cells = measures.filter((one) => one['means'] === 'SECURITY_CELL').map(hours);
  expect(
    outside({
      wholeExclusions: [whole.length, 6500, 7500],
      wholeShare: [whole.length / exclusions.length, 0.69, 0.735],
      median: [lengths[Math.floor(lengths.length / 2)] ?? 0, 12.5, 15.5],
      mean: [mean(lengths), 64, 84],
      over42Days: [lengths.filter((length) => length > 42 * 24).length / lengths.length, 0.006, 0.014],
      buildingShare: [building.length / ended.length, 0.3, 0.34],
      buildingMean: [mean(building.map(hours)), 7, 9],
      cells: [cells.length, 265, 365],
      longestCell: [Math.max(...cells) / 24, 6, 13],
      cellsUnderADay: [cells.filter((length) => length < 24).length / cells.length, 0.1, 0.3],
    }),
  ).toEqual([]);
});

test('on a measuring day one inmate in four is locked in for 16 hours or more', () => {
  const days = Map.groupBy(of('regime-days'), (day) => day['day'] as string);
  const measuring = [...days].filter(([, rows]) => rows.length > 1000);
  expect(measuring).toHaveLength(3);
  for (const [day, rows] of measuring) {
    const locked = rows.filter((row) => row['minutesOutOfCell'] <= 8 * 60).length / rows.length;
    expect(rows.length).toBe(presentOn(day).length);
    expect(outside({ locked: [locked, 0.22, 0.31] })).toEqual([]);
  }
});

test('nobody is in two places at once', () => {
  const overlaps: unknown[] = [];
  const check = (stretches: readonly { from: string; to: string }[]) => {
    const sorted = stretches.toSorted((left, right) => (left.from < right.from ? -1 : 1));
    for (const [index, one] of sorted.entries()) {
      if ((sorted[index - 1]?.to ?? '') > one.from) overlaps.push(one);
    }
  };
  for (const stays of Map.groupBy(of('stays'), (stay) => stay['pseudonym']).values()) {
    check(stays.map((stay) => ({ from: stay['arrivedOn'], to: stay['leftOn'] ?? '9999' })));
  }
  const lasting = of('measures').filter((one) => one['person'] !== null && one['end'] !== null);
  for (const measures of Map.groupBy(lasting, (one) => one['person']).values()) {
    check(measures.map((one) => ({ from: one['start'], to: one['end'] })));
  }
  expect(overlaps).toEqual([]);
});

test('measures lie inside stays and say of the person what the register says', () => {
  const persons = new Map(of('persons').map((person) => [person['pseudonym'], person]));
  const stays = Map.groupBy(of('stays'), (stay) => stay['pseudonym'] as string);
  const astray = of('measures').filter((one) => {
    if (one['person'] === null) return false;
    const day = osloDate(one['start']);
    const registered = stays.get(one['person']) ?? [];
    const stay = registered.find((row) => row['arrivedOn'] <= day && (row['leftOn'] ?? '9999') > day);
    const lastDay = registered.findLast(({ unit }) => unit === one['unit'])?.['leftOn'] ?? '9999';
    const { sex, citizenship, birthDate = '' } = persons.get(one['person']) ?? {};
    const register: Record<string, unknown> = {
      ...stay,
      sex,
      citizenship,
      ageGroup: ageGroup(birthDate, day),
    };
    const same = ['unit', 'facility', 'securityLevel', 'custody', 'sex', 'citizenship', 'ageGroup'];
    return (
      same.some((field) => register[field] !== one[field]) ||
      (one['end'] !== null && osloDate(one['end']) > lastDay)
    );
  });
  expect(astray).toEqual([]);
});

test('an inspection by the rules finds every planted fault and nothing else', () => {
  const planted = faults.map(({ kind, sourceKeys }) => [kind, ...sourceKeys].join(' '));
  const { noReportsUpward } = manifestHead(WHOLE_SERVICE);
  const found = inspect(records, { to: Date.parse(PERIOD_END), silentUnit: noReportsUpward });
  expect(found).toEqual(planted.toSorted());
  expect(new Set(faults.map(({ kind }) => kind))).toEqual(new Set(FAULT_KINDS));
});

test('the manifest says what was expected and what was planted', () => {
  const measures = new Map(of('measures').map((one) => [one['sourceKey'], one]));
  const first = (fault: Fault) => measures.get(fault.sourceKeys[0]) ?? {};
  const kind = (name: string) => faults.filter((fault) => fault.kind === name);
  for (const fault of kind('DECISION_LATE')) {
    const { decision, start } = first(fault);
    expect((Date.parse(decision.decidedAt) - Date.parse(start)) / HOUR).toBeCloseTo(
      fault.planted.hours ?? 0,
      1,
    );
    expect(fault.planted.hours).toBeGreaterThan(6 - 0.01);
  }
  for (const fault of faults.filter(({ target }) => target === 'measures')) {
    expect(fault.units).toEqual(fault.sourceKeys.map((key) => measures.get(key)?.['unit']));
    expect([null, first(fault)['person']]).toContain(fault.person);
  }
  const splits = kind('SPLIT_BY_TRANSFER');
  expect(new Set(splits.map(({ expected }) => expected.hours))).toEqual(new Set([336, 1008]));
  for (const { units, expected, planted, sourceKeys } of splits) {
    expect(new Set(units).size).toBe(2);
    const lengths = sourceKeys.map((key) => hours(measures.get(key) ?? {}));
    expect(Math.max(...lengths)).toBeLessThan(expected.hours ?? 0);
    expect(lengths.reduce((sum, one) => sum + one, 0)).toBeCloseTo(planted.hours ?? 0, 1);
    expect(planted.hours).toBeGreaterThan(expected.hours ?? 0);
  }
});

test('faults are few, in every unit and of every kind, more in a larger service', () => {
  const small = [...generateSynthetic({ ...WHOLE_SERVICE, scale: 0.1 })];
  const smallFaults = small.flatMap((item) => (item.kind === 'FAULT' ? [item.fault] : []));
  expect(new Set(smallFaults.map(({ kind }) => kind))).toEqual(new Set(FAULT_KINDS));
  expect(faults.length).toBeGreaterThan(4 * smallFaults.length);
  expect(faults.length / of('measures').length).toBeLessThan(0.03);
  expect(new Set(faults.flatMap(({ units }) => units))).toEqual(new Set(UNITS.map(({ code }) => code)));
});

test('one group is treated harder in one unit, and two units only look different', () => {
  const options = { scale: 5, seed: 3, years: 1, to: '2026-01-01' };
  const { treatedHarder, caseMixOnly } = manifestHead(options);
  const rates = compareRates(generateSynthetic(options), { from: '2025-01-01', to: '2026-01-01' });
  const { unit, citizenship, factor } = treatedHarder;
  const [left = '', right = ''] = caseMixOnly;
  expect(rates.crude(left) / rates.crude(right)).toBeGreaterThan(1.5);
  expect(
    outside({
      harder: [rates.stratifiedRatio(unit, citizenship), factor * 0.92, factor * 1.08],
      oslo: [rates.stratifiedRatio('oslo', citizenship), 0.92, 1.08],
      ost: [rates.stratifiedRatio('ost', citizenship), 0.92, 1.08],
      caseMixOnly: [rates.standardised(left) / rates.standardised(right), 0.94, 1.06],
    }),
  ).toEqual([]);
});

function hours(measure: Readonly<Record<string, any>>): number {
  return (Date.parse(measure['end'] ?? PERIOD_END) - Date.parse(measure['start'])) / HOUR;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

const oslo = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Oslo' });
function osloDate(instant: string): string {
  return oslo.format(new Date(instant));
}

function ageGroup(birthDate: string, day: string): string {
  const age =
    Number(day.slice(0, 4)) - Number(birthDate.slice(0, 4)) - (day.slice(5) < birthDate.slice(5) ? 1 : 0);
  return age < 18
    ? 'UNDER_18'
    : age < 25
      ? 'AGE_18_24'
      : age < 35
        ? 'AGE_25_34'
        : age < 50
          ? 'AGE_35_49'
          : 'AGE_50_PLUS';
}
