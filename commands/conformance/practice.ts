import { z } from 'zod';
import { writeKey } from '../../schema/practice/question.ts';
import type { Question } from '../../schema/practice/question.ts';
import { finishCell } from '../../schema/practice/cells.ts';
import { unitState } from '../../schema/practice/state.ts';
import type { Cell, FinalCell, UnitState } from '../../schema/practice/state.ts';
import type { MeasureRecord } from '../../schema/records/measure.ts';
import { compare, UnusableAnswer } from './check.ts';
import type { Difference } from './check.ts';
import { expectedState, groupName } from './expected-state.ts';
import { NOW } from './record-set.ts';
import { parseJson } from './unit-client.ts';
import type { UnitClient } from './unit-client.ts';

export type Asked = Partial<Question> & Pick<Question, 'period'>;

/** A question as `measures` writes it: every filter open that is not given. */
export function questionOf(unit: UnitClient, asked: Asked): Question {
  return {
    units: [unit.code],
    kinds: null,
    facilities: null,
    securityLevels: null,
    means: null,
    legalBases: null,
    extents: null,
    overSeconds: null,
    upToSeconds: null,
    sexes: null,
    ageGroups: null,
    custodies: null,
    citizenships: null,
    vulnerabilities: null,
    asOf: null,
    now: NOW,
    by: [],
    personKey: null,
    ...asked,
  };
}

export async function askPractice(unit: UnitClient, asked: Asked): Promise<UnitState> {
  const key = writeKey(questionOf(unit, asked));
  const schema = z.object({ state: z.string() });
  const { state } = await unit.entity('Practice', { key }, { fields: 'state', schema });
  return readState(state, unitState);
}

/** The state as the contract has it; anything else ends the check. */
export function readState<T>(state: string, schema: z.ZodType<T>): T {
  const read = schema.safeParse(parseJson(state));
  if (read.success) return read.data;
  throw new UnusableAnswer({
    about: 'state',
    expected: z.prettifyError(read.error),
    came: state.slice(0, 200),
  });
}

/** What differs between the unit's answer and the definitions, over these records. */
export async function compareFigures(
  unit: UnitClient,
  records: readonly MeasureRecord[],
  { through = null, ...asked }: Asked & { readonly through?: string | null },
): Promise<Difference[]> {
  const about = aboutQuestion(asked);
  const expected = expectedState(records, questionOf(unit, asked), through);
  const came = await askPractice(unit, asked);
  const groups = new Map(came.groups.map(({ key, cell }) => [groupName(key), cell]));
  const repeated = compare(`${about} groups`, came.groups.length, groups.size);
  const names = [...new Set([...expected.groups.keys(), ...groups.keys()])].filter(
    (name) => !isZero(expected.groups.get(name)) || !isZero(groups.get(name)),
  );
  const counted = asked.personKey != null;
  const plain = (cell: Cell | FinalCell | undefined) => (cell === undefined ? null : inOrder(cell, counted));
  return [
    ...compare(`${about} total`, plain(expected.total), plain(came.total)),
    ...repeated,
    ...names.flatMap((name) => {
      const cell = groups.get(name);
      const wanted = expected.groups.get(name);
      const isFinal = cell !== undefined && 'lengths' in cell;
      return compare(
        `${about} ${name}`,
        plain(isFinal && wanted !== undefined ? finishCell(wanted) : wanted),
        plain(cell),
      );
    }),
  ];
}

/** Bins, deviations and persons come in any order; where persons are not counted, none is as good as an empty list. */
function inOrder({ persons, ...cell }: Cell | FinalCell, counted: boolean) {
  const lengths =
    'bins' in cell
      ? { bins: cell.bins.filter(([, count]) => count > 0).toSorted(([left], [right]) => left - right) }
      : {};
  return {
    ...cell,
    ...lengths,
    deviations: cell.deviations.toSorted(([left], [right]) => (left < right ? -1 : 1)),
    persons: persons === null || (!counted && persons.length === 0) ? null : persons.toSorted(),
  };
}

/** A group without anything in it may be left out. */
function isZero(cell: Cell | FinalCell | undefined): boolean {
  return cell === undefined || (cell.started === 0 && cell.inForceAtEnd === 0 && cell.seconds === 0);
}

function aboutQuestion({ period, by = [], ...rest }: Asked): string {
  const filters = Object.entries(rest).filter(([name]) => name !== 'now' && name !== 'personKey');
  const parts = [
    `${period.from}–${period.to}`,
    ...by,
    ...filters.map(([name, value]) => `${name}=${JSON.stringify(value)}`),
  ];
  return `practice (${parts.join(', ')})`;
}
