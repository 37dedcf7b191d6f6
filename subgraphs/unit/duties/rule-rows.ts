import type { JudgedEvent } from '../../../schema/rules/demands.ts';
import type { RuleSet } from '../../../schema/rules/rule-set.ts';
import type { Rule } from '../../../schema/rules/rule.ts';
import { DECISION_LEVELS, MEANS } from '../../../schema/vocabulary.ts';
import { bitsOf } from './judged-fields.ts';

/**
 * The rules as rows for the statement that judges. What a demand says in its own words becomes the same few columns
 * for all.
 */
type RuleRow = {
  readonly code: string;
  /** Those it applies to. */
  readonly all_means: readonly string[];
  readonly extents: readonly string[] | null;
  readonly bases: readonly string[] | null;
  readonly except_bases: readonly string[] | null;
  readonly minor: boolean | null;
  readonly documentation: boolean;
  readonly valid_from: string;
  readonly valid_to: string | null;
  /** Added to the number of an occurrence, so that a later wording with other times never repeats one. */
  readonly base: number;
} & Demanded;

type Demanded = {
  /** Whether the time runs anew from each event. */
  readonly repeats: boolean;
  /** Fields that must hold, as bits; 0 for none. */
  readonly needs: number;
  readonly event: JudgedEvent | null;
  /** 0 for any. */
  readonly level: number;
  readonly anchor: string;
  /** Minutes from the anchor. */
  readonly after: number;
  /** Minutes until the same falls due again; null for once. */
  readonly every: number | null;
  /** Only falls due where the measure lasts longer. */
  readonly if_longer: boolean;
  readonly if_it_happens: boolean;
};

/** Far above any number of occurrences. */
const BASE = 1_000_000;

const kept = new WeakMap<RuleSet, string>();

/** The rules that one measure can be judged by, as JSON. */
export function ruleRows(set: RuleSet): string {
  const known = kept.get(set);
  if (known !== undefined) return known;
  const rows = JSON.stringify(judgedByMeasure(set).flatMap((rule) => rowsOf(rule, baseOf(rule, set))));
  kept.set(set, rows);
  return rows;
}

/** The same for only those rules that an event of one of these kinds can meet. */
export function ruleRowsFor(set: RuleSet, events: readonly JudgedEvent[]): string {
  const rules = judgedByMeasure(set).filter((rule) => isAbout(rule, events));
  return JSON.stringify(rules.flatMap((rule) => rowsOf(rule, baseOf(rule, set))));
}

/** Codes of rules that an event of one of these kinds can meet, in whatever wording. */
export function rulesAbout(set: RuleSet, events: readonly JudgedEvent[]): string[] {
  return [...new Set(set.rules.filter((rule) => isAbout(rule, events)).map(({ code }) => code))];
}

function judgedByMeasure({ rules }: RuleSet): readonly Rule[] {
  return rules.filter(({ scope, enabled }) => scope === 'MEASURE' && enabled);
}

function isAbout({ demands }: Rule, events: readonly JudgedEvent[]): boolean {
  const event = demandedOf(demands)?.event;
  return event != null && events.includes(event);
}

function baseOf(rule: Rule, { rules }: RuleSet): number {
  const wordings = rules
    .filter(({ code }) => code === rule.code)
    .map(({ demands }) => JSON.stringify(demands));
  return BASE * [...new Set(wordings)].indexOf(JSON.stringify(rule.demands));
}

function rowsOf(rule: Rule, base: number): RuleRow[] {
  const demanded = demandedOf(rule.demands);
  if (demanded === null) return [];
  const { kinds, means, extents, legalBases, exceptLegalBases, minor } = rule.appliesTo;
  const applies = Object.entries(MEANS).filter(
    ([name, { kind }]) =>
      (means === null || means.some((one) => one === name)) && (kinds?.includes(kind) ?? true),
  );
  return [
    {
      code: rule.code,
      all_means: applies.map(([name]) => name),
      extents,
      bases: legalBases,
      except_bases: exceptLegalBases,
      minor,
      documentation: rule.documentation,
      valid_from: rule.validFrom,
      valid_to: rule.validTo,
      base,
      ...demanded,
    },
  ];
}

const ONCE: Demanded = {
  repeats: false,
  needs: 0,
  event: null,
  level: 0,
  anchor: 'START',
  after: 0,
  every: null,
  if_longer: false,
  if_it_happens: false,
};

/** Null for what is not demanded of a single measure. */
function demandedOf(demands: Rule['demands']): Demanded | null {
  switch (demands.type) {
    case 'FIELDS':
      return { ...ONCE, needs: bitsOf(demands.fields) };
    case 'EVENT': {
      const { event, anchor, within, ifItHappens } = demands;
      return {
        ...ONCE,
        event,
        level: rankOf(demands.level),
        anchor,
        after: within,
        if_it_happens: ifItHappens,
      };
    }
    case 'DECISION':
    case 'REPORT': {
      const event = demands.type === 'DECISION' ? 'HIGHER_DECISION' : 'REPORT_SENT';
      const { over, every } = demands;
      return { ...ONCE, event, level: rankOf(demands.level), after: over, every, if_longer: true };
    }
    case 'INTERVAL':
      return { ...ONCE, repeats: true, event: demands.event, after: demands.every, every: demands.every };
    case 'MAXIMUM':
      return { ...ONCE, after: demands.over, if_longer: true };
    case 'FORBIDDEN':
      return ONCE;
    default:
      return null;
  }
}

function rankOf(level: string | null): number {
  return DECISION_LEVELS.findIndex((one) => one === level) + 1;
}
