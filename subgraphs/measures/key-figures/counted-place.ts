import type { MeasuresOf } from '../../../schema/key-figures/definition.ts';
import { bucketsOf } from '../../../schema/practice/calendar.ts';
import { addCells } from '../../../schema/practice/cells.ts';
import type { KeyFigureState } from '../../../schema/key-figures/state.ts';
import type { Question } from '../../../schema/practice/question.ts';
import type { Cell, GroupKey, InmatesState, UnitState } from '../../../schema/practice/state.ts';
import type { RegisterPart } from '../answer-practice.ts';
import type { CountedBeside } from './count-also.ts';

const FIELDS = {
  kinds: 'kind',
  means: 'means',
  extents: 'extent',
  legalBases: 'legalBasis',
  ageGroups: 'ageGroup',
  custodies: 'custody',
} as const satisfies Record<keyof MeasuresOf, keyof GroupKey>;

type Groups = UnitState['groups'];
type Days = { readonly days: number } | { readonly reason: string };

/** What one unit, or all, counted in one period, to be added up in whatever way a definition asks. */
export class CountedPlace {
  /** What is counted from other records than measures. */
  readonly beside: CountedBeside;
  readonly #units: readonly string[];
  readonly #groups: Groups;
  readonly #register: RegisterPart;
  readonly #lastQuarter: string | null;
  readonly #added = new Map<string, Cell>();

  constructor(
    answered: readonly { readonly code: string; readonly state: KeyFigureState }[],
    { register, period }: { readonly register: RegisterPart; readonly period: Question['period'] },
  ) {
    this.beside = { parts: answered.map(({ state }) => state.alsoCounted), to: period.to };
    this.#units = answered.map(({ code }) => code);
    this.#groups = answered.flatMap(({ state }) => state.groups);
    this.#register = register;
    this.#lastQuarter = bucketsOf(period, ['QUARTER']).at(-1)?.quarter ?? null;
  }

  /** Everything of these measures; what is in force, at the end of the last quarter. */
  cellOf(measures: MeasuresOf): Cell {
    const name = JSON.stringify(measures);
    const known = this.#added.get(name);
    if (known !== undefined) return known;
    const groups = this.#groups.filter(({ key }) => isOf(key, measures));
    const stock = groups
      .filter(({ key }) => key.quarter === this.#lastQuarter)
      .reduce((sum, { cell }) => sum + cell.inForceAtEnd, 0);
    const added = {
      ...addCells(groups.flatMap(({ cell }) => ('bins' in cell ? [cell] : []))),
      inForceAtEnd: stock,
    };
    this.#added.set(name, added);
    return added;
  }

  /** Of these measures begun, the share with a known value in the field; null without any. */
  knownShare(field: 'extent' | 'custody' | 'legalBasis' | 'ageGroup', among: MeasuresOf): number | null {
    const groups = this.#groups.filter(({ key }) => isOf(key, among));
    const started = (some: Groups) => some.reduce((sum, { cell }) => sum + cell.started, 0);
    const known = groups.filter(({ key }) => key[field] !== null && key[field] !== 'UNKNOWN');
    return started(groups) === 0 ? null : started(known) / started(groups);
  }

  /** Inmate-days of the people such measures can be used on, or the public code of why there are none. */
  daysOf({ ageGroups, custodies }: MeasuresOf): Days {
    if (this.#register.kind === 'missing') return { reason: this.#register.reason };
    const { populatedUnits, groups }: InmatesState = this.#register.state;
    if (this.#units.some((unit) => !populatedUnits.includes(unit))) return { reason: 'NO_POPULATION' };
    const days = groups
      .filter(({ unit, key }) => this.#units.includes(unit) && isOf(key, { ageGroups, custodies }))
      .reduce((sum, group) => sum + group.days, 0);
    return days === 0 ? { reason: 'NO_INMATE_DAYS' } : { days };
  }
}

function isOf(key: GroupKey, measures: MeasuresOf): boolean {
  return Object.entries(FIELDS).every(([name, field]) => {
    const allowed: readonly string[] | undefined = measures[name as keyof MeasuresOf];
    return allowed === undefined || allowed.includes(key[field] ?? 'UNKNOWN');
  });
}
