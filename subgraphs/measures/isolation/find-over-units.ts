import type { DeviationNotice } from '../../../schema/deviations/feed.ts';
import type { RuleSet } from '../../../schema/rules/rule-set.ts';
import { isCumulative, passings } from '../../platform/isolation/passings.ts';
import type { CumulativeRule } from '../../platform/isolation/passings.ts';
import type { Gathered } from './gather.ts';

/** A deviation that only shows over the units: as a unit would tell of it, and which unit it is for. */
export type OverUnits = Omit<DeviationNotice, 'sequence' | 'target'> & {
  readonly unit: string;
  readonly target: 'transfers' | 'stays';
  /** Some unit where the person has been did not answer: the time is at least so long. */
  readonly atLeast: boolean;
  /** Where the person has been: what it rests on comes from all of them. */
  readonly units: readonly string[];
};

type Person = Gathered['persons'][number];
type Isolations = NonNullable<ReturnType<Gathered['isolations']['get']>>;
const DAY = 86_400_000;

/** What the isolations and stays of persons moved between units show, and no single unit sees. */
export function findOverUnits(gathered: Gathered, set: RuleSet, now: string): OverUnits[] {
  const cumulative = set.rules.filter(isCumulative);
  const twice = set.rules.filter(
    ({ demands, enabled }) =>
      enabled && demands.type === 'PATTERN' && demands.pattern === 'TWO_PLACES_AT_ONCE',
  );
  return gathered.persons.flatMap((person) => {
    const isolations = gathered.isolations.get(person.pseudonym) ?? [];
    const atLeast = person.units.some((unit) => gathered.missing.has(unit));
    const through = Math.min(
      ...person.units.map((unit) => Date.parse(gathered.through.get(unit) ?? now)),
      Date.parse(now),
    );
    const told = {
      ruleSet: set.version,
      state: 'BROKEN',
      seenAt: now,
      atLeast,
      units: person.units,
    } as const;
    return [
      ...cumulative.flatMap((rule) =>
        totalsOver(isolations, rule, through).map((one) => ({ ...one, ...told })),
      ),
      ...twice.flatMap(({ code }) =>
        [...isolatedTwice(isolations, code), ...stayingTwice(person, code)].map((one) => ({
          ...one,
          ...told,
        })),
      ),
    ];
  });
}

type Told = Omit<OverUnits, 'ruleSet' | 'state' | 'seenAt' | 'atLeast' | 'units'>;

/** Where time in several units passes what it does not pass, at that moment, in one alone. */
function totalsOver(isolations: Isolations, rule: CumulativeRule, through: number): Told[] {
  const alone = new Set(
    [...Map.groupBy(isolations, ({ unit }) => unit).values()].flatMap((own) =>
      passings(own, { ...rule, demands: { ...rule.demands, event: null, evenOfOne: true } }, through).map(
        ({ dueAt, occurrence }) => `${dueAt} ${occurrence}`,
      ),
    ),
  );
  return passings(isolations, rule, through)
    .filter(({ dueAt, occurrence }) => dueAt < through && !alone.has(`${dueAt} ${occurrence}`))
    .flatMap(({ record, occurrence, dueAt, metAt }) =>
      isolations
        .filter((one) => one.record === record)
        .map((measure) => ({
          ...factsOf(measure),
          ...nameOf(rule.code, record, occurrence),
          dueAt: iso(dueAt),
          metAt: metAt === null ? null : iso(metAt),
        })),
    );
}

/** Measures begun while another one went on in another unit; of days only what is certain counts. */
function isolatedTwice(isolations: Isolations, code: string): Told[] {
  const order = isolations.toSorted(
    (one, other) => one.startedAt - other.startedAt || (one.record < other.record ? -1 : 1),
  );
  return order.flatMap((later, place) => {
    const end = certainEnd(later);
    const elsewhere = order
      .slice(0, place)
      .some((one) => one.unit !== later.unit && certainEnd(one) > later.startedAt && end > later.startedAt);
    if (!elsewhere) return [];
    return [
      { ...factsOf(later), ...nameOf(code, later.record, 1), dueAt: iso(later.startedAt), metAt: null },
    ];
  });
}

function certainEnd({ endedAt, byDay }: Isolations[number]): number {
  return endedAt === null ? Number.POSITIVE_INFINITY : endedAt - (byDay ? DAY : 0);
}

/** Stays that the register has in two units at once. */
function stayingTwice({ twice }: Person, code: string): Told[] {
  return twice.map(({ record, unit, facility, arrivedOn }) => ({
    ...nameOf(code, record, 1),
    target: 'stays',
    unit,
    facility,
    kind: null,
    means: null,
    startedOn: arrivedOn,
    dueAt: iso(Date.parse(arrivedOn)),
    metAt: null,
  }));
}

function factsOf({ unit, facility, kind, means, startedOn }: Isolations[number]) {
  return { target: 'transfers' as const, unit, facility, kind, means, startedOn };
}

/** The unit may have a deviation of the same rule and record, counted within it alone. */
function nameOf(rule: string, record: string, occurrence: number) {
  return { id: `${rule}:${record}:${occurrence}:over-units`, rule, record, occurrence };
}

function iso(moment: number): string {
  return new Date(moment).toISOString();
}
