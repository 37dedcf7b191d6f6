import type { Item } from '../../local/synthetic/items.ts';
import type { Question } from '../../schema/practice/question.ts';
import { RULE_SET_VERSION } from '../../schema/rules/rule-set.ts';
import { emptyCell } from '../../schema/practice/cells.ts';
import { EMPTY_KEY, writeState } from '../../schema/practice/state.ts';
import type { GroupKey, InmatesState, UnitState } from '../../schema/practice/state.ts';
import { AGE_GROUPS } from '../../schema/vocabulary.ts';

type Place = Pick<GroupKey, 'securityLevel' | 'custody' | 'sex' | 'ageGroup' | 'citizenship'>;
type Counted = Place & { readonly unit: string; count: number };

const DAY = 86_400_000;
const FIELDS = {
  SECURITY_LEVEL: 'securityLevel',
  CUSTODY: 'custody',
  SEX: 'sex',
  AGE_GROUP: 'ageGroup',
  CITIZENSHIP: 'citizenship',
} as const;

/** Exclusions and inmate-days of a synthetic population, counted from its records and not by the units' SQL. */
export class CountedPopulation {
  readonly #exclusions = new Map<string, Counted>();
  readonly #days = new Map<string, Counted>();

  constructor(items: Iterable<Item>, period: { readonly from: string; readonly to: string }) {
    let person: any;
    for (const item of items) {
      if (item.kind !== 'RECORD') continue;
      const record: any = item.record;
      if (item.target === 'persons') person = record;
      if (item.target === 'measures' && record.kind === 'EXCLUSION') add(this.#exclusions, record, 1);
      if (item.target !== 'stays') continue;
      let from = Math.max(Date.parse(record.arrivedOn), Date.parse(period.from));
      const to = Math.min(Date.parse(record.leftOn ?? '9999-01-01'), Date.parse(period.to));
      const born = new Date(person.birthDate);
      for (const [ageGroup, { to: birthday }] of Object.entries(AGE_GROUPS)) {
        const until = Math.min(
          to,
          Date.UTC(born.getUTCFullYear() + birthday, born.getUTCMonth(), born.getUTCDate()),
        );
        if (until <= from) continue;
        const { sex, citizenship } = person;
        add(this.#days, { ...record, sex, citizenship, ageGroup }, (until - from) / DAY);
        from = until;
      }
    }
  }

  /** The parts of an answer, as the federation hands them to `measures`. */
  parts({ units, by, citizenships }: Pick<Question, 'units' | 'by' | 'citizenships'>) {
    const asked = ({ citizenship }: Counted) =>
      citizenships === null || (citizenships as (string | null)[]).includes(citizenship);
    const grouped = (counted: ReadonlyMap<string, Counted>, unit: string) => {
      const groups = new Map<string, { key: GroupKey; count: number }>();
      for (const one of counted.values()) {
        if (one.unit !== unit || !asked(one)) continue;
        const key: GroupKey = { ...EMPTY_KEY };
        for (const [dimension, field] of Object.entries(FIELDS))
          if ((by as string[]).includes(dimension)) key[field] = one[field];
        const name = JSON.stringify(key);
        groups.set(name, { key, count: (groups.get(name)?.count ?? 0) + one.count });
      }
      return [...groups.values()];
    };
    const states = units.map((unit) => {
      const groups = grouped(this.#exclusions, unit);
      const started = groups.reduce((sum, { count }) => sum + count, 0);
      const cell = (count: number) => ({ ...emptyCell(), persons: null, started: count });
      const state: UnitState = {
        dataThrough: null,
        ruleSets: [RULE_SET_VERSION],
        total: cell(started),
        groups: groups.map(({ key, count }) => ({ key, cell: cell(count) })),
      };
      return { answeredBy: unit, state: writeState(state), failure: null };
    });
    const days = units.flatMap((unit) =>
      grouped(this.#days, unit).map(({ key, count }) => ({ unit, key, days: count })),
    );
    const register: InmatesState = { dataThrough: null, populatedUnits: units, groups: days, totals: [] };
    return {
      units: states,
      inmates: { answeredBy: 'inmates', state: JSON.stringify(register), failure: null },
    };
  }
}

function add(counts: Map<string, Counted>, record: any, more: number): void {
  const { unit, securityLevel, custody, sex, ageGroup, citizenship } = record;
  const name = [unit, securityLevel, custody, sex, ageGroup, citizenship].join('|');
  const known = counts.get(name) ?? { unit, securityLevel, custody, sex, ageGroup, citizenship, count: 0 };
  known.count += more;
  counts.set(name, known);
}
