import type { MeasureRecord } from '../../../schema/records/measure.ts';
import { PRACTICE_DIMENSIONS } from '../../../schema/vocabulary.ts';
import type { PracticeDimension } from '../../../schema/vocabulary.ts';
import { compare } from '../check.ts';
import type { Check, CheckText, Difference } from '../check.ts';
import { compareFigures } from '../practice.ts';
import type { Asked } from '../practice.ts';
import { YEARS } from '../record-set.ts';
import { TEXTS } from '../texts.ts';
import type { UnitClient } from '../unit-client.ts';

/** The record set goes in, and every figure over it is held against its definition. */
export function figureChecks(
  sent: readonly Readonly<Record<string, unknown>>[],
  records: readonly MeasureRecord[],
): readonly Check[] {
  const figures = (code: string, text: CheckText, asked: readonly Asked[], subject?: string): Check => ({
    code,
    text,
    ...(subject !== undefined && { subject }),
    run: (unit) => compareAll(unit, records, asked),
  });
  const { dimensions } = YEARS;
  return [
    { code: 'RECORDS_TAKEN', text: TEXTS.RECORDS_TAKEN, run: (unit) => sendAll(unit, sent) },
    figures('FIGURES_DAYS', TEXTS.FIGURES_DAYS, inParts(YEARS.days)),
    figures('FIGURES_CLOCK', TEXTS.FIGURES_CLOCK, inParts(YEARS.clock)),
    figures('FIGURES_LENGTHS', TEXTS.FIGURES_LENGTHS, inParts(YEARS.lengths)),
    figures('FIGURES_EVENTS', TEXTS.FIGURES_EVENTS, inParts(YEARS.events)),
    figures('FIGURES_ONGOING', TEXTS.FIGURES_ONGOING, ONGOING),
    figures('INMATES', TEXTS.INMATES, INMATES),
    ...PRACTICE_DIMENSIONS.map((dimension) =>
      figures(`BY_${dimension}`, TEXTS.BY, [{ period: dimensions, by: [dimension] }], dimension),
    ),
    figures(
      'BY_PAIRS',
      TEXTS.BY,
      PAIRS.map((by) => ({ period: dimensions, by })),
      PAIRS.map((pair) => pair.join(' × ')).join(', '),
    ),
    ...Object.entries(FILTERS).map(([name, filters]) =>
      figures(
        `FILTER_${name}`,
        TEXTS.FILTER,
        filters.map((filter) => ({ period: dimensions, ...filter })),
        name,
      ),
    ),
  ];
}

async function sendAll(unit: UnitClient, sent: readonly object[]): Promise<Difference[]> {
  const answered = await unit.post('measures', sent);
  return compare(
    'outcome',
    sent.map(() => 'NEW'),
    answered.map(({ outcome }) => outcome),
  );
}

async function compareAll(unit: UnitClient, records: readonly MeasureRecord[], questions: readonly Asked[]) {
  const found = await Promise.all(questions.map((asked) => compareFigures(unit, records, asked)));
  return found.flat();
}

type Period = Asked['period'];

/** The whole, its months, and a part whose borders cut through records. */
function inParts(period: Period): readonly Asked[] {
  const year = period.from.slice(0, 4);
  const part = { from: `${year}-03-30`, to: `${year}-10-26` };
  return [{ period }, { period, by: ['MONTH'] }, { period: part }, { period: part, by: ['YEAR', 'QUARTER'] }];
}

/** Asked for at different moments, one of them before anything of the year had begun, and by every dimension. */
const ONGOING: readonly Asked[] = [
  ...['2024-12-20T11:30:00.000Z', '2024-06-01T00:00:00.500Z', '2023-12-31T12:00:00.000Z'].flatMap(
    (now): readonly Asked[] => [
      { period: YEARS.ongoing, now },
      { period: YEARS.ongoing, now, by: ['MONTH'] },
      { period: YEARS.ongoing, now, overSeconds: 42 * 86_400 },
      { period: { from: '2024-05-01', to: '2024-06-01' }, now, by: ['MEANS'] },
    ],
  ),
  ...PRACTICE_DIMENSIONS.map((dimension): Asked => ({ period: YEARS.ongoing, by: [dimension] })),
];

const INMATES: readonly Asked[] = [
  { period: YEARS.dimensions, personKey: 'one question', kinds: ['EXCLUSION', 'COERCIVE_MEASURE'] },
  { period: YEARS.dimensions, personKey: 'another question', by: ['KIND', 'MONTH'] },
  { period: YEARS.events, personKey: 'a third', by: ['MEANS'] },
];

const PAIRS: readonly PracticeDimension[][] = [
  ['KIND', 'MONTH'],
  ['FACILITY', 'LEGAL_BASIS'],
  ['SEX', 'AGE_GROUP'],
  ['VULNERABILITY', 'QUARTER'],
  ['EXTENT', 'YEAR'],
];

const FILTERS: Readonly<Record<string, readonly Omit<Asked, 'period'>[]>> = {
  KINDS: [{ kinds: ['EXCLUSION'] }, { kinds: ['COERCIVE_MEASURE', 'CONTROL_MEASURE'], by: ['KIND'] }],
  MEANS: [{ means: ['SECURITY_CELL', 'DRUG_TEST'] }],
  LEGAL_BASES: [{ legalBases: ['37-8', '38-1'] }],
  FACILITIES: [{ facilities: ['Ærfugl'] }, { facilities: ['finnes ikke'] }],
  SECURITY_LEVELS: [{ securityLevels: ['HIGH', 'UNKNOWN'] }],
  EXTENTS: [{ extents: ['UNKNOWN'] }, { extents: ['WHOLE', 'COLLECTIVE'] }],
  LENGTH: [
    { overSeconds: 3 * 86_400 },
    { upToSeconds: 3 * 86_400 },
    { overSeconds: 0.5 * 86_400, upToSeconds: 30 * 86_400, by: ['MONTH'] },
  ],
  SEXES: [{ sexes: ['FEMALE'] }],
  AGE_GROUPS: [{ ageGroups: ['UNDER_18', 'AGE_50_PLUS'] }],
  CUSTODIES: [{ custodies: ['REMAND'] }],
  CITIZENSHIPS: [{ citizenships: ['FOREIGN', 'UNKNOWN'] }],
  VULNERABILITIES: [
    { vulnerabilities: ['MENTAL_ILLNESS', 'DISABILITY'] },
    { vulnerabilities: ['NONE', 'OTHER'], by: ['VULNERABILITY'] },
  ],
  TOGETHER: [{ kinds: ['EXCLUSION'], sexes: ['MALE', 'FEMALE'], overSeconds: 86_400, by: ['MEANS'] }],
};
