import { z } from 'zod';
import { column, says } from '../column.ts';
import { defineFeed } from '../define-feed.ts';
import { UNIT_COLUMNS } from '../practice-dimensions.ts';

const DOCUMENT = `query FeedUnits($language: Language) { units { code name(language: $language) region } }`;

const unit = z.object({ code: z.string(), name: z.string(), region: z.string() });
type Listed = { readonly unit: z.infer<typeof unit> };

/** The unit registry, to join the other feeds with. */
export const units = defineFeed<Listed>({
  name: 'units',
  ...says(['Enheter', 'Enhetsregisteret.'], ['Units', 'The unit registry.']),
  parameters: [],
  covered: false,
  document: DOCUMENT,
  variables: ({ language }) => ({ language: language.toUpperCase() }),
  columns: () => [
    ...UNIT_COLUMNS,
    column<Listed>({
      name: 'region',
      type: 'TEXT',
      part: 'LABEL',
      ...says(['Region', 'Regionen enheten hører til.'], ['Region', 'The region the unit belongs to.']),
      value: (item) => item.unit.region,
    }),
  ],
  items: (data) => ({
    items: z
      .object({ units: z.array(unit) })
      .parse(data)
      .units.map((one) => ({ unit: one })),
    coverage: null,
  }),
});
