import { measureRecord } from '../../../schema/records/measure.ts';
import type { MeasureRecord } from '../../../schema/records/measure.ts';
import { RULE_SET } from '../../../schema/rules/rule-set.ts';
import type { Rule } from '../../../schema/rules/rule.ts';
import { compare } from '../check.ts';
import type { Check, Difference } from '../check.ts';
import { FeedFollower, idOf } from '../feed.ts';
import { plainDays } from '../plain-days.ts';
import type { PlainDay } from '../plain-days.ts';
import { after } from '../plain-moments.ts';
import { TEXTS } from '../texts.ts';
import { SOURCE } from '../unit-client.ts';
import type { UnitClient } from '../unit-client.ts';

/** What only several records together show, as the feed tells it. */
export const FINDING_CHECKS: readonly Check[] = [
  { code: 'REPEATED_JUSTIFICATIONS', text: TEXTS.REPEATED_JUSTIFICATIONS, run: checkJustifications },
  { code: 'ENDLESS_MEASURES', text: TEXTS.ENDLESS_MEASURES, run: checkEndless },
  { code: 'DE_FACTO_ISOLATION', text: TEXTS.DE_FACTO_ISOLATION, run: checkDays },
];

type Told = { readonly rule: string; readonly record: string; readonly dueAt: string };

/** What stands of these rules and records, beside what is expected. */
async function compareStanding(
  feed: FeedFollower,
  { records, expected }: { records: readonly string[]; expected: readonly Told[] },
): Promise<Difference[]> {
  const standing = await feed.standing(
    ({ rule, record }) => records.includes(record) && OF_SEVERAL.has(rule),
    { number: expected.length, tries: 8 },
  );
  const told = standing.map(({ rule, record, dueAt }) => ({
    rule,
    record,
    dueAt: new Date(dueAt).toISOString(),
  }));
  return compare('notices', inOrder(expected), inOrder(told));
}

const OF_SEVERAL = new Set(
  RULE_SET.rules.flatMap(({ code, scope, demands }) =>
    scope === 'SERVICE' && demands.type !== 'CUMULATIVE' ? [code] : [],
  ),
);

function inOrder(told: readonly Told[]): Told[] {
  const name = ({ rule, record }: Told) => `${rule} ${record}`;
  return told.toSorted((one, other) => (name(one) < name(other) ? -1 : 1));
}

/** The words of an earlier measure; not where it is continued, nor other words, nor what was withdrawn. */
async function checkJustifications(unit: UnitClient): Promise<Difference[]> {
  const words = unit.key('the same words');
  const measure = (name: string, start: string, part: object) => ({
    sourceKey: unit.key(name),
    kind: 'EXCLUSION',
    means: 'EXCLUSION',
    start,
    end: start,
    decision: { level: 'LOCAL', justification: words },
    ...part,
  });
  const sent = [
    measure('copied', '2004-02-02', {}),
    measure('original', '2004-02-01', {}),
    measure('in other words', '2004-02-03', { decision: { level: 'LOCAL', justification: `${words}.` } }),
    measure('continued', '2004-02-04', { continues: unit.key('original') }),
    measure('copied again', '2004-02-05', {}),
    measure('withdrawn', '2004-02-06', { withdrawn: true }),
  ];
  const feed = await FeedFollower.fromNowOn(unit);
  await unit.post('measures', sent.toReversed());
  const records = sent.map(({ sourceKey }) => idOf('measures', sourceKey));
  const expected = (names: readonly string[]) =>
    withPattern('JUSTIFICATION_REPEATED').flatMap(({ code }) =>
      sent
        .filter(({ sourceKey }) => names.some((name) => unit.key(name) === sourceKey))
        .map(({ sourceKey, start }) => ({
          rule: code,
          record: idOf('measures', sourceKey),
          dueAt: new Date(after(start, 0)).toISOString(),
        })),
    );
  const told = await compareStanding(feed, {
    records,
    expected: expected(['copied', 'copied again']),
  });
  // Without the original, the one begun first passes for it.
  await unit.post('measures', [
    { ...sent[1], withdrawn: true },
    { ...sent[3], withdrawn: true },
  ]);
  return [...told, ...(await compareStanding(feed, { records, expected: expected(['copied again']) }))];
}

/** Measures without a stop that would have lasted longer than is plausible, until they have one. */
async function checkEndless(unit: UnitClient): Promise<Difference[]> {
  const measure = (name: string, part: object) => ({
    sourceKey: unit.key(name),
    kind: 'EXCLUSION',
    means: 'EXCLUSION',
    start: '2005-03-01T08:00:00.000Z',
    end: null,
    ...part,
  });
  const sent = [
    measure('without a stop', {}),
    measure('without a stop, by the day', { start: '2005-03-02' }),
    measure('at own wish', { legalBasis: '37-9-wish' }),
    measure('a cell without a stop', { kind: 'COERCIVE_MEASURE', means: 'SECURITY_CELL' }),
    measure('ended', { end: '2005-03-02T08:00:00.000Z' }),
    measure('an event', { kind: 'COERCIVE_MEASURE', means: 'GAS' }),
  ];
  const feed = await FeedFollower.fromNowOn(unit);
  await unit.post('measures', sent);
  const records = sent.map(({ sourceKey }) => idOf('measures', sourceKey));
  const expected = sent
    .slice(0, 4)
    .flatMap((one) => endlessBy(measureRecord.parse({ ...one, source: SOURCE })));
  const told = await compareStanding(feed, { records, expected });
  const ended = sent.slice(0, 4).map((one) => ({ ...one, end: one.start }));
  await unit.post('measures', ended);
  return [...told, ...(await compareStanding(feed, { records, expected: [] }))];
}

function endlessBy({ kind, means, legalBasis, start, sourceKey }: MeasureRecord): Told[] {
  return withPattern('START_WITHOUT_STOP').flatMap(({ code, appliesTo, demands }) => {
    const { kinds, means: some, exceptLegalBases } = appliesTo;
    const applies =
      (kinds?.includes(kind) ?? true) &&
      (some?.includes(means) ?? true) &&
      !(legalBasis !== null && exceptLegalBases?.includes(legalBasis));
    if (!applies || demands.type !== 'PATTERN') return [];
    const late = after(start, 0) + (demands.limit ?? 0) * 60_000;
    return [{ rule: code, record: idOf('measures', sourceKey), dueAt: new Date(late).toISOString() }];
  });
}

function withPattern(pattern: string): Rule[] {
  return RULE_SET.rules.filter(
    ({ demands, enabled }) => enabled && demands.type === 'PATTERN' && demands.pattern === pattern,
  );
}

/** Days locked in without contact: just enough and not, with a decision, with half of one, over summer time. */
async function checkDays(unit: UnitClient): Promise<Difference[]> {
  const person = unit.pseudonym('somebody');
  const regimeDay = (date: string, part: object) => ({
    sourceKey: unit.key(`alone ${date}`),
    person,
    facility: null,
    day: date,
    minutesOutOfCell: 120,
    contactMinutesOffered: 60,
    contactMinutesAccepted: 0,
    contactRefused: null,
    ...part,
  });
  const days = [
    regimeDay('2006-05-01', {}),
    regimeDay('2006-05-02', { minutesOutOfCell: 121 }),
    regimeDay('2006-05-03', { contactMinutesAccepted: 1 }),
    regimeDay('2006-05-04', { contactMinutesAccepted: null }),
    regimeDay('2006-05-05', { contactMinutesAccepted: null, contactRefused: true }),
    regimeDay('2006-05-06', { minutesOutOfCell: null }),
    regimeDay('2006-05-07', {}),
    regimeDay('2006-05-08', { minutesOutOfCell: 0 }),
    regimeDay('2006-05-09', { minutesOutOfCell: 0 }),
    regimeDay('2006-05-10', {}),
    regimeDay('2006-10-29', { minutesOutOfCell: 180 }),
    regimeDay('2006-03-26', { minutesOutOfCell: 60 }),
  ];
  const measures = [
    { start: '2006-05-07', end: '2006-05-07', extent: 'WHOLE' },
    { start: '2006-05-08T10:00:00+02:00', end: '2006-05-08T12:00:00+02:00', extent: 'WHOLE' },
    { start: '2006-05-09T10:00:00+02:00', end: '2006-05-09T12:00:01+02:00', extent: 'WHOLE' },
    { start: '2006-05-10', end: '2006-05-10', extent: 'PARTIAL' },
  ].map((part, index) => ({
    sourceKey: unit.key(`decided ${index}`),
    kind: 'EXCLUSION',
    means: 'EXCLUSION',
    person,
    ...part,
  }));
  const feed = await FeedFollower.fromNowOn(unit);
  await unit.post('regime-days', days);
  await unit.post('measures', measures);
  const read = measures.map((one) => measureRecord.parse({ ...one, source: SOURCE }));
  const expected = plainDays(days satisfies readonly PlainDay[], read, RULE_SET).map(
    ([rule, key, , dueAt]) => ({
      rule,
      record: idOf('regime-days', key),
      dueAt: new Date(dueAt).toISOString(),
    }),
  );
  const records = days.map(({ sourceKey }) => idOf('regime-days', sourceKey));
  return compareStanding(feed, { records, expected });
}
