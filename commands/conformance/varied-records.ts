import {
  AGE_GROUP_CODES,
  CITIZENSHIP_GROUPS,
  CUSTODIES,
  EXTENTS,
  MEANS,
  MEANS_CODES,
  SECURITY_LEVELS,
  SEXES,
  VULNERABILITIES,
} from '../../schema/vocabulary.ts';

const BASES = {
  EXCLUSION: ['37-1-b', '37-8', null],
  COERCIVE_MEASURE: ['38-1', null],
  CONTROL_MEASURE: ['28', '29-1', null],
} as const;
const FACILITIES = ['Nord fengsel', 'Sør fengsel', 'Ærfugl', null];
const DECISIONS = [
  { level: 'LOCAL', decidedAt: '2023-01-01T10:00:00+01:00' },
  { level: 'REGIONAL' },
  { decidedAt: '2023-01-01T10:00:00+01:00' },
  null,
];

/**
 * Measures over a year with every value of every dimension, unknown ones too, and some of no person; most
 * that can be ongoing are so where that is asked for.
 */
export function variedRecords({
  year,
  number,
  ongoing,
}: {
  readonly year: number;
  readonly number: number;
  readonly ongoing: boolean;
}): readonly Readonly<Record<string, unknown>>[] {
  return Array.from({ length: number }, (_, index) => {
    const means = pick(MEANS_CODES, index);
    const { kind, course } = MEANS[means];
    const month = String(1 + ((index * 5) % 12)).padStart(2, '0');
    const day = String(1 + ((index * 7) % 20)).padStart(2, '0');
    const onlyDays = index % 3 === 0;
    const isOngoing = ongoing && index % 4 !== 2;
    const start = `${year}-${month}-${day}`;
    // Within the month, so that no day of summer time's beginning or end is crossed.
    const last = `${year}-${month}-${String(Number(day) + (index % 8)).padStart(2, '0')}`;
    const end = onlyDays ? last : `${last}T21:40:00Z`;
    return {
      kind,
      means,
      start: onlyDays ? start : `${start}T08:20:${String(index % 60).padStart(2, '0')}Z`,
      end: course === 'EVENT' || isOngoing ? null : end,
      legalBasis: pick<string | null>(BASES[kind], Math.floor(index / 21) + index),
      ...(kind === 'EXCLUSION' && index % 5 !== 0 && { extent: pick(EXTENTS, index) }),
      facility: pick(FACILITIES, Math.floor(index / 3)),
      securityLevel: pick(SECURITY_LEVELS, Math.floor(index / 2)),
      person: kind !== 'CONTROL_MEASURE' || index % 6 !== 0 ? `p${index % 17}` : null,
      sex: pick(SEXES, Math.floor(index / 5)),
      ageGroup: pick(AGE_GROUP_CODES, Math.floor(index / 4)),
      ...(pick(AGE_GROUP_CODES, Math.floor(index / 4)) === 'UNDER_18' && { adultOn: `${year + 1}-02-03` }),
      custody: pick(CUSTODIES, Math.floor(index / 4) + index),
      citizenship: pick(CITIZENSHIP_GROUPS, Math.floor(index / 7)),
      vulnerability: VULNERABILITIES.filter((_flag, bit) => (((index * 7) % 32) >> bit) % 2 === 1),
      decision: pick(DECISIONS, index),
      ...(onlyDays && index % 4 === 1 && { repair: { start: '02.01', end: isOngoing ? null : '03.01' } }),
    };
  });
}

function pick<T>(values: readonly T[], index: number): T {
  return values[index % values.length] as T;
}
