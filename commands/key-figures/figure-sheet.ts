import type { CellValue } from 'hucre/xlsx';
import { lastDay } from '../status-report/periods.ts';
import type { Delivered, KeyFigure, KeyFigures } from './ask-key-figures.ts';
import type { Table } from './workbook.ts';
import type { Words } from './words.ts';

const FORMATS: Readonly<Record<KeyFigure['definition']['measuredIn'], string>> = {
  MEASURES: '#,##0',
  PERSONS: '#,##0',
  PERSON_DAYS: '#,##0',
  COMPLAINTS: '#,##0',
  HOURS: '#,##0.0',
  SHARE: '0.0%',
  PER_1000_INMATE_DAYS: '#,##0.00',
};
/** Code, name and what it is measured in. */
const BEFORE_VALUES = 3;

/** Figures by unit: numbers as numbers; in place of one that cannot be delivered, that it cannot. */
export function figureSheet(answer: KeyFigures, when: 'now' | 'before', words: Words): Table {
  const { figures, edition } = answer;
  const period = when === 'now' ? answer.period : answer.periodBefore;
  const units = figures[0]?.values.map(({ unit }) => unit?.name ?? words.all) ?? [];
  return {
    name: words.sheets[when],
    above: [
      [words.title],
      [`${words.period}: ${period.from} – ${lastDay(period)}`],
      [`${words.edition}: ${words.editions[edition]}`],
      [],
    ],
    header: [words.code, words.name, words.measuredIn, ...units],
    rows: figures.map(({ definition, values }) => [
      definition.code,
      definition.name,
      words.measures[definition.measuredIn],
      ...values.map((one) => cellOf(when === 'now' ? one : one.before, words)),
    ]),
    widths: [30, 44, 14, 12, ...units.slice(1).map(() => 10)],
    format: (row, column) => {
      const figure = figures[row];
      return figure === undefined || column < BEFORE_VALUES ? null : FORMATS[figure.definition.measuredIn];
    },
    landscape: true,
  };
}

function cellOf({ status, value }: Delivered, words: Words): CellValue {
  if (status === 'SUPPRESSED') return ':';
  return value ?? words.absent;
}
