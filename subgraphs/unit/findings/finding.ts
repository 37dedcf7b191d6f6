import type { RuleSet } from '../../../schema/rules/rule-set.ts';

/** What several records together show to be wrong; moments as ISO text. */
export type Finding = {
  /** The record it is told of. */
  readonly record: string;
  readonly rule: string;
  readonly occurrence: number;
  readonly target: 'measures' | 'regime-days' | 'unit';
  readonly facility: string | null;
  readonly kind: string | null;
  readonly means: string | null;
  /** Day in Oslo. */
  readonly startedOn: string;
  readonly dueAt: string;
  /** Later than `dueAt`, or null. */
  readonly metAt: string | null;
};

/** Codes of the rules in force at some time that demand something of this type. */
export function codesOf({ rules }: RuleSet, types: readonly string[]): string[] {
  const found = rules.filter(({ demands }) => types.includes(typeOf(demands)));
  return [...new Set(found.map(({ code }) => code))];
}

/** The type of a demand, or the pattern that it names. */
function typeOf(demands: RuleSet['rules'][number]['demands']): string {
  return demands.type === 'PATTERN' ? demands.pattern : demands.type;
}
