import { z } from 'zod';
import {
  COMPLAINT_OUTCOMES,
  DECISION_LEVELS,
  HIGHER_DECISION_OUTCOMES,
  REASSESSMENT_OUTCOMES,
} from '../vocabulary.ts';
import { instant, longText, optional, origin, pastInstant, shortText } from './fields.ts';

/**
 * The entries that follow a measure, each a record of its own. `measure` is the source key of the measure
 * at the same source; an entry may arrive before its measure.
 */
const entry = { ...origin, measure: shortText };
const level = z.enum(DECISION_LEVELS);

/** A reassessment (fortløpende vurdering); §37(4), §38(3). */
export const reassessmentRecord = z.strictObject({
  ...entry,
  assessedAt: pastInstant,
  level: optional(level),
  role: optional(shortText),
  outcome: optional(z.enum(REASSESSMENT_OUTCOMES)),
  justification: optional(longText),
});

/** Somebody looked in (tilsyn); §37(7). */
export const supervisionRecord = z.strictObject({
  ...entry,
  supervisedAt: pastInstant,
  byHealthStaff: z.boolean().default(false),
  role: optional(shortText),
});

/** Health staff were told, or a doctor gave a statement; §37(7), §38(3). */
export const healthNoticeRecord = z
  .strictObject({ ...entry, notifiedAt: optional(pastInstant), doctorStatementAt: optional(pastInstant) })
  .refine(({ notifiedAt, doctorStatementAt }) => notifiedAt !== null || doctorStatementAt !== null, {
    message: 'NOTICE_WITHOUT_MOMENT',
  });

/** A higher level decided about the measure; §37(5)–(6), §38(5)–(6). */
export const higherDecisionRecord = z.strictObject({
  ...entry,
  level,
  decidedAt: pastInstant,
  outcome: optional(z.enum(HIGHER_DECISION_OUTCOMES)),
});

/** A report (melding) to a higher level; §37(5)–(6), §38(5)–(6). */
export const reportRecord = z.strictObject({
  ...entry,
  toLevel: level,
  dueAt: optional(instant),
  sentAt: optional(pastInstant),
});

/** A complaint (klage); §7 e. */
export const complaintRecord = z
  .strictObject({
    ...entry,
    filedAt: pastInstant,
    decidedAt: optional(pastInstant),
    outcome: optional(z.enum(COMPLAINT_OUTCOMES)),
  })
  .refine(({ filedAt, decidedAt }) => decidedAt === null || decidedAt >= filedAt, {
    message: 'END_BEFORE_START',
    path: ['decidedAt'],
  });
