import { z } from 'zod';
import { LONG_EXCLUSIONS, OUT_OF_CELL_BANDS } from './counted.ts';
import { AGE_GROUP_CODES, CUSTODIES, EXTENTS, MEANS_CODES, MEASURE_KINDS } from '../vocabulary.ts';

const text = z.strictObject({ nb: z.string().min(1), en: z.string().min(1) });
const some = <T extends z.ZodType>(item: T) => z.array(item).min(1).optional();

/** Which measures; all conditions hold together. */
const measures = z.strictObject({
  kinds: some(z.enum(MEASURE_KINDS)),
  means: some(z.enum(MEANS_CODES)),
  extents: some(z.enum(EXTENTS)),
  legalBases: some(z.string()),
  ageGroups: some(z.enum(AGE_GROUP_CODES)),
  custodies: some(z.enum(CUSTODIES)),
});
export type MeasuresOf = z.infer<typeof measures>;

/** What is made of other records than measures, as units count them beside (`state.ts`). */
const ALSO_COUNTED = [
  /** Persons with a whole exclusion begun that is longer. */
  z.strictObject({ figure: z.literal('PERSONS_OVER_DAYS'), days: z.literal(LONG_EXCLUSIONS) }),
  z.strictObject({ figure: z.literal('OUT_OF_CELL_SHARE'), band: z.enum(OUT_OF_CELL_BANDS) }),
  z.strictObject({ figure: z.literal('CONTACT_SHARE') }),
  z.strictObject({ figure: z.literal('DE_FACTO_DAYS') }),
  z.strictObject({ figure: z.literal('COMPLAINTS') }),
  z.strictObject({ figure: z.literal('UPHELD_SHARE') }),
] as const;

/** What is made of them. */
const counts = z.discriminatedUnion('figure', [
  z.strictObject({ figure: z.literal('STARTED') }),
  z.strictObject({ figure: z.literal('IN_FORCE_AT_END') }),
  z.strictObject({ figure: z.literal('PERSONS') }),
  z.strictObject({ figure: z.literal('RATE') }),
  z.strictObject({ figure: z.literal('HOURS') }),
  z.strictObject({ figure: z.literal('MEAN_HOURS') }),
  z.strictObject({ figure: z.literal('MEDIAN_HOURS') }),
  z.strictObject({ figure: z.literal('P90_HOURS') }),
  z.strictObject({ figure: z.literal('OVER_DAYS'), days: z.int().positive() }),
  /** Of those begun, the share that is within these too. */
  z.strictObject({ figure: z.literal('SHARE'), within: measures }),
  /** Of those longer than so many days, the share that does not break the rule. */
  z.strictObject({ figure: z.literal('KEPT_SHARE'), rule: z.string(), overDays: z.int().nonnegative() }),
  z.strictObject({ figure: z.literal('COMPLETE_SHARE') }),
  ...ALSO_COUNTED,
]);

export const keyFigureDefinition = z.strictObject({
  code: z.string().regex(/^[A-Z][A-Z0-9_]*$/),
  name: text,
  definition: text,
  numerator: text,
  denominator: text.nullable(),
  measuredIn: z.enum([
    'MEASURES',
    'PERSONS',
    'PERSON_DAYS',
    'COMPLAINTS',
    'HOURS',
    'SHARE',
    'PER_1000_INMATE_DAYS',
  ]),
  source: text,
  legalBasis: z.string(),
  reliability: text,
  /** Withheld where a smaller share of these measures has a known value in the field. */
  needsKnown: z
    .strictObject({
      field: z.enum(['extent', 'custody', 'legalBasis', 'ageGroup']),
      among: measures,
      atLeast: z.number().positive().max(1),
    })
    .optional(),
  /** The same of minors is a key figure of its own. */
  alsoForMinors: z.boolean().optional(),
  /** False for what is never published: few persons may stand behind it, or it follows from other figures. */
  published: z.literal(false).optional(),
  /** Figures of one partition, and what is left of their kind, add up to a published figure. */
  partition: z.enum(['CUSTODY', 'COERCION', 'CONTROL']).optional(),
  of: measures,
  counts,
});
export type KeyFigureDefinition = z.infer<typeof keyFigureDefinition>;
/** Made of other records than measures. */
export type AlsoCountedFigure = z.infer<(typeof ALSO_COUNTED)[number]>;
