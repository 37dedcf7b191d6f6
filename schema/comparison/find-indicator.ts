import { findRule } from '../rules/rule-set.ts';
import { deviationsFrom, INDICATORS } from './indicators.ts';
import type { Indicator } from './indicators.ts';

/** Indicators of a rule, and the rule where the indicator itself says which. */
const OF_RULES: ReadonlyMap<string, string | null> = new Map([
  ['REASSESSMENT_DEVIATION_RATE', 'EXCLUSION_REASSESSED'],
  ['DEVIATION_RATE', null],
]);

export const INDICATOR_CODES: readonly string[] = [...INDICATORS.keys(), ...OF_RULES.keys()];

/** The indicator of this code; undefined where it needs a rule that measures are judged by, and none is named. */
export function findIndicator(asked: {
  readonly indicator: string;
  readonly rule: string | null;
}): Indicator | undefined {
  const own = OF_RULES.get(asked.indicator);
  if (own === undefined) return INDICATORS.get(asked.indicator);
  const rule = findRule(own ?? asked.rule ?? '');
  return rule?.scope === 'MEASURE' ? deviationsFrom(rule) : undefined;
}
