import { z } from 'zod';
import { fault } from './faults.ts';
import type { Fault } from './faults.ts';
import { fieldTypes } from './records/field-types.ts';
import { TARGET_NAMES, TARGETS } from './records/targets.ts';
import type { Target } from './records/targets.ts';

/**
 * An import profile (importprofil) is data: how the columns of one source become records of one target.
 * `profiles/` has a commented example for each target, `import-profile.schema.json` the JSON Schema.
 */
const comment = { $comment: z.string().optional() };
const column = z.string().min(1);

const fixed = z
  .strictObject({ ...comment, value: z.union([z.string(), z.number(), z.boolean()]) })
  .describe('The same value for every row');

const fromColumn = z
  .strictObject({
    ...comment,
    column,
    values: z.record(z.string(), z.string()).optional().describe('What each value of the column becomes'),
    other: z.string().optional().describe('What every other value becomes'),
    unknown: z
      .enum(['QUARANTINE', 'UNKNOWN'])
      .default('QUARANTINE')
      .describe(
        'A value not in the map: the row goes to quarantine, or the field becomes unknown and is counted',
      ),
    separator: z.string().min(1).optional().describe('Parts the text of a field that holds a list'),
  })
  .describe('The value of a column');

const moment = z
  .strictObject({
    ...comment,
    column,
    format: z
      .string()
      .min(1)
      .describe('RFC3339, or made of YYYY, MMM, MM, M, DD, D, HH, H, mm and ss: D.M.YYYY, M/D/YYYY H:mm'),
    zone: z.string().default('Europe/Oslo').refine(isZone, fault('TIME_ZONE')),
    precision: z.enum(['DAY', 'TIME']).optional().describe('DAY keeps the day alone, in Oslo'),
  })
  .describe('A moment, or a day where the format has no clock time');

const field = z.union([fixed, moment, fromColumn]);
export type FieldReading = z.infer<typeof field>;
export type MomentReading = z.infer<typeof moment>;

const unit = z.union([
  z.strictObject({ ...comment, value: z.string() }),
  z.strictObject({
    ...comment,
    column,
    prefixes: z.record(z.string(), z.string()).describe('The longest prefix that fits decides'),
  }),
]);

const sourceKey = z.union([
  z.strictObject({ ...comment, column }),
  z
    .strictObject({ ...comment, columns: z.array(column).min(1) })
    .describe('A source without keys: these values and the number of their occurrence in file order'),
]);

export const importProfile = z
  .strictObject({
    $schema: z.string().optional(),
    ...comment,
    target: z.enum(TARGET_NAMES as [Target, ...Target[]]),
    source: z
      .string()
      .trim()
      .min(1)
      .max(200)
      .describe('Name of the source; with the key it identifies a record for good'),
    format: z
      .enum(['CSV', 'NDJSON', 'XLSX'])
      .optional()
      .describe('Where absent: by the first bytes of the file. Any of them may be gzipped'),
    encoding: z.enum(['UTF-8', 'LATIN-1']).default('UTF-8'),
    delimiter: z.string().length(1).default(','),
    sheet: z.string().optional().describe('XLSX: the sheet; the first where absent'),
    unit: unit.optional().describe('Which unit a row belongs to; needed where the units own the target'),
    sourceKey: sourceKey.optional().describe('What identifies a row; needed for all but persons'),
    person: z
      .strictObject({ ...comment, column, as: z.enum(['PSEUDONYM', 'IDENTIFIER']) })
      .optional()
      .describe('The inmate; IDENTIFIER becomes a pseudonym through the register and goes no further'),
    fields: z
      .record(z.string(), field)
      .describe('Field of the record: where it comes from; `decision.level` reaches inside'),
    flags: z
      .array(z.strictObject({ ...comment, flag: z.string(), column, values: z.array(z.string()).min(1) }))
      .default([])
      .describe('Measures: vulnerability flags set when the column holds one of the values'),
    declaredLength: z
      .strictObject({
        ...comment,
        column,
        unit: z.enum(['DAYS', 'HOURS', 'MINUTES']),
        counts: z
          .enum(['EXCLUSIVE', 'INCLUSIVE', 'EITHER'])
          .default('EXCLUSIVE')
          .describe('Whether the last day counts too'),
      })
      .optional()
      .describe('Measures: a length the source states, held against start and end'),
    repair: z
      .literal('DAY_MONTH_SWAP')
      .optional()
      .describe('Swap day and month where only that agrees with the declared length; the record says so'),
    complete: z
      .boolean()
      .default(false)
      .describe('The file is the whole truth for its period: records it no longer has are withdrawn'),
  })
  .superRefine((profile, context) => {
    const wrong = (reason: Fault, ...path: string[]) => context.addIssue({ code: 'custom', path, ...reason });
    const { target } = profile;
    const known = fieldTypes(target);
    for (const name of Object.keys(profile.fields)) {
      if (!known.has(name))
        wrong(fault('NO_SUCH_FIELD', { target, name, names: [...known.keys()].join(', ') }), 'fields', name);
    }
    for (const [name, { required }] of known) {
      if (required && profile.fields[name] === undefined && !isFilledBy(profile.person, name))
        wrong(fault('FIELD_UNSAID', { name }), 'fields', name);
    }
    if (TARGETS[target].owner === 'UNIT' && profile.unit === undefined) wrong(fault('UNIT_UNSAID'), 'unit');
    if (target !== 'persons' && profile.sourceKey === undefined) wrong(fault('KEY_UNSAID'), 'sourceKey');
    if (target !== 'measures' && (profile.declaredLength !== undefined || profile.flags.length > 0))
      wrong(fault('MEASURES_ONLY'), 'target');
    if (profile.repair !== undefined && profile.declaredLength === undefined)
      wrong(fault('LENGTH_UNSAID'), 'repair');
    if (profile.complete && target === 'persons') wrong(fault('PERSONS_NEVER_COMPLETE'), 'complete');
  });
export type ImportProfile = z.infer<typeof importProfile>;

function isFilledBy(person: object | undefined, name: string): boolean {
  return person !== undefined && (name === 'person' || name === 'pseudonym');
}

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name }).format();
    return true;
  } catch {
    return false;
  }
}
