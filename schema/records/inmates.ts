import { z } from 'zod';
import { CITIZENSHIP_GROUPS, CUSTODIES, SECURITY_LEVELS, SEXES } from '../vocabulary.ts';

/** What enters the inmates register: persons under their pseudonym, and their stays (opphold) in units. */
const shortText = z.string().trim().min(1).max(200);
const pseudonym = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);

export const personRecord = z.strictObject({
  pseudonym,
  sex: z.enum(SEXES).default('UNKNOWN'),
  birthDate: z.iso.date().nullable().default(null),
  citizenship: z.enum(CITIZENSHIP_GROUPS).default('UNKNOWN'),
  withdrawn: z.boolean().default(false),
});
export type PersonRecord = z.infer<typeof personRecord>;

export const stayRecord = z
  .strictObject({
    source: shortText,
    sourceKey: shortText,
    pseudonym,
    unit: shortText,
    facility: shortText.nullable().default(null),
    securityLevel: z.enum(SECURITY_LEVELS).default('UNKNOWN'),
    custody: z.enum(CUSTODIES).default('UNKNOWN'),
    arrivedOn: z.iso.date(),
    leftOn: z.iso.date().nullable().default(null),
    withdrawn: z.boolean().default(false),
  })
  .refine((stay) => stay.leftOn === null || stay.leftOn >= stay.arrivedOn, {
    message: 'END_BEFORE_START',
    path: ['leftOn'],
  });
export type StayRecord = z.infer<typeof stayRecord>;
