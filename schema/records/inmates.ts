import { z } from 'zod';
import { CITIZENSHIP_GROUPS, CUSTODIES, SECURITY_LEVELS, SEXES } from '../vocabulary.ts';
import { day, optional, origin, pseudonym, shortText } from './fields.ts';

/** What enters the inmates register: persons under their pseudonym, and their stays (opphold) in units. */
export const personRecord = z.strictObject({
  pseudonym,
  sex: z.enum(SEXES).default('UNKNOWN'),
  birthDate: optional(day),
  citizenship: z.enum(CITIZENSHIP_GROUPS).default('UNKNOWN'),
  withdrawn: z.boolean().default(false),
});
export type PersonRecord = z.infer<typeof personRecord>;

export const stayRecord = z
  .strictObject({
    ...origin,
    pseudonym,
    unit: shortText,
    facility: optional(shortText),
    securityLevel: z.enum(SECURITY_LEVELS).default('UNKNOWN'),
    custody: z.enum(CUSTODIES).default('UNKNOWN'),
    arrivedOn: day,
    leftOn: optional(day),
  })
  .refine((stay) => stay.leftOn === null || stay.leftOn >= stay.arrivedOn, {
    message: 'END_BEFORE_START',
    path: ['leftOn'],
  });
export type StayRecord = z.infer<typeof stayRecord>;
