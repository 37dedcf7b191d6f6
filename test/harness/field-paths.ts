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

/** How to come to a field from a root. */
export type FieldPath = {
  readonly name: string;
  /** The fields passed, itself the last, each `Type.field`. */
  readonly passed: readonly string[];
  /** The same by the names an answer has them under. */
  readonly path: readonly string[];
  /** Asks for it alone. */
  readonly query: string;
};
/** Fields of one type that one query asks for. */
export type FieldGroup = { readonly fields: readonly FieldPath[]; readonly query: string };

type Step = { readonly type: GraphQLObjectType; readonly field: GraphQLField<unknown, unknown> };

/** Within what a query may ask for at its root. */
const AT_ONCE = 8;

/** The shortest way to every field of every object type that can be reached. */
export function fieldGroups(schema: GraphQLSchema, operation: 'query' | 'mutation'): FieldGroup[] {
  const root = operation === 'query' ? schema.getQueryType() : schema.getMutationType();
  if (root == null) return [];
  const ways = new Map<string, readonly Step[]>([[root.name, []]]);
  const waiting: GraphQLObjectType[] = [root];
  const groups: FieldGroup[] = [];
  for (const type of waiting) {
    const way = ways.get(type.name) ?? [];
    // By way of one rather than of many: what is in a list may be there for some of it only.
    const all = Object.values(type.getFields());
    const fields = [...all.filter(isOne), ...all.filter((each) => !isOne(each))];
    for (let from = 0; from < fields.length; from += AT_ONCE) {
      const some = fields.slice(from, from + AT_ONCE);
      groups.push({
        fields: some.map((field) => pathTo([...way, { type, field }], { schema, operation })),
        query: `${operation} { ${selection(
          way,
          some.map((field) => ({ type, field })),
          schema,
        )} }`,
      });
    }
    for (const field of fields)
      for (const next of objectTypes(getNamedType(field.type), schema)) {
        if (ways.has(next.name)) continue;
        ways.set(next.name, [...way, { type, field }]);
        waiting.push(next);
      }
  }
  return groups;
}

function pathTo(
  steps: readonly Step[],
  { schema, operation }: { readonly schema: GraphQLSchema; readonly operation: string },
): FieldPath {
  const passed = steps.map(({ type, field }) => `${type.name}.${field.name}`);
  return {
    name: passed.at(-1) ?? '',
    passed,
    path: steps.map(({ field }) => field.name),
    query: `${operation} { ${selection(steps.slice(0, -1), steps.slice(-1), schema)} }`,
  };
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

/** The way to a type, and these fields of it. */
function selection([step, ...rest]: readonly Step[], asked: readonly Step[], schema: GraphQLSchema): string {
  if (step === undefined) return asked.map(({ field }) => `${called(field)}${existence(field)}`).join(' ');
  const next = rest[0] ?? asked[0];
  const inner = selection(rest, asked, schema);
  const isNarrowed = isAbstractType(getNamedType(step.field.type)) && next !== undefined;
  return `${called(step.field)} { __typename ${isNarrowed ? `... on ${next.type.name} { ${inner} }` : inner} }`;
}

function called(field: GraphQLField<unknown, unknown>): string {
  return `${field.name}${argumentsOf(field)}`;
}

function existence({ type }: GraphQLField<unknown, unknown>): string {
  return isLeafType(getNamedType(type)) ? '' : ' { __typename there: __typename }';
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
