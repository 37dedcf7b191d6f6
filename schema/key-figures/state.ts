import { z } from 'zod';
import { AGE_GROUP_CODES } from '../vocabulary.ts';
import { question } from '../practice/question.ts';
import type { Question } from '../practice/question.ts';
import { inWriting, unitStateFor } from '../practice/state.ts';
import type { UnitState } from '../practice/state.ts';
import { LONG_EXCLUSIONS, OUT_OF_CELL_BANDS } from './counted.ts';
import { KEY_FIGURE_DIMENSIONS } from './question.ts';

/**
 * The question of key figures as a unit gets it, in the key of the practice entity: that of practice, answered from
 * one moment together with what is counted from other records than measures.
 */
const ABOUT = 'KEY_FIGURES';
const unitQuestion = question.extend({ about: z.literal(ABOUT) });

export function writeKeyFigureUnitKey(asked: Question): string {
  return JSON.stringify({ about: ABOUT, ...asked });
}

/** Null when the key holds another question. */
export function readKeyFigureUnitKey(key: string): Question | null {
  const read = unitQuestion.safeParse(JSON.parse(key)).data;
  if (read === undefined) return null;
  const { about: _about, ...asked } = read;
  return asked;
}

const count = z.int().nonnegative();
const ageGroup = z.enum(AGE_GROUP_CODES);
/** Up to when the sources of such records declared them complete. */
const dataThrough = z.iso.datetime().nullable();

/** Records of the daily regime, one for an inmate and day in the period. */
const regimeDays = z.strictObject({
  dataThrough,
  /** Days with known minutes out of the cell, in the order of the bands, and how many persons they are of. */
  outOfCell: z.array(z.strictObject({ days: count, persons: count })).length(OUT_OF_CELL_BANDS.length),
  /** Days with known contact, and those with known minutes out of the cell besides: only they can show isolation. */
  contactDays: count,
  judgedDays: count,
  /** Persons and days of isolation without a decision, by the rules of `schema/rules`. */
  deFactoDays: count,
  /** Days with known contact that whole exclusions cover from midnight to midnight, by the age group in those. */
  excluded: z.array(z.strictObject({ ageGroup, days: count, withContact: count })),
});

/** Complaints made in the period; those decided in it, withdrawn ones apart; by the age group in the measure. */
const complaints = z.strictObject({
  dataThrough,
  byAge: z.array(z.strictObject({ ageGroup, filed: count, decided: count, upheld: count })),
});

/** Persons with a whole exclusion begun in the period that is longer, hashed as in `Cell`; null where one names none. */
const longExclusions = z.array(
  z.strictObject({ days: z.literal(LONG_EXCLUSIONS), ageGroup, persons: z.array(z.string()).nullable() }),
);

const alsoCounted = z.strictObject({ regimeDays, complaints, longExclusions });
export type AlsoCounted = z.infer<typeof alsoCounted>;
export type KeyFigureState = UnitState & { readonly alsoCounted: AlsoCounted };

export const keyFigureState: z.ZodType<KeyFigureState> = z
  .strictObject({ practice: unitStateFor(KEY_FIGURE_DIMENSIONS), alsoCounted })
  .transform(({ practice, ...rest }) => ({ ...practice, ...rest }));

export function writeKeyFigureState({ alsoCounted: also, ...practice }: KeyFigureState): string {
  return JSON.stringify({ practice: inWriting(practice), alsoCounted: also });
}
