import {
  getNamedType,
  isAbstractType,
  isInputObjectType,
  isLeafType,
  isNonNullType,
  isListType,
  isObjectType,
  isEnumType,
} from 'graphql';
import type {
  GraphQLField,
  GraphQLInputType,
  GraphQLNamedType,
  GraphQLObjectType,
  GraphQLSchema,
} from 'graphql';

/** How to come to a field from a root: the fields passed, each `Type.field`, and the query that asks for it. */
export type FieldPath = { readonly name: string; readonly passed: readonly string[]; readonly query: string };

type Step = { readonly type: GraphQLObjectType; readonly field: GraphQLField<unknown, unknown> };

/** The shortest way to every field of every object type that can be reached. */
export function fieldPaths(schema: GraphQLSchema, operation: 'query' | 'mutation'): FieldPath[] {
  const root = operation === 'query' ? schema.getQueryType() : schema.getMutationType();
  if (root == null) return [];
  const ways = new Map<string, readonly Step[]>([[root.name, []]]);
  const waiting: GraphQLObjectType[] = [root];
  const paths: FieldPath[] = [];
  for (const type of waiting) {
    const way = ways.get(type.name) ?? [];
    // By way of one rather than of many: what is in a list may be there for some of it only.
    const fields = Object.values(type.getFields());
    for (const field of [...fields.filter(isOne), ...fields.filter((each) => !isOne(each))]) {
      const steps = [...way, { type, field }];
      paths.push({
        name: `${type.name}.${field.name}`,
        passed: steps.map((step) => `${step.type.name}.${step.field.name}`),
        query: `${operation} { ${selection(steps, schema)} }`,
      });
      for (const next of objectTypes(getNamedType(field.type), schema)) {
        if (ways.has(next.name)) continue;
        ways.set(next.name, steps);
        waiting.push(next);
      }
    }
  }
  return paths;
}

function isOne({ type }: GraphQLField<unknown, unknown>): boolean {
  return !isListType(isNonNullType(type) ? type.ofType : type);
}

function objectTypes(type: GraphQLNamedType, schema: GraphQLSchema): readonly GraphQLObjectType[] {
  if (isObjectType(type)) return [type];
  if (!isAbstractType(type)) return [];
  // The unit that is asked about comes first.
  return schema.getPossibleTypes(type).toSorted((one, other) => rank(one) - rank(other));
}

function rank({ name }: GraphQLObjectType): number {
  return name.startsWith('Oslo') ? 0 : 1;
}

function selection([step, ...rest]: readonly Step[], schema: GraphQLSchema): string {
  if (step === undefined) return '__typename';
  const named = getNamedType(step.field.type);
  const within = isLeafType(named) ? '' : ` { __typename ${narrowed(named, rest, schema)} }`;
  return `${step.field.name}${argumentsOf(step.field)}${within}`;
}

function narrowed(type: GraphQLNamedType, rest: readonly Step[], schema: GraphQLSchema): string {
  const [next] = rest;
  if (next === undefined) return 'there: __typename';
  const inner = selection(rest, schema);
  return isAbstractType(type) ? `... on ${next.type.name} { ${inner} }` : inner;
}

/** Arguments that ask about the unit `oslo` in the year 2025. */
function argumentsOf({ args }: GraphQLField<unknown, unknown>): string {
  const given = args.flatMap(({ name, type, defaultValue }) => {
    const wanted =
      (isNonNullType(type) && defaultValue === undefined) || name === 'filter' || name === 'units';
    return wanted ? [`${name}: ${sample(name, type)}`] : [];
  });
  return given.length === 0 ? '' : `(${given.join(', ')})`;
}

function sample(name: string, type: GraphQLInputType): string {
  if (isNonNullType(type)) return sample(name, type.ofType);
  if (isListType(type)) return `[${sample(name, type.ofType)}]`;
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter(
      (field) => (isNonNullType(field.type) && field.defaultValue === undefined) || field.name === 'units',
    );
    return `{ ${fields.map((field) => `${field.name}: ${sample(field.name, field.type)}`).join(', ')} }`;
  }
  if (isEnumType(type)) return String(type.getValues()[0]?.name);
  if (type.name === 'Date') return name === 'to' ? '"2026-01-01"' : '"2025-01-01"';
  if (type.name === 'DateTime') return '"2025-01-01T00:00:00Z"';
  if (type.name === 'Int') return '1';
  if (type.name === 'Float') return '1.5';
  if (type.name === 'Boolean') return 'true';
  return '"oslo"';
}
