import type { Column } from '../../schema/exports/columns.ts';
import type { ExportPart } from '../../schema/exports/parts.ts';
import type { Language } from '../../schema/public-codes.ts';

/** The definition of a line of a JSON Lines file (JSON Schema, 2020-12). */
export function jsonSchemaOf(
  part: Pick<ExportPart, 'key' | 'columns' | Language>,
  language: Language,
): string {
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: part[language],
    type: 'object',
    properties: Object.fromEntries(
      part.columns.map((column) => [
        column.name,
        { description: column[language], ...typeOf(column, part.key.includes(column.name)) },
      ]),
    ),
    required: part.columns.map(({ name }) => name),
    additionalProperties: false,
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

const TYPES = {
  TEXT: { type: 'string' },
  DAY: { type: 'string', format: 'date' },
  MOMENT: { type: 'string', format: 'date-time' },
  INTEGER: { type: 'integer' },
  NUMBER: { type: 'number' },
  BOOLEAN: { type: 'boolean' },
  LIST: { type: 'array', items: { type: 'string' } },
} as const satisfies Record<Column['type'], object>;

function typeOf({ type }: Column, always: boolean): object {
  const described = TYPES[type];
  return always ? described : { ...described, type: [described.type, 'null'] };
}
