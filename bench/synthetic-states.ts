import { z } from 'zod';
import type { Item } from '../local/synthetic/items.ts';
import { osloDay } from '../schema/practice/calendar.ts';
import type { Bucket } from '../schema/practice/calendar.ts';
import { addCells, emptyCell } from '../schema/practice/cells.ts';
import { EMPTY_KEY, writeState } from '../schema/practice/state.ts';
import type { Cell, GroupKey, InmatesState, UnitState } from '../schema/practice/state.ts';
import { RULE_SET_VERSION } from '../schema/rules/rule-set.ts';
import { CUSTODIES, SEXES } from '../schema/vocabulary.ts';
import { UNITS } from '../schema/units.ts';
import type { UnitPart } from '../subgraphs/measures/answer-practice.ts';

const FIELDS = ['kind', 'extent', 'custody', 'sex', 'quarter', 'month'] as const satisfies (keyof GroupKey)[];
type Field = (typeof FIELDS)[number];
const text = z.string().nullish();
const counted = z.object({
  unit: z.string(),
  start: z.string(),
  person: z.string().nullable(),
  kind: text,
  extent: text,
  custody: text,
  sex: text,
});
/** Persons are not known where a measure names none. */
type Group = { readonly key: GroupKey; started: number; persons: Set<string> | null };

/** What units would answer of a synthetic population, as far as counts go: grouped in memory, without a database. */
export class SyntheticStates {
  readonly #units = new Map<string, Map<string, Group>>(UNITS.map(({ code }) => [code, new Map()]));

  constructor(items: Iterable<Item>, fields: readonly Field[]) {
    for (const item of items)
      if (item.kind === 'RECORD' && item.target === 'measures') this.#add(counted.parse(item.record), fields);
  }

  answered(): UnitPart[] {
    return [...this.#units].map(([code, groups]) => ({ code, state: stateOf([...groups.values()]) }));
  }

  /** As the federation hands them over, each stratum with the same inmate-days. */
  parts(times: readonly Bucket[]) {
    const days = UNITS.flatMap(({ code }) =>
      CUSTODIES.flatMap((custody) =>
        SEXES.flatMap((sex) =>
          times.map(({ month }) => ({ unit: code, key: { ...EMPTY_KEY, custody, sex, month }, days: 2000 })),
        ),
      ),
    );
    const register: InmatesState = {
      dataThrough: null,
      populatedUnits: UNITS.map(({ code }) => code),
      groups: days,
      totals: [],
    };
    return {
      units: [...this.#units].map(([code, groups]) => ({
        answeredBy: code,
        state: writeState(withoutPersons(stateOf([...groups.values()]))),
        failure: null,
      })),
      inmates: { answeredBy: 'inmates', state: JSON.stringify(register), failure: null },
    };
  }

  #add(record: z.infer<typeof counted>, fields: readonly Field[]): void {
    const month = osloDay(record.start).slice(0, 7);
    const quarter = `${month.slice(0, 4)}-Q${Math.ceil(Number(month.slice(5)) / 3)}`;
    const known: Partial<Record<Field, string | null | undefined>> = { ...record, month, quarter };
    const key: GroupKey = { ...EMPTY_KEY };
    for (const field of fields) key[field] = known[field] ?? null;
    const groups = this.#units.get(record.unit);
    const name = JSON.stringify(key);
    const group: Group = groups?.get(name) ?? { key, started: 0, persons: new Set() };
    group.started += 1;
    if (record.person === null) group.persons = null;
    else group.persons?.add(record.person);
    groups?.set(name, group);
  }
}

/** Persons are counted only where they are asked for. */
function withoutPersons({ total, groups, ...rest }: UnitState): UnitState {
  return {
    ...rest,
    total: { ...total, persons: null },
    groups: groups.map(({ key, cell }) => ({ key, cell: { ...cell, persons: null } })),
  };
}

function stateOf(groups: readonly Group[]): UnitState {
  const cells = groups.map(({ key, started, persons }) => ({
    key,
    cell: { ...emptyCell(), started, persons: persons === null ? null : [...persons] } satisfies Cell,
  }));
  return {
    dataThrough: null,
    ruleSets: [RULE_SET_VERSION],
    total: addCells(cells.map(({ cell }) => cell)),
    groups: cells,
  };
}
