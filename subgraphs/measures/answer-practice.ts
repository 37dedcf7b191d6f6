import { z } from 'zod';
import { readKey } from '../../schema/practice/question.ts';
import type { Question } from '../../schema/practice/question.ts';
import { addCells } from '../../schema/practice/cells.ts';
import { inmatesState, unitStateFor } from '../../schema/practice/state.ts';
import type { InmatesState, UnitState } from '../../schema/practice/state.ts';
import { INMATES_SUBGRAPH } from '../../schema/units.ts';
import { ClientError } from '../platform/client-error.ts';
import { parseJson, partOf, readFailure, readParts } from './answered-parts.ts';
import type { Answered, Missing, Part } from './answered-parts.ts';
import { figuresOf } from './figures.ts';
import { mergeGroups } from './groups.ts';

export type PracticeReference = {
  readonly key: string;
  readonly units?: unknown;
  readonly inmates?: unknown;
};

export type UnitPart = Answered<UnitState>;
export type RegisterPart =
  | { readonly kind: 'answered'; readonly state: InmatesState }
  | { readonly kind: 'missing'; readonly reason: string };

/** Adds up what the units answered. Who is missing follows from who was asked, never from positions. */
export function answerPractice(reference: PracticeReference) {
  const question = readKey(reference.key);
  if (reference.units === undefined) return { key: reference.key };
  const parts = z.array(partOf).catch([]).parse(reference.units);
  const { answered, missing } = readParts(question.units, parts, unitStateFor(question.by));
  const register = readRegister(partOf.safeParse(reference.inmates).data);
  if (missing.some(({ reason }) => reason === 'AS_OF_NOT_REACHED'))
    throw new ClientError('AS_OF_NOT_REACHED');

  const population = populationOf(question, { answered, register });
  return {
    key: reference.key,
    coverage: coverageOf({ answered, missing, register, ratesFrom: population.units }),
    total:
      answered.length === 0
        ? null
        : figuresOf(question, {
            cell: addCells(answered.map(({ state }) => state.total)),
            ...population.total,
          }),
    groups: mergeGroups(question, { answered, register }),
  };
}

export function readRegister(own: Part): RegisterPart {
  const state = inmatesState.safeParse(parseJson(own?.state)).data;
  if (state !== undefined && own?.answeredBy === INMATES_SUBGRAPH) return { kind: 'answered', state };
  return { kind: 'missing', reason: readFailure(INMATES_SUBGRAPH, own?.failure) ?? 'INMATES_UNAVAILABLE' };
}

/** The denominator of the total: only units that have both measures and inmate-days. */
function populationOf(
  question: Question,
  { answered, register }: { answered: readonly UnitPart[]; register: RegisterPart },
) {
  if (register.kind === 'missing')
    return { units: [], total: { days: null, startedWithDays: 0, reason: register.reason } };
  if (question.vulnerabilities !== null) {
    return { units: [], total: { days: null, startedWithDays: 0, reason: 'NOT_IN_REGISTER' } };
  }
  const both = answered.filter(({ code }) => register.state.populatedUnits.includes(code));
  const codes = both.map(({ code }) => code);
  const days = register.state.totals
    .filter(({ unit }) => codes.includes(unit))
    .reduce((sum, total) => sum + total.days, 0);
  const startedWithDays = both.reduce((sum, { state }) => sum + state.total.started, 0);
  return {
    units: codes,
    total:
      codes.length === 0
        ? { days: null, startedWithDays, reason: 'NO_POPULATION' }
        : { days, startedWithDays, reason: null },
  };
}

export function coverageOf(parts: {
  answered: readonly UnitPart[];
  missing: readonly Missing[];
  register: RegisterPart;
  ratesFrom: readonly string[];
}) {
  const { answered, missing, register } = parts;
  return {
    complete: missing.length === 0 && register.kind === 'answered',
    answered: answered.map(({ code, state }) => ({
      unit: { code },
      dataThrough: state.dataThrough,
      ruleSet: state.ruleSets.length === 1 ? state.ruleSets[0] : null,
      ruleSets: state.ruleSets,
    })),
    ruleSets: ruleSetsOf(answered),
    missing: missing.map(({ code, reason }) => ({ unit: { code }, reason })),
    registers: [
      {
        register: INMATES_SUBGRAPH,
        answered: register.kind === 'answered',
        reason: register.kind === 'missing' ? register.reason : null,
        dataThrough: register.kind === 'answered' ? register.state.dataThrough : null,
      },
    ],
    ratesFrom: parts.ratesFrom.map((code) => ({ code })),
  };
}

/** More than one where not all deviations were judged by the same rules. */
function ruleSetsOf(answered: readonly UnitPart[]): string[] {
  return [...new Set(answered.flatMap(({ state }) => state.ruleSets))].toSorted();
}
