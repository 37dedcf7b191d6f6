import { isDay } from '../../schema/records/measure.ts';
import type { MeasureRecord } from '../../schema/records/measure.ts';
import type { RuleSet } from '../../schema/rules/rule-set.ts';
import { midnightOf } from './oslo-time.ts';

export type PlainDay = {
  readonly sourceKey: string;
  readonly day: string;
  readonly minutesOutOfCell: number | null;
  readonly contactMinutesOffered: number | null;
  readonly contactMinutesAccepted: number | null;
  readonly contactRefused: boolean | null;
};
/** Rule, key of the record, occurrence, when it was due, when it was met. */
export type Found = readonly [
  rule: string,
  key: string,
  occurrence: number,
  dueAt: number,
  metAt: number | null,
];

const MINUTE = 60_000;
const DAY = 86_400_000;
type Alone = readonly { readonly means: string; readonly extents: readonly string[] | null }[];

/** Days of one person without a decision, by the minute. */
export function plainDays(
  days: readonly PlainDay[],
  measures: readonly MeasureRecord[],
  { rules }: RuleSet,
): Found[] {
  return rules.flatMap(({ code, demands }) =>
    days.flatMap((one): Found[] => {
      if (demands.type !== 'DE_FACTO') return [];
      const [begins, ends] = [one.day, nextDay(one.day)].map((day) => Date.parse(midnightOf(day)));
      if (begins === undefined || ends === undefined) return [];
      const none = one.contactMinutesOffered === 0 || one.contactRefused === true;
      const contact = one.contactMinutesAccepted ?? (none ? 0 : null);
      if (one.minutesOutOfCell === null || contact === null || contact > demands.contactUpTo) return [];
      if ((ends - begins) / MINUTE - one.minutesOutOfCell < demands.lockedIn) return [];
      const covering = measures
        .filter((record) => isAlone(record, demands.alone))
        .map((record) => [
          isDay(record.start) ? Date.parse(midnightOf(record.start)) : Date.parse(record.start),
          record.end === null
            ? Number.POSITIVE_INFINITY
            : isDay(record.end)
              ? Date.parse(midnightOf(nextDay(record.end)))
              : Date.parse(record.end),
        ]);
      let bare = 0;
      for (let minute = begins; minute < ends; minute += MINUTE) {
        if (!covering.some(([from = 0, to = 0]) => from <= minute && minute < to)) bare += 1;
      }
      return bare < demands.lockedIn ? [] : [[code, one.sourceKey, 1, ends, null]];
    }),
  );
}

export function isAlone({ means, extent, kind }: MeasureRecord, alone: Alone): boolean {
  const own = kind === 'EXCLUSION' ? (extent ?? 'UNKNOWN') : null;
  return alone.some(
    (one) => one.means === means && (one.extents === null || (own !== null && one.extents.includes(own))),
  );
}

export function nextDay(day: string): string {
  return new Date(Date.parse(day) + DAY).toISOString().slice(0, 10);
}
