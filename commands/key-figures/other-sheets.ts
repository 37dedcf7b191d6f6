import type { CellValue } from 'hucre/xlsx';
import { lastDay } from '../status-report/periods.ts';
import type { Answerers, KeyFigures } from './ask-key-figures.ts';
import type { Table } from './workbook.ts';
import type { Words } from './words.ts';

/** What each figure means, counts and rests on. */
export function definitionsSheet({ figures }: KeyFigures, words: Words): Table {
  return {
    name: words.sheets.definitions,
    above: [],
    header: [
      words.code,
      words.name,
      words.definition,
      words.measuredIn,
      words.numerator,
      words.denominator,
      words.source,
      words.legalBasis,
      words.reliability,
      words.completeAtLeast,
    ],
    rows: figures.map(({ definition }) => [
      definition.code,
      definition.name,
      definition.definition,
      words.measures[definition.measuredIn],
      definition.numerator,
      definition.denominator,
      definition.source,
      definition.legalBasis,
      definition.reliability,
      definition.completeAtLeast,
    ]),
    widths: [30, 34, 50, 14, 24, 24, 28, 24, 36, 16],
    format: (_row, column) => (column === 9 ? '0%' : null),
    landscape: true,
  };
}

/** Who answered, and up to when their data are complete. */
export function coverageSheet(answer: KeyFigures, words: Words): Table {
  const rowsOf = ({ answered, missing, registers }: Answerers, period: string): CellValue[][] => [
    ...answered.map(({ unit, dataThrough }) => [
      period,
      unit.name,
      words.yes,
      dataThrough ?? words.undeclared,
      null,
    ]),
    ...missing.map(({ unit, message }) => [period, unit.name, words.no, null, message]),
    ...registers.map(({ answered: has, dataThrough, reason }) => [
      period,
      words.register,
      has ? words.yes : words.no,
      has ? (dataThrough ?? words.undeclared) : null,
      reason,
    ]),
  ];
  const periods = periodsOf(answer);
  return {
    name: words.sheets.coverage,
    above: [],
    header: [words.period, words.unit, words.answered, words.through, words.reason],
    rows: [...rowsOf(answer.coverage, periods.now), ...rowsOf(answer.coverageBefore, periods.before)],
    widths: [26, 22, 10, 28, 60],
    landscape: true,
  };
}

/** What cannot be delivered, and why. */
export function absentSheet(answer: KeyFigures, words: Words): Table {
  const periods = periodsOf(answer);
  const rows = (['now', 'before'] as const).flatMap((when) =>
    answer.figures.flatMap(({ definition, values }) =>
      values.flatMap((one): CellValue[][] => {
        const { value, message } = when === 'now' ? one : one.before;
        return value === null
          ? [[periods[when], definition.code, definition.name, one.unit?.name ?? words.all, message]]
          : [];
      }),
    ),
  );
  return {
    name: words.sheets.absent,
    above: [],
    header: [words.period, words.code, words.name, words.unit, words.reason],
    rows: rows.length === 0 ? [[words.nothingAbsent]] : rows,
    widths: [26, 30, 44, 18, 70],
    landscape: true,
  };
}

function periodsOf({ period, periodBefore }: KeyFigures) {
  const text = (one: KeyFigures['period']) => `${one.from} – ${lastDay(one)}`;
  return { now: text(period), before: text(periodBefore) };
}
