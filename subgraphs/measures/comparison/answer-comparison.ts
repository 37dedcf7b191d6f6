import { z } from 'zod';
import { findIndicator } from '../../../schema/comparison/find-indicator.ts';
import type { Indicator } from '../../../schema/comparison/indicators.ts';
import { isComparedGroup, readComparisonKey } from '../../../schema/comparison/question.ts';
import type { ComparisonQuestion } from '../../../schema/comparison/question.ts';
import { bucketsOf } from '../../../schema/practice/calendar.ts';
import { unitStateFor } from '../../../schema/practice/state.ts';
import { ClientError } from '../../platform/client-error.ts';
import { coverageOf, readRegister } from '../answer-practice.ts';
import type { PracticeReference, RegisterPart, UnitPart } from '../answer-practice.ts';
import { partOf, readParts } from '../answered-parts.ts';
import type { Answered, Missing } from '../answered-parts.ts';
import { compareGroups } from './compare-groups.ts';
import { compareOverTime } from './compare-over-time.ts';
import { compareUnits } from './compare-units.ts';
import { FALSE_DISCOVERY_RATE } from './judgement.ts';
import { hoursTogether, observationsOf } from './observations.ts';
import type { Observation } from './observations.ts';
import { showPeople, showSeries, showUnit } from './show.ts';

export type ComparisonReference = PracticeReference & { readonly cases?: unknown };

/** Compares what the units answered, against what their case mix lets expect. Nobody is put in an order but that of the registry. */
export function answerComparison(reference: ComparisonReference) {
  const asked = readComparisonKey(reference.key);
  if (reference.units === undefined) return { key: reference.key };
  const indicator = findIndicator(asked);
  if (indicator === undefined) throw new ClientError('BAD_USER_INPUT');
  const parts = partsOf(asked, reference);
  if (parts.missing.some(({ reason }) => reason === 'AS_OF_NOT_REACHED'))
    throw new ClientError('AS_OF_NOT_REACHED');
  const comparable = comparableParts(indicator, parts);
  const observations = observationsOf(asked, indicator, comparable);
  const options = {
    codes: comparable.answered.map(({ code }) => code),
    law: indicator.law,
    together: indicator.counted.of === 'HOURS' ? (hoursTogether(comparable.answered) ?? 1) : 1,
  };
  return {
    key: reference.key,
    coverage: coverageOf({ ...parts, ratesFrom: options.codes }),
    indicator: { code: asked.indicator, ...indicator },
    adjustedFor: asked.adjustFor,
    notComparable: notComparable(indicator, parts),
    ...compared(observations, { ...options, asked, indicator, answered: parts.answered.length }),
    series: seriesOf(observations, { ...options, asked, indicator }),
  };
}

type Options = {
  readonly codes: readonly string[];
  readonly law: Indicator['law'];
  readonly together: number;
  readonly asked: ComparisonQuestion;
  readonly indicator: Indicator;
};

function compared(observations: readonly Observation[], options: Options & { readonly answered: number }) {
  const { asked } = options;
  if (isComparedGroup(asked.by)) {
    const groups = [...new Set(observations.flatMap(({ group }) => group ?? []))].toSorted();
    const people = compareGroups(observations, { ...options, groups });
    const tested = (national: boolean) =>
      people.filter(({ unit, chance }) => (unit === null) === national && chance !== null).length;
    return {
      overdispersion: null,
      family: {
        tests: tested(true) + tested(false),
        falseDiscoveryRate: FALSE_DISCOVERY_RATE,
        isOfGroups: true,
      },
      results: people.map((one) => showPeople(one, { ...options, tests: tested(one.unit === null) })),
    };
  }
  const by = asked.by === 'REGION' ? 'REGION' : 'UNIT';
  const { units, overdispersion } = compareUnits(observations, { ...options, by });
  const tests = units.filter(({ chance }) => chance !== null).length;
  return {
    overdispersion,
    family: { tests, falseDiscoveryRate: FALSE_DISCOVERY_RATE, isOfGroups: false },
    results: units.map((unit) => showUnit(unit, { ...options, tests })),
  };
}

function seriesOf(observations: readonly Observation[], options: Options) {
  const { by, question } = options.asked;
  if (by !== 'MONTH' && by !== 'QUARTER') return [];
  const periods = bucketsOf(question.period, [by]).map(({ month, quarter }) => month ?? quarter ?? '');
  return compareOverTime(observations, { ...options, periods }).map((series) => showSeries(series, options));
}

type Parts = {
  readonly answered: readonly UnitPart[];
  readonly cases: readonly UnitPart[];
  readonly missing: readonly Missing[];
  readonly register: RegisterPart;
};

/** A unit has answered where both its questions were. */
function partsOf(asked: ComparisonQuestion, reference: ComparisonReference): Parts {
  const read = (units: unknown) =>
    readParts(asked.question.units, z.array(partOf).catch([]).parse(units), unitStateFor(asked.question.by));
  const main = read(reference.units);
  const register = readRegister(partOf.safeParse(reference.inmates).data);
  if (asked.cases === null) return { ...main, cases: [], register };
  const cases = read(reference.cases);
  const has = (parts: readonly Answered<unknown>[]) => (part: Answered<unknown>) =>
    parts.some(({ code }) => code === part.code);
  const missing = [
    ...main.missing,
    ...cases.missing.filter(({ code }) => !main.missing.some((one) => one.code === code)),
  ];
  return {
    answered: main.answered.filter(has(cases.answered)),
    cases: cases.answered.filter(has(main.answered)),
    missing: asked.question.units.flatMap((code) => missing.filter((one) => one.code === code)),
    register,
  };
}

/** Rates need both measures and inmate-days. */
function comparableParts({ per }: Indicator, parts: Parts): Parts {
  if (per === 'MEASURES') return parts;
  const { register } = parts;
  const populated = register.kind === 'answered' ? register.state.populatedUnits : [];
  return { ...parts, answered: parts.answered.filter(({ code }) => populated.includes(code)) };
}

function notComparable({ per }: Indicator, parts: Parts) {
  if (per === 'MEASURES') return [];
  const { register } = parts;
  return parts.answered.flatMap(({ code }) => {
    if (register.kind === 'missing') return [{ unit: { code }, reason: register.reason }];
    return register.state.populatedUnits.includes(code) ? [] : [{ unit: { code }, reason: 'NO_POPULATION' }];
  });
}
