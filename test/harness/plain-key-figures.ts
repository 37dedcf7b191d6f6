import { midnightOf } from '../../commands/conformance/oslo-time.ts';
import { nextDay, plainDays } from '../../commands/conformance/plain-days.ts';
import { measureRecord } from '../../schema/records/measure.ts';
import { RULE_SET } from '../../schema/rules/rule-set.ts';

/** Records as they are sent, by target. */
export type Sent = {
  readonly measures: readonly any[];
  readonly 'regime-days': readonly any[];
  readonly complaints: readonly any[];
};
type Year = { readonly from: string; readonly to: string };

/** Of records that nobody kept. */
const NOT_RECORDED = null;

/** The figures of other records than measures, by nothing but their definitions; NaN where they are a share of nothing. */
export function plainAlso(sent: Sent, { from, to }: Year): Record<string, number | null> {
  const [begins, ends] = [Date.parse(midnightOf(from)), Date.parse(midnightOf(to))];
  const days = sent['regime-days'].filter(({ day }) => from <= day && day < to);
  const out = days.flatMap(({ minutesOutOfCell: minutes }) => (minutes === null ? [] : [minutes / 60]));
  const band = (least: number, most: number) =>
    out.length === 0
      ? NOT_RECORDED
      : out.filter((hours) => least <= hours && hours < most).length / out.length;
  const met = days
    .map((one) => ({ ...one, contact: contactOf(one) }))
    .filter(({ contact }) => contact !== null);
  const excluded = met.flatMap((one) => {
    const covering = wholeDayMeasures(one, sent.measures);
    return covering.length === 0 ? [] : [{ ...one, isMinor: covering.some(isMinor) }];
  });
  const contact = (some: readonly any[]) =>
    met.length === 0 ? NOT_RECORDED : some.filter((one) => one.contact > 120).length / some.length;
  const within = (moment: string | null) =>
    moment !== null && begins <= Date.parse(moment) && Date.parse(moment) < ends;
  const measureOf = new Map(sent.measures.map((one) => [one.sourceKey, one]));
  const complaints = (some: readonly any[]) => {
    const decided = some.filter(
      ({ decidedAt, outcome }) => within(decidedAt) && ['UPHELD', 'DISMISSED'].includes(outcome),
    );
    return {
      filed: some.filter(({ filedAt }) => within(filedAt)).length,
      upheld: decided.filter(({ outcome }) => outcome === 'UPHELD').length / decided.length,
    };
  };
  const all = complaints(sent.complaints);
  const ofMinors = complaints(sent.complaints.filter(({ measure }) => isMinor(measureOf.get(measure))));
  return {
    OUT_OF_CELL_8_SHARE: band(8, 25),
    OUT_OF_CELL_4_TO_8_SHARE: band(4, 8),
    OUT_OF_CELL_2_TO_4_SHARE: band(2, 4),
    OUT_OF_CELL_UNDER_2_SHARE: band(0, 2),
    EXCLUDED_WITH_CONTACT_SHARE: contact(excluded),
    EXCLUDED_WITH_CONTACT_SHARE_MINORS: contact(excluded.filter((one) => one.isMinor)),
    DE_FACTO_ISOLATION_DAYS: met.some(({ minutesOutOfCell }) => minutesOutOfCell !== null)
      ? deFactoDays(days, sent.measures)
      : NOT_RECORDED,
    COMPLAINTS: all.filed,
    COMPLAINTS_MINORS: ofMinors.filed,
    COMPLAINTS_UPHELD_SHARE: all.upheld,
    COMPLAINTS_UPHELD_SHARE_MINORS: ofMinors.upheld,
  };
}

function isMinor(measure: any): boolean {
  return measure?.ageGroup === 'UNDER_18';
}

function contactOf({ contactMinutesAccepted, contactMinutesOffered, contactRefused }: any): number | null {
  const none = contactMinutesOffered === 0 || contactRefused === true;
  return contactMinutesAccepted ?? (none ? 0 : null);
}

/** The whole exclusions of a day that leave no moment of it out; none where they leave one. */
function wholeDayMeasures({ person, day }: any, measures: readonly any[]): readonly any[] {
  const ends = Date.parse(midnightOf(nextDay(day)));
  const whole = measures
    .filter((one) => one.person === person && one.kind === 'EXCLUSION' && one.extent === 'WHOLE')
    .map((one) => ({
      ...one,
      since: Date.parse(one.start),
      until: one.end ? Date.parse(one.end) : Infinity,
    }));
  const found = new Set<any>();
  for (let reached = Date.parse(midnightOf(day)); reached < ends;) {
    const on = whole.filter(({ since, until }) => since <= reached && reached < until);
    if (on.length === 0) return [];
    for (const one of on) found.add(one);
    reached = Math.min(...on.map(({ until }) => until));
  }
  return [...found];
}

function deFactoDays(days: readonly any[], measures: readonly any[]): number {
  const byPerson = Map.groupBy(measures, ({ person }) => person);
  return Map.groupBy(days, ({ person }) => person)
    .entries()
    .toArray()
    .flatMap(([person, own]) => {
      const decided = (byPerson.get(person) ?? []).map(({ unit: _unit, ...one }) =>
        measureRecord.parse({ ...one, source: 'plain' }),
      );
      return [...new Set(plainDays(own, decided, RULE_SET).map(([, key]) => key))];
    }).length;
}
