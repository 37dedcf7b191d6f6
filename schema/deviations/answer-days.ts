import type { CaseParty } from '../vocabulary.ts';
import { findRule } from '../rules/rule-set.ts';

/**
 * Days somebody has to take the next step in a case. No law or guideline names them: they are this project's
 * choice, and the directorate's to change here.
 */
const UNIT_DAYS = { SERIOUS: 7, MODERATE: 14, MINOR: 30 } as const;
const DIRECTORATE_DAYS = 14;
const DAY = 86_400_000;

/** The last day, counted from a day in Oslo. A rule this version does not know counts as serious. */
export function answerDay(
  party: CaseParty,
  { rule, from }: { readonly rule: string; readonly from: string },
) {
  const days = party === 'DIRECTORATE' ? DIRECTORATE_DAYS : UNIT_DAYS[findRule(rule)?.severity ?? 'SERIOUS'];
  return new Date(Date.parse(from) + days * DAY).toISOString().slice(0, 10);
}
