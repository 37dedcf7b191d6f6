import { z } from 'zod';
import { TARGETS } from './targets.ts';
import type { Target } from './targets.ts';

/** What a field of a record takes; a profile's text is turned into it. */
export type FieldType = 'TEXT' | 'NUMBER' | 'BOOLEAN' | 'LIST';

type JsonSchema = {
  readonly type?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly properties?: unknown;
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
  const types = new Map(fieldsOf(schema, '').filter(([name]) => !ELSEWHERE.has(name.split('.')[0] ?? '')));
  cache.set(target, types);
  return types;
}

function fieldsOf(schema: JsonSchema, path: string): [string, FieldType][] {
  const properties = Object.entries((schema.properties ?? {}) as Record<string, JsonSchema>);
  return properties.flatMap(([name, property]): [string, FieldType][] => {
    const choices = property.anyOf ?? [property];
    const inner = choices.find((choice) => choice.type === 'object');
    if (inner !== undefined) return fieldsOf(inner, `${path}${name}.`);
    return [[`${path}${name}`, typeOf(choices)]];
  });
}

function typeOf(choices: readonly JsonSchema[]): FieldType {
  const is = (type: string) => choices.some((choice) => choice.type === type);
  if (is('integer') || is('number')) return 'NUMBER';
  if (is('boolean')) return 'BOOLEAN';
  return is('array') ? 'LIST' : 'TEXT';
}
