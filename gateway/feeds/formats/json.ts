import type { Cell, FeedTable } from '../feed.ts';
import type { Format, Told } from './format.ts';

/** Rows as objects, with what they rest on and what the columns mean. */
export const json: Format = {
  name: 'json',
  mediaType: 'application/json; charset=utf-8',
  offers: () => true,
  write: (table, told) =>
    JSON.stringify({ ...aboutFeed(table, told), rows: table.rows.map(asObject(table)) }),
  stream: async function* stream(table, told) {
    yield `${JSON.stringify(aboutFeed(table, told)).slice(0, -1)},"rows":[`;
    let first = true;
    for await (const rows of table.batches) {
      if (rows.length === 0) continue;
      const texts = rows.map((row) => JSON.stringify(asObject(table)(row))).join(',');
      yield first ? texts : `,${texts}`;
      first = false;
    }
    yield ']}';
  },
};

function aboutFeed({ columns, coverage }: Omit<FeedTable, 'rows'>, { feed, asked, retrievedAt }: Told) {
  const { language, period, units, kinds, by, indicator, asOf, validOn } = asked;
  const given = {
    ...period,
    unit: units,
    kind: kinds,
    by,
    indicator,
    asOf,
    validOn,
  };
  return {
    feed: feed.name,
    title: feed.title[language],
    description: feed.description[language],
    language,
    retrievedAt: retrievedAt.toISOString(),
    parameters: Object.fromEntries(feed.parameters.map((name) => [name, given[name]])),
    coverage,
    columns: columns.map(({ name, type, unit, title, description }) => ({
      name,
      type,
      unit,
      title: title[language],
      description: description[language],
    })),
  };
}

function asObject({
  columns,
}: Pick<FeedTable, 'columns'>): (row: readonly Cell[]) => Readonly<Record<string, Cell>> {
  return (row) => Object.fromEntries(columns.map(({ name }, index) => [name, row[index] ?? null]));
}
