import { z } from 'zod';
import { question } from '../practice/question.ts';
import { INDICATOR_CODES } from './find-indicator.ts';

export const CASE_MIX = ['SECURITY_LEVEL', 'CUSTODY', 'SEX', 'AGE_GROUP', 'CITIZENSHIP'] as const;
/** Groups compared with the rest inside their strata. */
const COMPARED_GROUPS = ['SEX', 'AGE_GROUP', 'CUSTODY', 'CITIZENSHIP', 'VULNERABILITY'] as const;
export const COMPARED_BY = ['UNIT', 'REGION', ...COMPARED_GROUPS, 'MONTH', 'QUARTER'] as const;
export type ComparedGroup = (typeof COMPARED_GROUPS)[number];

/** A comparison as the federation carries it, in the key of its entity: what is compared, and the question units answer. */
const comparison = z.strictObject({
  indicator: z.string().refine((code) => INDICATOR_CODES.includes(code)),
  /** The rule of DEVIATION_RATE. */
  rule: z.string().nullable(),
  adjustFor: z.array(z.enum(CASE_MIX)),
  by: z.enum(COMPARED_BY),
  question,
  /** The question of those counted, where they are not in the answer to the first. */
  cases: question.nullable(),
});
export type ComparisonQuestion = z.infer<typeof comparison>;

export function writeComparisonKey(asked: ComparisonQuestion): string {
  return JSON.stringify(asked);
}

export function readComparisonKey(key: string): ComparisonQuestion {
  return comparison.parse(JSON.parse(key));
}

export function isComparedGroup(by: ComparisonQuestion['by']): by is ComparedGroup {
  return (COMPARED_GROUPS as readonly string[]).includes(by);
}
