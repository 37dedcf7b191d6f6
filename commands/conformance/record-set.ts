import { measureRecord } from '../../schema/records/measure.ts';
import type { MeasureRecord } from '../../schema/records/measure.ts';
import { SOURCE } from './unit-client.ts';
import { variedRecords } from './varied-records.ts';

/**
 * The records the figures are checked on: a year for each idea, so that a unit's mistake shows where it
 * belongs. What is ongoing comes last, since it touches every later period.
 */
export const YEARS = {
  days: { from: '2014-01-01', to: '2015-01-01' },
  clock: { from: '2015-01-01', to: '2016-01-01' },
  lengths: { from: '2016-01-01', to: '2018-01-01' },
  events: { from: '2019-01-01', to: '2020-01-01' },
  dimensions: { from: '2023-01-01', to: '2024-01-01' },
  ongoing: { from: '2024-01-01', to: '2025-01-01' },
} as const;

/** The moment of asking, the same in every question. */
export const NOW = '2024-12-20T11:30:00.000Z';

type Sent = Readonly<Record<string, unknown>>;

/** As sent, without their source. */
export function recordSet(key: (name: string) => string): readonly Sent[] {
  const sets = {
    days: DAYS,
    clock: CLOCK,
    lengths: lengths(),
    events: EVENTS,
    dimensions: variedRecords({ year: 2023, number: 84, ongoing: false }),
    ongoing: variedRecords({ year: 2024, number: 42, ongoing: true }),
  };
  return Object.entries(sets).flatMap(([set, records]) =>
    records.map((record, index) => ({ sourceKey: key(`${set} ${index + 1}`), ...record })),
  );
}

/** As the contract reads them. */
export function readRecords(sent: readonly Sent[]): readonly MeasureRecord[] {
  return sent.map((record) => measureRecord.parse({ ...record, source: SOURCE }));
}

const exclusion = (start: string, end: string | null, part: Sent = {}): Sent => ({
  kind: 'EXCLUSION',
  means: 'EXCLUSION',
  start,
  end,
  ...part,
});

/** Days only: summer time, month and year borders, no length at all. */
const DAYS = [
  exclusion('2014-03-29', '2014-03-31'),
  exclusion('2014-03-30', '2014-03-31'),
  exclusion('2014-10-25', '2014-10-27'),
  exclusion('2014-10-26', '2014-10-27'),
  exclusion('2014-01-31', '2014-02-01'),
  exclusion('2014-02-28', '2014-03-01'),
  exclusion('2014-05-05', '2014-05-05'),
  exclusion('2013-12-30', '2014-01-02'),
  exclusion('2014-11-20', '2015-01-01'),
  exclusion('2014-12-31', '2015-01-03'),
  exclusion('2014-07-01', '2014-09-15'),
];

/** Clock times: elapsed seconds over summer time, midnights, offsets other than Oslo's, fractions of a second. */
const CLOCK = [
  exclusion('2015-03-28T12:00:00+01:00', '2015-03-29T12:00:00+02:00'),
  exclusion('2015-10-24T12:00:00+02:00', '2015-10-25T12:00:00+01:00'),
  exclusion('2015-10-25T02:30:00+02:00', '2015-10-25T02:30:00+01:00'),
  exclusion('2015-05-31T23:59:59+02:00', '2015-06-01T00:00:00+02:00'),
  exclusion('2015-06-01T00:00:00+02:00', '2015-06-01T00:00:01+02:00'),
  exclusion('2015-06-30T22:30:00Z', '2015-07-01T03:00:00Z'),
  exclusion('2015-08-01T05:15:00+07:00', '2015-08-01T09:00:00-04:00'),
  exclusion('2015-09-10T10:00:00.900+02:00', '2015-09-10T10:30:00.100+02:00'),
  exclusion('2015-09-11T10:00:00+02:00', '2015-09-11T10:00:00+02:00'),
  exclusion('2015-12-31T23:00:00+01:00', '2016-01-01T00:00:00+01:00'),
  exclusion('2015-12-31T22:00:00+01:00', '2016-01-01T01:00:00+01:00'),
  exclusion('2014-12-31T23:00:00+01:00', '2015-01-01T01:00:00+01:00'),
];

/** Every threshold of the length bands exactly and one second over, and short ones around a minute. */
function lengths(): readonly Sent[] {
  const from = '2016-02-01T06:00:00Z';
  const after = (seconds: number) => new Date(Date.parse(from) + seconds * 1000).toISOString();
  const thresholds = [1, 3, 6, 14, 15, 30, 42, 365].map((days) => days * 86_400);
  const short = [1, 59, 60, 61, 3599, 3600, 3601, 86_399, 100_000, 400 * 86_400];
  return [...thresholds.flatMap((seconds) => [seconds, seconds + 1]), ...short].map((seconds) =>
    exclusion(from, after(seconds)),
  );
}

/** Events have a start alone. */
const EVENTS = [
  { kind: 'CONTROL_MEASURE', means: 'DRUG_TEST', start: '2019-03-31' },
  { kind: 'CONTROL_MEASURE', means: 'CELL_SEARCH', start: '2019-03-31T23:30:00+02:00' },
  { kind: 'COERCIVE_MEASURE', means: 'GAS', start: '2019-04-01T00:00:00+02:00' },
  { kind: 'CONTROL_MEASURE', means: 'PERSON_SEARCH', start: '2019-12-31', person: 'p1' },
];
