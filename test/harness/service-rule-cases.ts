import { after } from './rule-sketches.ts';

/**
 * For every rule that needs several records: what just keeps it and what just breaks it. Each case has a person and
 * a facility of its own. Times stand here a second time, from the table of the statute and what was chosen.
 */
export type ServiceCase = {
  readonly rule: string;
  readonly about: string;
  /** Records by target; keys, persons and facilities are given when it is drawn. */
  readonly records: readonly (readonly [
    target: string,
    record: { readonly key: string; readonly [field: string]: unknown },
  ])[];
  /** Keys of records and occurrences; for what is about the facility, `facility`. */
  readonly broken: readonly string[];
};

/** Up to when the records are complete; midnight in Oslo. */
export const COMPLETE_TO = '2026-05-31T22:00:00.000Z';
const START = '2025-03-20T10:00:00+01:00';

type Part = Readonly<Record<string, unknown>>;
type Entry = ServiceCase['records'][number];

/** A whole exclusion from one time to another after the start; null goes on. */
const alone = (key: string, [from, to]: readonly [string, string | null], part: Part = {}): Entry => [
  'measures',
  {
    key,
    kind: 'EXCLUSION',
    means: 'EXCLUSION',
    extent: 'WHOLE',
    legalBasis: '37-1-b',
    start: after(START, from),
    end: to === null ? null : after(START, to),
    ...part,
  },
];
const cell = (key: string, times: readonly [string, string | null]): Entry =>
  alone(key, times, { kind: 'COERCIVE_MEASURE', means: 'SECURITY_CELL', extent: null, legalBasis: '38-1' });
const decided = (measure: string, at: string, level = 'REGIONAL'): Entry => [
  'higher-decisions',
  { key: `${measure}-d`, measure, level, decidedAt: after(START, at) },
];
const reported = (measure: string, at: string, toLevel = 'DIRECTORATE'): Entry => [
  'reports',
  { key: `${measure}-m-${at}`, measure, toLevel, sentAt: after(START, at) },
];
const regimeDay = (minutesOutOfCell: number | null, contact: number | null, day = '2025-05-06'): Entry => [
  'regime-days',
  { key: `day-${day}`, day, minutesOutOfCell, contactMinutesAccepted: contact },
];

const kept = (rule: string, about: string, ...records: readonly Entry[]): ServiceCase => ({
  rule,
  about,
  records,
  broken: [],
});
const broken = (
  rule: string,
  about: string,
  told: readonly string[],
  ...records: readonly Entry[]
): ServiceCase => ({
  rule,
  about,
  records,
  broken: told,
});

/** Two measures on other grounds, as long as this in all, with a pause between. */
function twoOf(days: number, more: string, pause = '0m'): readonly Entry[] {
  const [half, rest] = [Math.floor(days / 2), Math.ceil(days / 2)];
  return [
    alone('a', ['0m', `${half}d`]),
    alone('b', [`${half}d ${pause}`, `${half + rest}d ${pause} ${more}`], { legalBasis: '37-1-e' }),
  ];
}

const CUMULATIVE: readonly ServiceCase[] = [
  kept('CUMULATIVE_ISOLATION_14_DAYS', 'fourteen days in two measures', ...twoOf(14, '0m')),
  broken('CUMULATIVE_ISOLATION_14_DAYS', 'a minute more', ['b 1'], ...twoOf(14, '1m')),
  kept(
    'CUMULATIVE_ISOLATION_14_DAYS',
    'a minute more, decided in time',
    ...twoOf(14, '1m'),
    decided('a', '14d'),
  ),
  broken(
    'CUMULATIVE_ISOLATION_14_DAYS',
    'decided a minute late',
    ['b 1'],
    ...twoOf(14, '5m'),
    decided('b', '14d 1m'),
  ),
  broken(
    'CUMULATIVE_ISOLATION_14_DAYS',
    'decided locally',
    ['b 1'],
    ...twoOf(14, '1m'),
    decided('b', '10d', 'LOCAL'),
  ),
  broken('CUMULATIVE_ISOLATION_14_DAYS', 'over a pause of a day', ['b 1'], ...twoOf(14, '1m', '24h')),
  kept('CUMULATIVE_ISOLATION_14_DAYS', 'over a pause of a minute more', ...twoOf(14, '1m', '24h 1m')),
  kept(
    'CUMULATIVE_ISOLATION_14_DAYS',
    'one measure alone, which another rule looks at',
    alone('a', ['0m', '20d']),
  ),
  kept(
    'CUMULATIVE_ISOLATION_14_DAYS',
    'an overlap counts once',
    alone('a', ['0m', '10d']),
    alone('b', ['5d', '14d']),
  ),
  broken(
    'CUMULATIVE_ISOLATION_14_DAYS',
    'an overlap, and a minute',
    ['b 1'],
    alone('a', ['0m', '10d']),
    alone('b', ['5d', '14d 1m']),
  ),
  kept(
    'CUMULATIVE_ISOLATION_14_DAYS',
    'partial exclusion is none',
    alone('a', ['0m', '10d']),
    alone('b', ['10d', '20d'], { extent: 'PARTIAL' }),
  ),
  kept(
    'CUMULATIVE_ISOLATION_15_DAYS',
    'fifteen days, also in the cell',
    alone('a', ['0m', '13d']),
    cell('b', ['13d', '15d']),
  ),
  broken(
    'CUMULATIVE_ISOLATION_15_DAYS',
    'a minute more',
    ['b 1'],
    alone('a', ['0m', '13d']),
    cell('b', ['13d', '15d 1m']),
  ),
  broken('CUMULATIVE_ISOLATION_15_DAYS', 'one measure alone', ['a 1'], alone('a', ['0m', '15d 1m'])),
  broken('CUMULATIVE_ISOLATION_15_DAYS', 'over a pause of a day', ['b 1'], ...twoOf(15, '1m', '24h')),
  kept('CUMULATIVE_ISOLATION_15_DAYS', 'over a pause of a minute more', ...twoOf(15, '1m', '24h 1m')),
  kept('CUMULATIVE_ISOLATION_42_DAYS', 'forty-two days in two measures', ...twoOf(42, '0m')),
  broken('CUMULATIVE_ISOLATION_42_DAYS', 'a minute more', ['b 1'], ...twoOf(42, '1m')),
  kept('CUMULATIVE_ISOLATION_42_DAYS', 'told in time', ...twoOf(42, '1m'), reported('b', '42d')),
  broken(
    'CUMULATIVE_ISOLATION_42_DAYS',
    'told a minute late',
    ['b 1'],
    ...twoOf(42, '5m'),
    reported('b', '42d 1m'),
  ),
  broken(
    'CUMULATIVE_ISOLATION_42_DAYS',
    'the region told',
    ['b 1'],
    ...twoOf(42, '1m'),
    reported('b', '40d', 'REGIONAL'),
  ),
  broken('CUMULATIVE_ISOLATION_42_DAYS', 'over a pause of a day', ['b 1'], ...twoOf(42, '1m', '24h')),
  kept('CUMULATIVE_ISOLATION_42_DAYS', 'over a pause of a minute more', ...twoOf(42, '1m', '24h 1m')),
  broken('CUMULATIVE_ISOLATION_42_DAYS', 'fifty-six days', ['b 1'], ...twoOf(56, '0m')),
  broken('CUMULATIVE_ISOLATION_42_DAYS', 'a minute more than fifty-six', ['b 1', 'b 2'], ...twoOf(56, '1m')),
  broken('CUMULATIVE_ISOLATION_42_DAYS', 'told once', ['b 2'], ...twoOf(56, '1m'), reported('a', '20d')),
  kept('CUMULATIVE_ISOLATION_ONE_YEAR', 'a year in two measures', ...twoOf(365, '0m')),
  broken('CUMULATIVE_ISOLATION_ONE_YEAR', 'a minute more', ['b 1'], ...twoOf(365, '1m')),
  broken('CUMULATIVE_ISOLATION_ONE_YEAR', 'over a pause of a day', ['b 1'], ...twoOf(365, '1m', '24h')),
  kept('CUMULATIVE_ISOLATION_ONE_YEAR', 'over a pause of a minute more', ...twoOf(365, '1m', '24h 1m')),
  kept(
    'CUMULATIVE_ISOLATION_ONE_YEAR',
    'at the own wish',
    alone('a', ['0m', '300d']),
    alone('b', ['300d', '400d'], { legalBasis: '37-9-wish' }),
  ),
  broken(
    'CUMULATIVE_ISOLATION_ONE_YEAR',
    'no longer at the own wish',
    ['c 1'],
    alone('a', ['0m', '300d']),
    alone('b', ['300d', '400d'], { legalBasis: '37-9-wish' }),
    alone('c', ['400d', '401d']),
  ),
];

/** 2025-05-06 in Oslo lies this long after the start. */
const MIDNIGHT = '46d 13h';
const DE_FACTO: readonly ServiceCase[] = [
  broken('DE_FACTO_ISOLATION', 'two hours out of the cell', ['day-2025-05-06 1'], regimeDay(120, 0)),
  kept('DE_FACTO_ISOLATION', 'a minute more', regimeDay(121, 0)),
  kept('DE_FACTO_ISOLATION', 'a minute of contact', regimeDay(0, 1)),
  kept('DE_FACTO_ISOLATION', 'nobody says with what contact', regimeDay(0, null)),
  broken('DE_FACTO_ISOLATION', 'a day of 25 hours', ['day-2025-10-26 1'], regimeDay(180, 0, '2025-10-26')),
  kept('DE_FACTO_ISOLATION', 'a minute more out', regimeDay(181, 0, '2025-10-26')),
  broken('DE_FACTO_ISOLATION', 'a day of 23 hours', ['day-2025-03-30 1'], regimeDay(60, 0, '2025-03-30')),
  kept('DE_FACTO_ISOLATION', 'a minute more out', regimeDay(61, 0, '2025-03-30')),
  kept('DE_FACTO_ISOLATION', 'decided', alone('a', [MIDNIGHT, `${MIDNIGHT} 24h`]), regimeDay(0, 0)),
  kept(
    'DE_FACTO_ISOLATION',
    'decided for all but 22 hours',
    alone('a', [MIDNIGHT, `${MIDNIGHT} 2h 1m`]),
    regimeDay(0, 0),
  ),
  broken(
    'DE_FACTO_ISOLATION',
    'decided for two hours of the day',
    ['day-2025-05-06 1'],
    alone('a', [MIDNIGHT, `${MIDNIGHT} 2h`]),
    regimeDay(0, 0),
  ),
  kept(
    'DE_FACTO_ISOLATION',
    'in the security cell',
    cell('a', [MIDNIGHT, `${MIDNIGHT} 24h`]),
    regimeDay(0, 0),
  ),
  broken(
    'DE_FACTO_ISOLATION',
    'partly excluded',
    ['day-2025-05-06 1'],
    alone('a', [MIDNIGHT, `${MIDNIGHT} 24h`], { extent: 'PARTIAL' }),
    regimeDay(0, 0),
  ),
];

const before = (said: string) => after(COMPLETE_TO, said.replaceAll(/\d+/g, '-$&'));
const JUSTIFIED = { decision: { justification: 'Uro på avdelingen, og innsatte ville ikke snakke.' } };

/** Unmet since a moment, at a facility where the next is filed at another, or none. */
function silence(
  [since, measure]: readonly [string, (start: string) => Entry],
  filed: readonly Entry[] = [],
): readonly Entry[] {
  return [measure(since), ...filed];
}

const longExclusion = (due: string): Entry =>
  alone('a', ['0m', '0m'], { start: after(due, '-42d'), end: after(due, '1h') });
const unassessed = (due: string): Entry =>
  alone('a', ['0m', '0m'], { extent: 'PARTIAL', start: after(due, '-7d'), end: after(due, '1h') });
const wholeDay = (day: string): Entry =>
  alone('a', ['0m', '0m'], { start: after(day, '-5h'), end: after(day, '30h') });
const DUE = '2025-06-02T10:00:00+02:00';
const sentAt = (at: string): readonly Entry[] => [
  alone('z', ['0m', '0m'], { extent: 'PARTIAL', start: after(at, '-1h'), end: at }),
  ['reports', { key: 'z-m', measure: 'z', toLevel: 'DIRECTORATE', sentAt: at }],
];
const assessedAt = (at: string): readonly Entry[] => [
  alone('z', ['0m', '0m'], { extent: 'PARTIAL', start: after(at, '-1h'), end: at }),
  ['reassessments', { key: 'z-r', measure: 'z', assessedAt: at }],
];
const writtenLate = (delays: readonly string[], written = DUE): readonly Entry[] =>
  delays.map((delay, index) =>
    alone(`w${index}`, ['0m', '0m'], {
      extent: 'PARTIAL',
      start: after(written, `-${delay}`.replaceAll(' ', ' -')),
      end: after(written, '1h'),
      decision: { writtenAt: written },
    }),
  );

const SILENCE: readonly ServiceCase[] = [
  kept(
    'NO_REPORTS_FILED',
    'one ninety days after the first that was due',
    ...silence([DUE, longExclusion], sentAt(after(DUE, '90d'))),
  ),
  broken(
    'NO_REPORTS_FILED',
    'a minute later',
    ['facility'],
    ...silence([DUE, longExclusion], sentAt(after(DUE, '90d 1m'))),
  ),
  kept('NO_REPORTS_FILED', 'due ninety days ago', ...silence([before('90d'), longExclusion])),
  broken(
    'NO_REPORTS_FILED',
    'due a minute earlier',
    ['facility'],
    ...silence([before('90d 1m'), longExclusion]),
  ),
  kept('NO_REPORTS_FILED', 'nothing was due', alone('a', ['0m', '10d'])),
  kept(
    'NO_REASSESSMENTS_FILED',
    'one thirty days after',
    ...silence([DUE, unassessed], assessedAt(after(DUE, '30d'))),
  ),
  broken(
    'NO_REASSESSMENTS_FILED',
    'a minute later',
    ['facility'],
    ...silence([DUE, unassessed], assessedAt(after(DUE, '30d 1m'))),
  ),
  kept('NO_REASSESSMENTS_FILED', 'due thirty days ago', ...silence([before('30d'), unassessed])),
  broken(
    'NO_REASSESSMENTS_FILED',
    'due a minute earlier',
    ['facility'],
    ...silence([before('30d 1m'), unassessed]),
  ),
  kept('NO_REGIME_DAYS_FILED', 'thirty days since the first whole day', wholeDay(before('30d'))),
  broken('NO_REGIME_DAYS_FILED', 'a day more', ['facility'], wholeDay(before('31d'))),
  kept('NO_REGIME_DAYS_FILED', 'no whole day', alone('a', ['0m', '20h'])),
  kept(
    'NO_REGIME_DAYS_FILED',
    'filed on the day',
    wholeDay('2025-06-02T00:00:00+02:00'),
    regimeDay(600, 600, '2025-06-02'),
  ),
  kept(
    'WRITTEN_LATE_IN_BATCHES',
    'one of five no later than thirty days',
    ...writtenLate(['30d', '31d', '31d', '31d', '31d']),
  ),
  broken(
    'WRITTEN_LATE_IN_BATCHES',
    'all five a minute later',
    ['facility'],
    ...writtenLate(['30d 1m', '31d', '31d', '31d', '31d']),
  ),
  kept(
    'JUSTIFICATION_REPEATED',
    'in other words',
    alone('a', ['0m', '1d'], JUSTIFIED),
    alone('b', ['9d', '10d']),
  ),
  broken(
    'JUSTIFICATION_REPEATED',
    'to the letter',
    ['b 1'],
    alone('a', ['0m', '1d'], { decision: { justification: 'Ordrett lik.' } }),
    alone('b', ['9d', '10d'], { decision: { justification: 'Ordrett lik.' } }),
  ),
  kept('START_WITHOUT_STOP', 'begun 365 days ago', alone('a', ['0m', null], { start: before('365d') })),
  broken(
    'START_WITHOUT_STOP',
    'a minute earlier',
    ['a 1'],
    alone('a', ['0m', null], { start: before('365d 1m') }),
  ),
  kept(
    'START_WITHOUT_STOP',
    'at the own wish',
    alone('a', ['0m', null], { start: before('400d'), legalBasis: '37-9-wish' }),
  ),
  kept('COERCION_WITHOUT_STOP', 'begun thirty days ago', cellSince(before('30d'))),
  broken('COERCION_WITHOUT_STOP', 'a minute earlier', ['a 1'], cellSince(before('30d 1m'))),
];

function cellSince(start: string): Entry {
  return alone('a', ['0m', null], {
    kind: 'COERCIVE_MEASURE',
    means: 'SECURITY_CELL',
    extent: null,
    legalBasis: '38-1',
    start,
  });
}

export const SERVICE_CASES: readonly ServiceCase[] = [...CUMULATIVE, ...DE_FACTO, ...SILENCE];
