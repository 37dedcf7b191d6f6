import { osloDay } from '../../schema/practice/calendar.ts';
import { reassessmentRecord, reportRecord } from '../../schema/records/entries.ts';
import { measureRecord } from '../../schema/records/measure.ts';
import type { MeasureRecord } from '../../schema/records/measure.ts';
import { RULE_SET } from '../../schema/rules/rule-set.ts';
import { judge } from './plain-judge.ts';
import { midnight } from './plain-moments.ts';
import { plainSilence } from './plain-silence.ts';
import type { Moment } from './plain-silence.ts';
import { NOW } from './record-set.ts';
import { SOURCE } from './unit-client.ts';
import type { UnitClient } from './unit-client.ts';

const DAY = 86_400_000;
/** Before all other records of the kit, so that no other is the first that was filed after these. */
const START = Date.parse('2003-01-10T08:00:00.000Z');
const day = (days: number) => new Date(START + days * DAY).toISOString();

/** One facility files nothing for long, the other does; of the regime the unit as a whole tells nothing for long. */
export function silentSet(unit: UnitClient) {
  const [silent, telling] = [unit.key('silent'), unit.key('telling')];
  const exclusion = (name: string, part: object) => ({
    sourceKey: unit.key(name),
    kind: 'EXCLUSION',
    means: 'EXCLUSION',
    extent: 'WHOLE',
    legalBasis: '37-1-b',
    ...part,
  });
  const entry = (name: string, measure: string, part: object) => ({
    sourceKey: unit.key(name),
    measure: unit.key(measure),
    ...part,
  });
  /** One less than makes a batch in the one facility, as many as make one in the other. */
  const batch = [4, 5].flatMap((number, index) =>
    Array.from({ length: number }, (_, place) =>
      exclusion(`batch ${index} ${place}`, {
        extent: 'PARTIAL',
        start: day(30 + place),
        end: day(30.5 + place),
        facility: index === 0 ? silent : telling,
        decision: { level: 'LOCAL', writtenAt: new Date(Date.parse(day(95)) + place * 60_000).toISOString() },
      }),
    ),
  );
  return {
    measures: [
      exclusion('unreported', { start: day(0), end: day(45), facility: silent }),
      exclusion('told of', { start: day(1), end: day(3), facility: telling }),
      exclusion('told of late', { start: day(2), end: day(4), facility: silent }),
      ...batch,
    ],
    reassessments: [
      entry('assessed', 'told of', { assessedAt: day(20) }),
      entry('assessed late', 'told of late', { assessedAt: day(50) }),
    ],
    reports: [
      entry('reported', 'told of', { toLevel: 'REGIONAL', sentAt: day(62) }),
      entry('reported late', 'told of late', { toLevel: 'REGIONAL', sentAt: day(133) }),
    ],
    'regime-days': [
      {
        sourceKey: unit.key('first day'),
        person: 'q0',
        facility: silent,
        day: '2003-03-01',
        minutesOutOfCell: 300,
      },
    ],
  };
}

type Silent = ReturnType<typeof silentSet>;

/** What the rules tell of these records. */
export function expectedOf(set: Silent) {
  const measures = set.measures.map((one) => measureRecord.parse({ ...one, source: SOURCE }));
  const reassessments = set.reassessments.map((one) => reassessmentRecord.parse({ ...one, source: SOURCE }));
  const reports = set.reports.map((one) => reportRecord.parse({ ...one, source: SOURCE }));
  const facilityOf = (key: string) => measures.find(({ sourceKey }) => sourceKey === key)?.facility ?? null;
  const own = <E extends { measure: string }>(entries: readonly E[], key: string) =>
    entries.filter(({ measure }) => measure === key);
  const unmet = (isAbout: (rule: string) => boolean) =>
    measures.flatMap((record): Moment[] => {
      const entries = {
        reassessments: own(reassessments, record.sourceKey),
        reports: own(reports, record.sourceKey),
      };
      return judge({ record, entries }, RULE_SET, NOW)
        .filter(({ rule, metAt }) => metAt === null && isAbout(rule))
        .map(({ dueAt }) => ({ facility: record.facility, at: dueAt }));
    });
  const reported = reports.map(({ measure, sentAt }) => ({
    facility: facilityOf(measure),
    at: Date.parse(sentAt ?? ''),
  }));
  const assessed = reassessments.map((one) => ({
    facility: facilityOf(one.measure),
    at: Date.parse(one.assessedAt),
  }));
  const days = set['regime-days'].map((one) => ({ facility: one.facility, at: midnight(one.day) }));
  return RULE_SET.rules.flatMap(({ code, demands }) => {
    if (demands.type !== 'PATTERN') return [];
    const limit = (demands.limit ?? 0) * 60_000;
    const tell = (due: readonly Moment[], filed: readonly Moment[]) =>
      plainSilence(due, filed, limit).map(({ facility, since, metAt }) => ({
        rule: code,
        facility,
        startedOn: osloDay(new Date(since).toISOString()),
        dueAt: new Date(since + limit).toISOString(),
        metAt: metAt === null ? null : new Date(metAt).toISOString(),
      }));
    switch (demands.pattern) {
      case 'NO_REPORTS':
        return tell(
          unmet((rule) => demandsOf(rule, 'REPORT_SENT')),
          reported,
        );
      case 'NO_REASSESSMENTS':
        return tell(
          unmet((rule) => demandsOf(rule, 'REASSESSED')),
          assessed,
        );
      case 'NO_REGIME_DAYS':
        return tell(measures.flatMap(wholeDay), days);
      case 'WRITTEN_LATE_IN_BATCHES':
        return batchesIn(measures, { limit, times: demands.times ?? 1 }).map((one) => ({
          rule: code,
          ...one,
        }));
      default:
        return [];
    }
  });
}

function demandsOf(code: string, event: string): boolean {
  return RULE_SET.rules.some(({ code: own, demands }) => {
    if (own !== code) return false;
    return demands.type === 'REPORT'
      ? event === 'REPORT_SENT'
      : 'event' in demands && demands.event === event;
  });
}

/** The first whole day of a whole exclusion, where it has one. */
function wholeDay({ extent, start, end, facility }: MeasureRecord): Moment[] {
  const first = new Date(Date.parse(osloDay(start)) + DAY).toISOString().slice(0, 10);
  const next = new Date(Date.parse(first) + DAY).toISOString().slice(0, 10);
  const lasts = end === null || Date.parse(end) >= midnight(next);
  return extent === 'WHOLE' && lasts ? [{ facility, at: midnight(first) }] : [];
}

function batchesIn(measures: readonly MeasureRecord[], { limit, times }: { limit: number; times: number }) {
  const late = measures.flatMap(({ facility, start, decision }) => {
    const writtenAt = decision?.writtenAt ?? null;
    return writtenAt !== null && Date.parse(writtenAt) - Date.parse(start) > limit
      ? [{ facility, writtenAt }]
      : [];
  });
  const places = Map.groupBy(late, ({ facility, writtenAt }) => `${facility} ${osloDay(writtenAt)}`);
  return [...places.values()].flatMap((of) => {
    const last =
      of
        .map(({ writtenAt }) => writtenAt)
        .toSorted()
        .at(-1) ?? '';
    const [first] = of;
    if (first === undefined || of.length < times) return [];
    return [
      {
        facility: first.facility,
        startedOn: osloDay(last),
        dueAt: new Date(last).toISOString(),
        metAt: null,
      },
    ];
  });
}
