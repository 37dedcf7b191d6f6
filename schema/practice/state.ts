import { z } from 'zod';
import type { PracticeDimension } from '../vocabulary.ts';
import { LENGTH_BANDS } from './lengths.ts';

/**
 * What a unit answers: integers only, so that adding the states of twelve units gives, to the last digit,
 * what one database holding all records would give. Times are in seconds.
 */
const count = z.int().nonnegative();

/** Pairs of the rule's place in the list `rules` of the state, and how often started measures broke it. */
const writtenDeviations = z.array(z.tuple([count, count]));
/** The same by code. */
export type Deviations = [rule: string, count: number][];

const cell = z.strictObject({
  started: count,
  ongoing: count,
  inForceAtEnd: count,
  seconds: count,
  ended: count,
  endedSeconds: count,
  completeRecords: count,
  repairedRecords: count,
  /** Pairs of bin number and count of ended lengths. */
  bins: z.array(z.tuple([count, count])),
  /** Ongoing intervals by band of their length so far. */
  ongoingByBand: z.array(count).length(LENGTH_BANDS.length),
  /**
   * Persons among the started measures, each the first 22 characters of HMAC-SHA256 (base64url) of the
   * pseudonym under the question's `personKey`, so that units agree; null when not asked for or when a
   * measure names no person.
   */
  persons: z.array(z.string()).nullable(),
  deviations: writtenDeviations,
});
type WrittenCell = z.infer<typeof cell>;
export type Cell = Omit<WrittenCell, 'deviations'> & { readonly deviations: Deviations };

/** A cell nothing is added to any more: what its bins come to, instead of the bins. */
const finalCell = cell.omit({ bins: true }).extend({
  lengths: z.strictObject({
    medianSeconds: count.nullable(),
    p90Seconds: count.nullable(),
    endedByBand: z.array(count).length(LENGTH_BANDS.length),
  }),
});
type WrittenFinalCell = z.infer<typeof finalCell>;
export type FinalCell = Omit<WrittenFinalCell, 'deviations'> & { readonly deviations: Deviations };

const text = z.string().nullable();

/** Values of the dimensions a unit can tell apart; null where not asked for or not recorded. */
const groupKey = z.strictObject({
  year: z.number().nullable(),
  quarter: text,
  month: text,
  facility: text,
  securityLevel: text,
  kind: text,
  means: text,
  legalBasis: text,
  extent: text,
  sex: text,
  ageGroup: text,
  custody: text,
  citizenship: text,
  vulnerability: text,
});
export type GroupKey = z.infer<typeof groupKey>;

const writtenState = z.strictObject({
  dataThrough: z.iso.datetime().nullable(),
  /** Versions of the rules the deviations were judged by: one, or two while a unit judges its records anew. */
  ruleSets: z.array(z.string()).min(1),
  /** Codes of the rules that any cell counts. */
  rules: z.array(z.string()),
  total: cell,
  /** Cells may be final where no other unit's are added to them: groups by UNIT, or one unit asked. */
  groups: z.array(z.strictObject({ key: groupKey, cell: z.union([finalCell, cell]) })),
});

export type UnitState = Pick<z.infer<typeof writtenState>, 'dataThrough' | 'ruleSets'> & {
  readonly total: Cell;
  readonly groups: readonly { readonly key: GroupKey; readonly cell: Cell | FinalCell }[];
};

export const unitState = writtenState.transform(({ rules, total, groups, ...rest }, context): UnitState => {
  const byCode = <C extends WrittenCell | WrittenFinalCell>(written: C) => ({
    ...written,
    deviations: written.deviations.map(([place, number]): [string, number] => {
      const rule = rules[place];
      if (rule === undefined) context.addIssue({ code: 'custom', message: 'a rule that is not in the list' });
      return [rule ?? '', number];
    }),
  });
  return {
    ...rest,
    total: byCode(total),
    groups: groups.map(({ key, cell: written }) => ({ key, cell: byCode(written) })),
  };
});

export function writeState(state: UnitState): string {
  return JSON.stringify(inWriting(state));
}

/** The state as it is sent: each code once, in one order, so that equal states are equal to the letter. */
export function inWriting({ total, groups, ...rest }: UnitState): z.input<typeof writtenState> {
  const rules = [
    ...new Set(
      [total, ...groups.map(({ cell: one }) => one)].flatMap(({ deviations }) =>
        deviations.map(([rule]) => rule),
      ),
    ),
  ].toSorted();
  const places = new Map(rules.map((rule, place) => [rule, place]));
  const byPlace = <C extends Cell | FinalCell>(one: C) => ({
    ...one,
    deviations: one.deviations
      .map(([rule, number]): [number, number] => [places.get(rule) ?? -1, number])
      .toSorted(([left], [right]) => left - right),
  });
  return {
    ...rest,
    rules,
    total: byPlace(total),
    groups: groups.map(({ key, cell: one }) => ({ key, cell: byPlace(one) })),
  };
}

/** A unit's answer to this question: final cells stand alone, in groups of one unit, each once. */
export function unitStateFor(by: readonly PracticeDimension[]): z.ZodType<UnitState> {
  return unitState.refine(({ groups }) => {
    const alone = groups.filter((group) => 'lengths' in group.cell);
    return by.includes('UNIT')
      ? new Set(alone.map(({ key }) => JSON.stringify(key))).size === alone.length
      : alone.length === 0;
  });
}

/** What the register answers: inmate-days by unit and group, over all units asked. */
export const inmatesState = z.strictObject({
  dataThrough: z.iso.datetime().nullable(),
  /** Units with any stay at all; the others have no population to divide by. */
  populatedUnits: z.array(z.string()),
  groups: z.array(z.strictObject({ unit: z.string(), key: groupKey, days: count })),
  totals: z.array(z.strictObject({ unit: z.string(), days: count })),
});
export type InmatesState = z.infer<typeof inmatesState>;

export const EMPTY_KEY: GroupKey = {
  year: null,
  quarter: null,
  month: null,
  facility: null,
  securityLevel: null,
  kind: null,
  means: null,
  legalBasis: null,
  extent: null,
  sex: null,
  ageGroup: null,
  custody: null,
  citizenship: null,
  vulnerability: null,
};
