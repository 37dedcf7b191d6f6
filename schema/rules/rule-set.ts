import { hash } from 'node:crypto';
import { z } from 'zod';
import amendment2026 from './amendment-2026.json' with { type: 'json' };
import coercion from './coercion.json' with { type: 'json' };
import control from './control.json' with { type: 'json' };
import documentation from './documentation.json' with { type: 'json' };
import exclusion from './exclusion.json' with { type: 'json' };
import guidelines from './guidelines.json' with { type: 'json' };
import minors from './minors.json' with { type: 'json' };
import wholeService from './whole-service.json' with { type: 'json' };
import { rule } from './rule.ts';
import type { Amendment, Rule, WrittenRule } from './rule.ts';

/** All rules there are, past and coming ones too, and the version that answers name. */
export type RuleSet = { readonly version: string; readonly rules: readonly Rule[] };

/** The rules and amendments as they lie in the files, read strictly by `buildRuleSet`. */
export const RULE_DATA = {
  rules: [
    exclusion,
    minors,
    coercion,
    control,
    documentation,
    guidelines,
    wholeService,
  ].flat() as WrittenRule[],
  amendments: [amendment2026 as Amendment] as const,
};

export const RULE_SET = buildRuleSet(RULE_DATA);
/** Moves whenever anything about a rule does. */
export const RULE_SET_VERSION = RULE_SET.version;

const byCode = new Map(RULE_SET.rules.map((one) => [one.code, one]));

/** The rule of this code, in its latest wording. */
export function findRule(code: string): Rule | undefined {
  return byCode.get(code);
}

/** The rules valid on a day in Oslo, those switched off included. */
export function rulesValidOn(day: string, { rules }: RuleSet = RULE_SET): readonly Rule[] {
  return rules.filter(({ validFrom, validTo }) => validFrom <= day && (validTo === null || day < validTo));
}

/** Rules and amendments become one list, in which a code may stand several times, one wording after another. */
export function buildRuleSet(data: {
  readonly rules: readonly WrittenRule[];
  readonly amendments: readonly Amendment[];
}): RuleSet {
  const rules = z.array(rule).parse(data.amendments.reduce(amend, data.rules));
  for (const [code, wordings] of Map.groupBy(rules, (one) => one.code)) refuseOverlap(code, wordings);
  return { version: hash('sha256', JSON.stringify(rules)).slice(0, 12), rules };
}

function amend(rules: readonly WrittenRule[], amendment: Amendment): readonly WrittenRule[] {
  const { law, inForceFrom, repeals, amends, adds } = amendment;
  const known = new Set(rules.map(({ code }) => code));
  const unknown = [...repeals, ...amends.map(({ code }) => code)].find((code) => !known.has(code));
  if (unknown !== undefined) throw new RangeError(`${law} changes ${unknown}, which is no rule`);
  if (inForceFrom === null) return rules;
  const changes = new Map(amends.map((one) => [one.code, one]));
  const ending = new Set([...repeals, ...changes.keys()]);
  const ends = ({ code, validTo }: WrittenRule) => validTo == null && ending.has(code);
  const begins = (one: WrittenRule): WrittenRule[] => {
    const change = changes.get(one.code);
    return change === undefined || !ends(one) ? [] : [{ ...one, ...change, validFrom: inForceFrom }];
  };
  return [
    ...rules.map((one) => (ends(one) ? { ...one, validTo: inForceFrom } : one)),
    ...rules.flatMap(begins),
    ...adds.map((one) => ({ ...one, validFrom: inForceFrom })),
  ];
}

function refuseOverlap(code: string, wordings: readonly Rule[]): void {
  for (const [index, { validFrom }] of wordings.entries()) {
    const before = wordings[index - 1];
    if (before !== undefined && (before.validTo === null || before.validTo > validFrom)) {
      throw new RangeError(`${code} has two wordings on ${validFrom}`);
    }
  }
}
