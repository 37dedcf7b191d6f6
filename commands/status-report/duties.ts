import { RULE_SET } from '../../schema/rules/rule-set.ts';
import type { Rule } from '../../schema/rules/rule.ts';
import { MEANS } from '../../schema/vocabulary.ts';
import type { Concerned, Documentation } from './ask-status.ts';
import type { Period } from './periods.ts';

/** One duty in some period: how many measures it concerns, and how many deviations they have. */
export type DutyCount = { readonly concerned: number; readonly deviations: number };

/** Counts of a duty over all units, or in one. */
export type DutyCounts = (rule: Rule, unit: string | null) => DutyCount;

/**
 * How many measures a duty concerns follows from what they are, by the rule's own conditions; who was under 18 is
 * counted by the age at the start.
 */
export function countDuties(documentation: Documentation, concerned: Concerned): DutyCounts {
  return (rule, unit) => ({
    concerned: concerned.groups
      .filter((group) => (unit === null || group.unit.code === unit) && applies(rule, group))
      .reduce((sum, { figures }) => sum + (figures.started ?? 0), 0),
    deviations: documentation.groups
      .filter((group) => unit === null || group.unit.code === unit)
      .flatMap(({ figures }) => figures.deviations ?? [])
      .filter((deviation) => deviation.rule.code === rule.code)
      .reduce((sum, { count }) => sum + count, 0),
  });
}

function applies({ appliesTo }: Rule, group: Concerned['groups'][number]): boolean {
  const { kinds, means, extents, legalBases, exceptLegalBases, minor } = appliesTo;
  const basis = group.legalBasis?.code ?? '';
  return (
    (kinds === null || kinds.includes(MEANS[group.means].kind)) &&
    (means === null || means.includes(group.means)) &&
    (extents === null || (group.extent !== null && extents.includes(group.extent))) &&
    (legalBases === null || legalBases.some((code) => code === basis)) &&
    (exceptLegalBases === null || !exceptLegalBases.some((code) => code === basis)) &&
    (minor === null || minor === (group.ageGroup === 'UNDER_18'))
  );
}

/** Duties in one wording through all of both periods, which alone can be compared. */
export function dutiesThrough(...periods: readonly Period[]): Rule[] {
  return RULE_SET.rules.filter(
    ({ enabled, validFrom, validTo }) =>
      enabled && periods.every(({ from, to }) => validFrom <= from && (validTo === null || to <= validTo)),
  );
}

/** Documentation is missing at most once in a measure, so the rest of those concerned are in order. */
export function isDocumentation({ documentation, scope }: Rule): boolean {
  return documentation && scope === 'MEASURE';
}

export function shareKept({ concerned, deviations }: DutyCount): number | null {
  return concerned === 0 ? null : Math.max(0, 1 - deviations / concerned);
}

export function per100({ concerned, deviations }: DutyCount): number | null {
  return concerned === 0 ? null : (100 * deviations) / concerned;
}
