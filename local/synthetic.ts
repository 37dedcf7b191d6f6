import type { z } from 'zod';
import { personRecord, stayRecord } from '../schema/records/inmates.ts';
import { measureRecord } from '../schema/records/measure.ts';
import { UNITS } from '../schema/units.ts';
import { createRandom } from './random.ts';
import type { Random } from './random.ts';
import { syntheticMeasure } from './synthetic-measure.ts';
import type { SyntheticMeasure } from './synthetic-measure.ts';

export const SYNTHETIC_SOURCE = 'synthetic';
const PERSONS = 900;
const MEASURES = 2500;
const DAY = 86_400_000;
const FROM = Date.parse('2024-01-01');
const TO = Date.parse('2026-01-01');

export type SyntheticPerson = z.input<typeof personRecord> & { readonly birthDate: string };
export type SyntheticStay = Omit<z.input<typeof stayRecord>, 'source'>;
export type Synthetic = {
  readonly persons: readonly SyntheticPerson[];
  readonly stays: readonly SyntheticStay[];
  readonly measures: readonly SyntheticMeasure[];
};

/** Roughly how the places are spread; a unit without a number of its own is small. */
const UNIT_WEIGHTS: Readonly<Record<string, number>> = {
  oslo: 12,
  ost: 22,
  innlandet: 9,
  'sor-ost': 14,
  agder: 8,
  'sor-vest': 8,
  vest: 9,
  trondelag: 8,
  nordland: 4,
};
type Facility = { readonly name: string; readonly securityLevel: SyntheticStay['securityLevel'] };
const CLOSED: Facility = { name: 'Avdeling A', securityLevel: 'HIGH' };
const FACILITIES: readonly (readonly [Facility, number])[] = [
  [CLOSED, 60],
  [{ name: 'Avdeling B', securityLevel: 'LOWER' }, 32],
  [{ name: 'Avdeling C', securityLevel: 'TRANSITIONAL' }, 8],
];

/** Invented records for trying the system out. No person or measure in them exists. */
export function generateSynthetic(): Synthetic {
  const random = createRandom(1);
  const persons = Array.from({ length: PERSONS }, (_, index) => person(random, index + 1));
  const stays = persons.flatMap((one) => staysOf(random, one));
  stays.forEach((stay, index) => (stay.sourceKey = numbered('synthetic-stay', index + 1)));
  const born = new Map(persons.map((one) => [one.pseudonym, one]));
  const weighted = stays.map((stay) => [stay, Math.sqrt(lengthInside(stay) / DAY)] as const);
  const measures = Array.from({ length: MEASURES }, (_, index) => {
    const stay = random.pick(weighted);
    const inmate = born.get(stay.pseudonym);
    if (inmate === undefined) throw new RangeError(`No person ${stay.pseudonym}`);
    const within = { from: Math.max(FROM, Date.parse(stay.arrivedOn)), to: leftOf(stay) };
    return syntheticMeasure(random, numbered('synthetic', index + 1), inmate, stay, within);
  });
  return { persons, stays, measures };
}

/** The faults of records that their schemas would not take; none, as a test holds. */
export function syntheticFaults(records: Synthetic): string[] {
  const source = SYNTHETIC_SOURCE;
  return [
    ...records.persons.map((record) => personRecord.safeParse(record)),
    ...records.stays.map((record) => stayRecord.safeParse({ ...record, source })),
    ...records.measures.map(({ unit: _unit, ...record }) => measureRecord.safeParse({ ...record, source })),
  ].flatMap((read) => (read.success ? [] : [read.error.message]));
}

function person(random: Random, number: number): SyntheticPerson {
  const age = random.chance(0.008)
    ? random.between(15.2, 17.9)
    : 18 + Math.min(57, random.lognormal(2.7, 0.65));
  return {
    pseudonym: numbered('synthetic-person', number),
    sex: random.chance(0.06) ? 'FEMALE' : 'MALE',
    birthDate: toDay(Date.parse('2025-01-01') - age * 365.25 * DAY),
    citizenship: random.chance(0.25) ? 'FOREIGN' : 'NORWEGIAN',
  };
}

function staysOf(random: Random, inmate: SyntheticPerson): SyntheticStay[] {
  const units = UNITS.map(({ code }) => [code, UNIT_WEIGHTS[code] ?? 2] as const);
  const count = random.pick([
    [1, 70],
    [2, 23],
    [3, 7],
  ]);
  const custody = random.pick([
    ['REMAND', 20],
    ['SENTENCED', 76],
    ['PREVENTIVE_DETENTION', 4],
  ] as const);
  const stays: SyntheticStay[] = [];
  let arrived = Math.floor(random.between(FROM - 60 * DAY, TO - 10 * DAY) / DAY) * DAY;
  for (let number = 0; number < count && arrived < TO; number += 1) {
    const facility = custody === 'REMAND' ? CLOSED : random.pick(FACILITIES);
    const days = Math.ceil(custody === 'REMAND' ? random.lognormal(3.9, 0.8) : random.lognormal(4.7, 0.9));
    const left = arrived + days * DAY;
    stays.push({
      sourceKey: '',
      pseudonym: inmate.pseudonym,
      unit: random.pick(units),
      facility: facility.name,
      securityLevel: facility.securityLevel,
      custody: custody === 'REMAND' && number === 2 ? 'SENTENCED' : custody,
      arrivedOn: toDay(arrived),
      leftOn: left < TO ? toDay(left) : null,
    });
    arrived = left + Math.floor(random.between(0, 40)) * DAY;
  }
  return stays.filter((stay) => leftOf(stay) > FROM + DAY);
}

function leftOf(stay: SyntheticStay): number {
  return typeof stay.leftOn === 'string' ? Date.parse(stay.leftOn) : TO;
}

function lengthInside(stay: SyntheticStay): number {
  return leftOf(stay) - Math.max(FROM, Date.parse(stay.arrivedOn));
}

function toDay(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10);
}

function numbered(prefix: string, number: number): string {
  return `${prefix}-${String(number).padStart(6, '0')}`;
}
