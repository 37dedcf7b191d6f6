import { z } from 'zod';
import {
  AGE_GROUP_CODES,
  CITIZENSHIP_GROUPS,
  CUSTODIES,
  EXTENTS,
  MEANS_CODES,
  MEASURE_KINDS,
  PRACTICE_DIMENSIONS,
  SECURITY_LEVELS,
  SEXES,
  VULNERABILITY_GROUPS,
} from '../vocabulary.ts';

/**
 * The question `measures` puts to the units and the register: the filter in one normal form, written as
 * JSON into the key of the practice entity, so that the federation itself carries it.
 */
const day = z.iso.date();
const some = <T extends z.ZodType>(item: T) => z.array(item).nullable();

export const question = z.strictObject({
  period: z.strictObject({ from: day, to: day }),
  units: z.array(z.string()),
  kinds: some(z.enum(MEASURE_KINDS)),
  facilities: some(z.string()),
  securityLevels: some(z.enum(SECURITY_LEVELS)),
  means: some(z.enum(MEANS_CODES)),
  legalBases: some(z.string()),
  extents: some(z.enum(EXTENTS)),
  overSeconds: z.number().nullable(),
  upToSeconds: z.number().nullable(),
  sexes: some(z.enum(SEXES)),
  ageGroups: some(z.enum(AGE_GROUP_CODES)),
  custodies: some(z.enum(CUSTODIES)),
  citizenships: some(z.enum(CITIZENSHIP_GROUPS)),
  vulnerabilities: some(z.enum(VULNERABILITY_GROUPS)),
  asOf: z.iso.datetime().nullable(),
  /** The moment of asking, one for all units. */
  now: z.iso.datetime(),
  by: z.array(z.enum(PRACTICE_DIMENSIONS)),
  /** Key under which persons are hashed for this question alone; null when persons are not counted. */
  personKey: z.string().nullable(),
});
export type Question = z.infer<typeof question>;

export function writeKey(asked: Question): string {
  return JSON.stringify(asked);
}

export function readKey(key: string): Question {
  return question.parse(JSON.parse(key));
}
