import type { Language } from '../../schema/public-codes.ts';
import type { Text } from '../../schema/vocabulary-labels.ts';
import type { Cell, ColumnOf } from './feed.ts';

type Described<Item> = Omit<ColumnOf<Item>, 'unit' | 'part'> & Partial<Pick<ColumnOf<Item>, 'unit' | 'part'>>;

/** A column; a figure without unit where nothing else is said. */
export function column<Item>(described: Described<Item>): ColumnOf<Item> {
  return { unit: null, part: 'FIGURE', ...described };
}

/** A code and, beside it, what people read for it: `kind` and `kind_label`. */
export function coded<Item>({
  labels,
  value,
  ...described
}: Omit<Described<Item>, 'type' | 'value'> & {
  readonly labels: Readonly<Record<string, Text>>;
  readonly value: (item: Item) => string | null;
}): readonly ColumnOf<Item>[] {
  return named({
    ...described,
    value,
    label: (item, language) => {
      const code = value(item);
      return code === null ? null : (labels[code]?.[language] ?? code);
    },
  });
}

/** The same, with the name told by the answer. */
export function named<Item>({
  label,
  value,
  ...described
}: Omit<Described<Item>, 'type'> & {
  readonly label: (item: Item, language: Language) => Cell;
}): readonly ColumnOf<Item>[] {
  const { name, title, description } = described;
  return [
    column<Item>({ part: 'DIMENSION', ...described, type: 'TEXT', value }),
    column<Item>({
      name: `${name}_label`,
      type: 'TEXT',
      part: 'LABEL',
      title: { nb: `${title.nb}, navn`, en: `${title.en}, name` },
      description: {
        nb: `Navn: ${lowerFirst(description.nb)}`,
        en: `Name: ${lowerFirst(description.en)}`,
      },
      value: label,
    }),
  ];
}

type Said = readonly [title: string, description: string];

/** Title and description of a column, in Norwegian and in English. */
export function says(nb: Said, en: Said): { readonly title: Text; readonly description: Text } {
  return { title: { nb: nb[0], en: en[0] }, description: { nb: nb[1], en: en[1] } };
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
