import type { Column } from '../../../schema/exports/columns.ts';

/** `expression as "name"` for every column of the export, in SQL; fails where one has no expression. */
export function selectColumns(columns: readonly Column[], fields: Readonly<Record<string, string>>): string {
  return columns
    .map(({ name }) => {
      const expression = fields[name];
      if (expression === undefined) throw new Error(`the export has no expression for ${name}`);
      return `${expression} as "${name}"`;
    })
    .join(', ');
}

/** What all entries have, and the fields of their own. */
export function entryFields(
  of: string,
  columns: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return {
    id: `${of}.id`,
    source: `${of}.source`,
    sourceKey: `${of}.source_key`,
    ...Object.fromEntries(Object.entries(columns).map(([column, field]) => [field, `${of}.${column}`])),
    version: `${of}.version`,
    recordedAt: `${of}.recorded_at`,
  };
}
