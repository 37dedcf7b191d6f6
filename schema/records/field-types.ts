import { z } from 'zod';
import { TARGETS } from './targets.ts';
import type { Target } from './targets.ts';

/** What a field of a record takes; a profile's text is turned into it. */
export type FieldType = {
  readonly type: 'TEXT' | 'NUMBER' | 'BOOLEAN' | 'LIST';
  /** The only values it takes, where the list is closed. */
  readonly values: readonly string[] | null;
  /** A record without it does not hold. */
  readonly required: boolean;
};

type JsonSchema = {
  readonly type?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
};

/** Read from elsewhere in the profile. */
const ELSEWHERE = new Set(['source', 'sourceKey', 'repair']);

const cache = new Map<Target, ReadonlyMap<string, FieldType>>();

/** The fields a profile may fill, by their path in the record, from the record's own definition. */
export function fieldTypes(target: Target): ReadonlyMap<string, FieldType> {
  const known = cache.get(target);
  if (known !== undefined) return known;
  const schema = z.toJSONSchema(TARGETS[target].record, {
    io: 'input',
    unrepresentable: 'any',
  }) as JsonSchema;
  const types = new Map(
    fieldsOf(schema, { path: '', optional: false }).filter(
      ([name]) => !ELSEWHERE.has(name.split('.')[0] ?? ''),
    ),
  );
  cache.set(target, types);
  return types;
}

function fieldsOf(
  schema: JsonSchema,
  { path, optional }: { readonly path: string; readonly optional: boolean },
): [string, FieldType][] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]): [string, FieldType][] => {
    const choices = property.anyOf ?? [property];
    const required = !optional && (schema.required?.includes(name) ?? false);
    const inner = choices.find((choice) => choice.type === 'object');
    if (inner !== undefined) return fieldsOf(inner, { path: `${path}${name}.`, optional: !required });
    return [[`${path}${name}`, { type: typeOf(choices), values: valuesOf(choices), required }]];
  });
}

function typeOf(choices: readonly JsonSchema[]): FieldType['type'] {
  // A field that may be null has both types in one list.
  const is = (type: string) => choices.some((choice) => [choice.type].flat().includes(type));
  if (is('integer') || is('number')) return 'NUMBER';
  if (is('boolean')) return 'BOOLEAN';
  return is('array') ? 'LIST' : 'TEXT';
}

function valuesOf(choices: readonly JsonSchema[]): readonly string[] | null {
  const values = choices.flatMap((choice) => choice.enum ?? []).filter((value) => typeof value === 'string');
  return values.length === 0 ? null : values;
}
