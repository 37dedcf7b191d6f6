import type { Item } from '../../local/synthetic/items.ts';

/** Started exclusions and inmate-days by unit, citizenship and stratum (security × custody × sex × age band). */
type Cell = { started: number; days: number };

const DAY = 86_400_000;
const AGES = [18, 25, 35, 50, 200] as const;
const BANDS = ['UNDER_18', 'AGE_18_24', 'AGE_25_34', 'AGE_35_49', 'AGE_50_PLUS'] as const;

export function compareRates(items: Iterable<Item>, period: { from: string; to: string }) {
  const cells = new Map<string, Cell>();
  const cell = (unit: string, citizenship: string, stratum: string): Cell => {
    const key = [unit, citizenship, stratum].join('|');
    const found = cells.get(key) ?? { started: 0, days: 0 };
    cells.set(key, found);
    return found;
  };
  let person: any;
  for (const item of items) {
    if (item.kind !== 'RECORD') continue;
    const record: any = item.record;
    if (item.target === 'persons') person = record;
    if (item.target === 'measures' && record.kind === 'EXCLUSION') {
      const { unit, citizenship, securityLevel, custody, sex, ageGroup } = record;
      cell(unit, citizenship, [securityLevel, custody, sex, ageGroup].join()).started += 1;
    }
    if (item.target !== 'stays') continue;
    const born = new Date(person.birthDate);
    const birthday = (age: number) =>
      Date.UTC(born.getUTCFullYear() + age, born.getUTCMonth(), born.getUTCDate());
    let from = Math.max(Date.parse(record.arrivedOn), Date.parse(period.from));
    const to = Math.min(Date.parse(record.leftOn ?? '9999-01-01'), Date.parse(period.to));
    for (const [index, age] of AGES.entries()) {
      const until = Math.min(to, birthday(age));
      if (until <= from) continue;
      const stratum = [record.securityLevel, record.custody, person.sex, BANDS[index]].join();
      cell(record.unit, person.citizenship, stratum).days += (until - from) / DAY;
      from = until;
    }
  }
  const table = [...cells].map(([key, { started, days }]) => {
    const [unit = '', citizenship = '', stratum = ''] = key.split('|');
    return { unit, citizenship, stratum, started, days };
  });
  const sum = (keep: (row: (typeof table)[number]) => boolean): Cell => {
    const rows = table.filter(keep);
    return {
      started: rows.reduce((total, row) => total + row.started, 0),
      days: rows.reduce((total, row) => total + row.days, 0),
    };
  };
  const strata = [...new Set(table.map(({ stratum }) => stratum))];
  return {
    crude(unit: string): number {
      const { started, days } = sum((row) => row.unit === unit);
      return started / days;
    },
    /** Observed over expected at the national rates of the strata (indirect standardisation). */
    standardised(unit: string): number {
      const expected = strata.map((stratum) => {
        const national = sum((row) => row.stratum === stratum);
        const { days } = sum((row) => row.unit === unit && row.stratum === stratum);
        return days === 0 ? 0 : (days * national.started) / national.days;
      });
      return sum((row) => row.unit === unit).started / expected.reduce((total, one) => total + one, 0);
    },
    /** The group's rate over that of the Norwegians in the unit, over the strata (Mantel–Haenszel). */
    stratifiedRatio(unit: string, citizenship: string): number {
      let [above, below] = [0, 0];
      for (const stratum of strata) {
        const group = sum(
          (row) => row.unit === unit && row.stratum === stratum && row.citizenship === citizenship,
        );
        const rest = sum(
          (row) => row.unit === unit && row.stratum === stratum && row.citizenship === 'NORWEGIAN',
        );
        const days = group.days + rest.days;
        if (days === 0) continue;
        above += (group.started * rest.days) / days;
        below += (rest.started * group.days) / days;
      }
      return above / below;
    },
  };
}
