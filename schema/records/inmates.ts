import { z } from 'zod';
import { findUnit } from '../units.ts';
import { CITIZENSHIP_GROUPS, CUSTODIES, SECURITY_LEVELS, SEXES } from '../vocabulary.ts';
import { day, optional, origin, pastDay, pseudonym, shortText } from './fields.ts';

/** What enters the inmates register: persons under their pseudonym, and their stays (opphold) in units. */
export const personRecord = z.strictObject({
  pseudonym,
  sex: z.enum(SEXES).default('UNKNOWN'),
  birthDate: optional(pastDay),
  citizenship: z.enum(CITIZENSHIP_GROUPS).default('UNKNOWN'),
  withdrawn: z.boolean().default(false),
});
export type PersonRecord = z.infer<typeof personRecord>;

export const stayRecord = z
  .strictObject({
    ...origin,
    pseudonym,
    unit: shortText.refine((code) => findUnit(code) !== undefined, 'UNIT_UNKNOWN'),
    facility: optional(shortText),
    securityLevel: z.enum(SECURITY_LEVELS).default('UNKNOWN'),
    custody: z.enum(CUSTODIES).default('UNKNOWN'),
    arrivedOn: pastDay,
    leftOn: optional(day),
  })
  .refine((stay) => stay.leftOn === null || stay.leftOn >= stay.arrivedOn, {
    message: 'END_BEFORE_START',
    path: ['leftOn'],
  });
export type StayRecord = z.infer<typeof stayRecord>;
