import { z } from 'zod';
import { KEY_FIGURES } from '../../../schema/key-figures/key-figures.ts';
import type { KeyFigureDefinition } from '../../../schema/key-figures/definition.ts';
import { readKeyFigureKey } from '../../../schema/key-figures/question.ts';
import type { KeyFigureQuestion } from '../../../schema/key-figures/question.ts';
import type { Question } from '../../../schema/practice/question.ts';
import { keyFigureState } from '../../../schema/key-figures/state.ts';
import type { KeyFigureState } from '../../../schema/key-figures/state.ts';
import type { Database } from '../../platform/database.ts';
import { coverageOf, readRegister } from '../answer-practice.ts';
import type { RegisterPart } from '../answer-practice.ts';
import { partOf, readParts } from '../answered-parts.ts';
import type { Answered, Missing } from '../answered-parts.ts';
import { countFigure } from './count-figure.ts';
import { CountedPlace } from './counted-place.ts';
import { hideTheirRest } from './partitions.ts';
import { withheld } from './figure-value.ts';
import type { FigureValue } from './figure-value.ts';
import { publishedOfAll, publishedOfUnit } from './published-values.ts';
import { publishedYear } from './published-year.ts';

export type KeyFigureReference = {
  readonly key: string;
  readonly units?: unknown;
  readonly inmates?: unknown;
  readonly unitsBefore?: unknown;
  readonly inmatesBefore?: unknown;
};

/** Each key figure by unit and over all of them, beside the period before. */
export async function answerKeyFigures(reference: KeyFigureReference, database: Database) {
  const asked = readKeyFigureKey(reference.key);
  if (reference.units === undefined) return { key: reference.key };
  const now = readPeriod(asked.question, reference.units, reference.inmates);
  const before = readPeriod(asked.before, reference.unitsBefore, reference.inmatesBefore);
  const [valuesNow, valuesBefore] = [
    await valuesOf(asked, now, database),
    await valuesOf(asked, before, database),
  ];
  return {
    key: reference.key,
    edition: asked.edition,
    period: asked.question.period,
    periodBefore: asked.before.period,
    coverage: coverageOf(now),
    coverageBefore: coverageOf(before),
    figures: KEY_FIGURES.map((definition) => ({
      definition,
      values: [null, ...asked.shown].map((unit) => ({
        ...shown(valuesNow(definition, unit), unit),
        before: shown(valuesBefore(definition, unit), unit),
      })),
    })),
  };
}

type KeyFigurePart = Answered<KeyFigureState>;
type Period = {
  readonly question: Question;
  readonly answered: readonly KeyFigurePart[];
  readonly missing: readonly Missing[];
  readonly register: RegisterPart;
  readonly ratesFrom: readonly string[];
};
type Values = (definition: KeyFigureDefinition, unit: string | null) => FigureValue;

function readPeriod(question: Question, units: unknown, inmates: unknown): Period {
  const parts = z.array(partOf).catch([]).parse(units);
  const register = readRegister(partOf.safeParse(inmates).data);
  const ratesFrom = register.kind === 'answered' ? register.state.populatedUnits : [];
  return { question, ...readParts(question.units, parts, keyFigureState), register, ratesFrom };
}

async function valuesOf({ edition }: KeyFigureQuestion, period: Period, database: Database): Promise<Values> {
  const { answered, missing, register } = period;
  const placeOf = (parts: readonly KeyFigurePart[]) =>
    new CountedPlace(parts, { register, period: period.question.period });
  const all = placeOf(answered);
  const places = new Map(answered.map((part) => [part.code, placeOf([part])]));
  const exact: Values = (definition, unit) => {
    if (unit === null) return missing.length > 0 ? withheld('UNIT_MISSING') : countFigure(definition, all);
    const place = places.get(unit);
    const reason = missing.find(({ code }) => code === unit)?.reason ?? 'UNIT_UNAVAILABLE';
    return place === undefined
      ? { kind: 'absent', status: 'WITHHELD', reason }
      : countFigure(definition, place);
  };
  if (edition === 'EXACT') return exact;
  if (missing.length > 0) return () => withheld('PUBLISHED_UNIT_MISSING');
  const year = await publishedYear(period.question.period, { answered, register, database });
  if (year.isNotYet) return () => withheld('PUBLISHED_NOT_DECLARED');
  const rests = answered.map(({ code }) => placeOf(answered.filter((part) => part.code !== code)));
  const counted = (definition: KeyFigureDefinition) => (place: CountedPlace) => ({
    place,
    exact: countFigure(definition, place),
  });
  const national = hideTheirRest([all, ...rests], (definition) =>
    publishedOfAll(definition, year, {
      all: counted(definition)(all),
      rests: rests.map(counted(definition)),
    }),
  );
  return (definition, unit) => {
    if (definition.published === false) return withheld('NOT_PUBLISHED');
    return unit === null ? national(definition) : publishedOfUnit(definition, year, unit);
  };
}

function shown(value: FigureValue, code: string | null) {
  const unit = code === null ? null : { code };
  return value.kind === 'delivered'
    ? { unit, ...value, status: 'PUBLISHED', reason: null, before: null }
    : {
        unit,
        value: null,
        numerator: null,
        denominator: null,
        status: value.status,
        reason: value.reason,
        before: null,
      };
}
