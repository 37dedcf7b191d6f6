import { bucketsOf } from '../../schema/practice/calendar.ts';
import type { Question } from '../../schema/practice/question.ts';
import { addCells } from '../../schema/practice/cells.ts';
import { EMPTY_KEY } from '../../schema/practice/state.ts';
import type { Cell, FinalCell, GroupKey } from '../../schema/practice/state.ts';
import { findUnit } from '../../schema/units.ts';
import { MEASURE_KINDS } from '../../schema/vocabulary.ts';
import type { PracticeDimension } from '../../schema/vocabulary.ts';
import type { RegisterPart, UnitPart } from './answer-practice.ts';
import { figuresOf } from './figures.ts';

type Parts = { readonly answered: readonly UnitPart[]; readonly register: RegisterPart };
/** One group in the making: the cells of its units. */
type Slot = {
  readonly unit: string | null;
  readonly region: string | null;
  readonly key: GroupKey;
  readonly cells: { unit: string; cell: Cell | FinalCell }[];
};

/** Adds the units' groups up to the groups asked for, and fills in those at zero. */
export function mergeGroups(question: Question, parts: Parts) {
  const slots = new Map<string, Slot>();
  for (const { code, state } of parts.answered) {
    for (const key of emptyKeys(question, { code, parts })) slotFor(slots, { question, code, key });
    for (const { key, cell } of state.groups)
      slotFor(slots, { question, code, key }).cells.push({ unit: code, cell });
  }
  const denominator = denominators(question, parts);
  return [...slots.values()].map((slot) => ({
    ...slot.key,
    unit: slot.unit === null ? null : { code: slot.unit },
    region: slot.region,
    legalBasis: slot.key.legalBasis === null ? null : { code: slot.key.legalBasis },
    figures: figuresOf(question, {
      cell: addUp(slot.cells.map(({ cell }) => cell)),
      ...denominator(slot),
    }),
  }));
}

/** A final cell stands alone: its group has one unit. */
function addUp(cells: readonly (Cell | FinalCell)[]): Cell | FinalCell {
  const [only] = cells;
  if (only !== undefined && cells.length === 1) return only;
  return addCells(cells.map(withBins));
}

function withBins(cell: Cell | FinalCell): Cell {
  if ('bins' in cell) return cell;
  throw new Error('a final cell cannot be added to');
}

function slotFor(
  slots: Map<string, Slot>,
  { question, code, key }: { question: Question; code: string; key: GroupKey },
): Slot {
  const unit = question.by.includes('UNIT') ? code : null;
  const region = question.by.includes('REGION') ? (findUnit(code)?.region ?? null) : null;
  const identity = identityOf(key, unit, region);
  const slot = slots.get(identity) ?? { unit, region, key, cells: [] };
  slots.set(identity, slot);
  return slot;
}

const OWN_TO_MEASURES: readonly PracticeDimension[] = ['MEANS', 'LEGAL_BASIS', 'EXTENT', 'VULNERABILITY'];

/**
 * Groups an answering unit has even without a measure in them: every part of time and every kind, for
 * each combination of the other dimensions met in the unit, its population, or at least anywhere.
 */
function emptyKeys(question: Question, { code, parts }: { code: string; parts: Parts }): GroupKey[] {
  const fillsKinds =
    question.by.includes('KIND') && !question.by.some((dimension) => OWN_TO_MEASURES.includes(dimension));
  const kinds = fillsKinds ? (question.kinds ?? MEASURE_KINDS) : [undefined];
  const times = bucketsOf(question.period, question.by);
  return combinationsMet(question, { code, parts }).flatMap((other) =>
    times.flatMap(({ year, quarter, month }) =>
      kinds.map((kind) => ({ ...other, year, quarter, month, kind: kind ?? other.kind })),
    ),
  );
}

function combinationsMet(question: Question, { code, parts }: { code: string; parts: Parts }): GroupKey[] {
  const inUnit = (unit: UnitPart) => unit.state.groups.map(({ key }) => timeless(key));
  const population =
    parts.register.kind === 'answered' &&
    !question.by.some((dimension) => OWN_TO_MEASURES.includes(dimension))
      ? parts.register.state.groups.filter(({ unit }) => unit === code).map(({ key }) => timeless(key))
      : [];
  const own = [...parts.answered.filter((unit) => unit.code === code).flatMap(inUnit), ...population];
  const met = own.length > 0 ? own : parts.answered.flatMap(inUnit);
  const distinct = new Map((met.length > 0 ? met : [EMPTY_KEY]).map((key) => [identityOf(key), key]));
  return [...distinct.values()];
}

function timeless(key: GroupKey): GroupKey {
  return { ...key, year: null, quarter: null, month: null };
}

/** The inmate-days under a group: narrowed by place, time and person, never by what the measure is. */
function denominators(question: Question, { answered, register }: Parts) {
  if (register.kind === 'missing') return () => withoutDays(register.reason);
  if (question.vulnerabilities !== null || question.by.includes('VULNERABILITY'))
    return () => withoutDays('NOT_IN_REGISTER');
  const days = new Map(register.state.groups.map((group) => [identityOf(group.key, group.unit), group.days]));
  return (slot: Slot) => {
    // Every unit the group reaches over, also one where no such measure was used.
    const units = answered.flatMap(({ code }) => {
      const inside =
        (slot.unit === null || slot.unit === code) &&
        (slot.region === null || slot.region === findUnit(code)?.region);
      return inside && register.state.populatedUnits.includes(code) ? [code] : [];
    });
    const key = { ...slot.key, kind: null, means: null, legalBasis: null, extent: null, vulnerability: null };
    if (units.length === 0) return withoutDays('NO_POPULATION');
    return {
      days: units.reduce((sum, code) => sum + (days.get(identityOf(key, code)) ?? 0), 0),
      startedWithDays: slot.cells
        .filter(({ unit }) => units.includes(unit))
        .reduce((sum, { cell }) => sum + cell.started, 0),
      reason: null,
    };
  };
}

function withoutDays(reason: string) {
  return { days: null, startedWithDays: 0, reason };
}

const FIELDS = Object.keys(EMPTY_KEY) as (keyof GroupKey)[];

/** Equal for equal keys, at the price of one short text: a question by month has thousands of groups. */
function identityOf(key: GroupKey, ...place: readonly (string | null)[]): string {
  return JSON.stringify([...place, ...FIELDS.map((field) => key[field])]);
}
