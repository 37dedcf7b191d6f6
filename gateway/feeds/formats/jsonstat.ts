import type { Language } from '../../../schema/public-codes.ts';
import type { Cell, Column, FeedTable, Row } from '../feed.ts';
import { NOTE_COLUMNS } from '../coverage.ts';
import type { Format, Told } from './format.ts';

/** Status of a cell without a value, as Statistics Norway marks them. */
const MARKS = {
  /** Hidden, since few persons stand behind it; held back. */
  SUPPRESSED: ':',
  WITHHELD: ':',
  /** The unit is missing. */
  MISSING: '..',
  /** Cannot be computed, as a mean of nothing. */
  PUBLISHED: '.',
  ROUNDED: '.',
} as const;

const MARK_LABELS: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  nb: { ':': 'Vises ikke av hensyn til personvern', '..': 'Enheten mangler', '.': 'Kan ikke beregnes' },
  en: { ':': 'Hidden to protect persons', '..': 'The unit is missing', '.': 'Cannot be computed' },
};

/** Stands for a group in which the dimension is not recorded, or for all together where it has a sum. */
const NOT_RECORDED = '_';
const UNRECORDED = { nb: 'Ikke registrert', en: 'Not recorded' };
const FIGURE = 'figure';
/** Above so many cells only those with a value are written. */
const DENSE = 1_000_000;

type Dimension = { readonly id: string; readonly label: string; readonly categories: Map<string, string> };

/**
 * JSON-stat 2.0 (https://json-stat.org/full/): one dataset, its figures along a dimension of their own, in
 * row-major order; cells without a value say in `status` why.
 */
export const jsonstat: Format = {
  name: 'jsonstat',
  mediaType: 'application/json; charset=utf-8',
  offers: ({ cube }) => cube,
  write: (table, told) => JSON.stringify(dataset(table, told)),
  stream: null,
};

function dataset(table: FeedTable, { feed, asked: { language }, retrievedAt }: Told) {
  const { columns, coverage } = table;
  const figures = columns.filter(({ part }) => part === 'FIGURE');
  const dimensions = dimensionsOf(table, language);
  const sizes = [...dimensions.map(({ categories }) => categories.size), figures.length];
  const { value, status } = cells(table, { dimensions, figures });
  const size = sizes.reduce((product, one) => product * one, 1);
  const ids = [...dimensions.map(({ id }) => id), FIGURE];
  const time = ids.filter((id) => ['year', 'quarter', 'month'].includes(id));
  return {
    version: '2.0',
    class: 'dataset',
    label: feed.title[language],
    source: 'Samsyn',
    updated: retrievedAt.toISOString(),
    note: [feed.description[language], ...noteOf(table)],
    id: ids,
    size: sizes,
    role: {
      metric: [FIGURE],
      ...(time.length > 0 && { time }),
      ...(ids.includes('unit') && { geo: ['unit'] }),
    },
    dimension: Object.fromEntries([
      ...dimensions.map(({ id, label, categories }) => [
        id,
        {
          label,
          category: { index: [...categories.keys()], label: Object.fromEntries(categories) },
        },
      ]),
      [FIGURE, figureDimension(figures, language)],
    ]),
    value:
      size > DENSE
        ? Object.fromEntries(value)
        : Array.from({ length: size }, (_, at) => value.get(at) ?? null),
    status: Object.fromEntries(status),
    extension: { status: { label: MARK_LABELS[language] }, coverage },
  };
}

function figureDimension(figures: readonly Column[], language: Language) {
  return {
    label: language === 'nb' ? 'Tall' : 'Figure',
    category: {
      index: figures.map(({ name }) => name),
      label: Object.fromEntries(figures.map(({ name, title }) => [name, title[language]])),
      unit: Object.fromEntries(figures.map(({ name, unit }) => [name, { label: unit ?? '' }])),
    },
  };
}

/** Every dimension with the values it has in the rows, in their order. A missing unit's row has only its unit. */
function dimensionsOf({ columns, rows }: FeedTable, language: Language): readonly Dimension[] {
  return columns.flatMap(({ name, title, part, empty }, at) => {
    if (part !== 'DIMENSION') return [];
    const labelled = columns[at + 1]?.name === `${name}_label` ? at + 1 : at;
    const categories = new Map<string, string>();
    for (const row of rows) {
      if (isMissing(columns, row) && (row[at] ?? null) === null) continue;
      categories.set(codeOf(row[at]), labelOf(row[labelled], (empty ?? UNRECORDED)[language]));
    }
    return [{ id: name, label: title[language], categories }];
  });
}

function cells(
  { columns, rows }: FeedTable,
  { dimensions, figures }: { readonly dimensions: readonly Dimension[]; readonly figures: readonly Column[] },
) {
  const value = new Map<number, Cell>();
  const status = new Map<number, string>();
  const positions = dimensions.map(
    ({ categories }) => new Map([...categories.keys()].map((code, at) => [code, at])),
  );
  const at = (name: string) => columns.findIndex((column) => column.name === name);
  const places = dimensions.map(({ id }) => at(id));
  const figurePlaces = figures.map(({ name }) => at(name));
  const statusPlace = at('status');
  for (const row of rows) {
    const mark = MARKS[String(row[statusPlace]) as keyof typeof MARKS] ?? '.';
    const starts = places.reduce<readonly number[]>(
      (before, place, index) => {
        const of = positions[index] ?? new Map<string, number>();
        const here =
          isMissing(columns, row) && row[place] === null
            ? [...of.values()]
            : [of.get(codeOf(row[place])) ?? 0];
        return before.flatMap((start) => here.map((position) => start * of.size + position));
      },
      [0],
    );
    for (const start of starts)
      for (const [index, place] of figurePlaces.entries()) {
        const cell = row[place] ?? null;
        const position = start * figures.length + index;
        if (cell === null) status.set(position, mark);
        else value.set(position, cell);
      }
  }
  return { value, status };
}

function isMissing(columns: readonly Column[], row: Row): boolean {
  return row[columns.findIndex(({ name }) => name === 'status')] === 'MISSING';
}

function codeOf(cell: Cell | undefined): string {
  return cell === null || cell === undefined ? NOT_RECORDED : String(cell);
}

function labelOf(cell: Cell | undefined, empty: string): string {
  return cell === null || cell === undefined ? empty : String(cell);
}

/** The sentence every row carries. */
function noteOf({ columns, rows }: FeedTable): string[] {
  const place = columns.findIndex(({ name }) => name === NOTE_COLUMNS.at(-1)?.name);
  const note = rows[0]?.[place];
  return typeof note === 'string' ? [note] : [];
}
