import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import type {
  GraphQLArgument,
  GraphQLField,
  GraphQLInputField,
  GraphQLInputType,
  GraphQLInterfaceType,
  GraphQLNamedType,
  GraphQLObjectType,
  GraphQLSchema,
} from 'graphql';

/** A whole number from 0 up to and without `below`. */
export type Draw = (below: number) => number;
/** A query, and how large it was made. */
export type RandomQuery = {
  readonly text: string;
  readonly depth: number;
  readonly fields: number;
  readonly aliases: number;
  readonly rootFields: number;
  readonly pages: readonly number[];
};
type Part = Omit<RandomQuery, 'text' | 'rootFields'> & { readonly text: string };
type Fielded = GraphQLObjectType | GraphQLInterfaceType;

const WORDS = ['"oslo"', '"troms"', '"OSLO"', '"x"', '""', '"37-1-b"', '"a\\"b"'];
const DAYS = ['2019-12-31', '2025-01-01', '2025-03-01', '2025-07-01', '2026-01-01'];

/** A valid query of the schema, most of them within the limits and some beyond. */
export function randomQuery(schema: GraphQLSchema, draw: Draw): RandomQuery {
  const root = schema.getQueryType();
  if (root == null) throw new Error('a schema without queries');
  const roots = draw(25) === 0 ? 22 : 1 + draw(3);
  const deep = draw(12) === 0 ? 16 : 2 + draw(7);
  let named = 0;
  const alias = () => `a${(named += 1)}`;

  function selection(type: Fielded, levels: number, wanted: number): Part {
    const all = Object.values(type.getFields());
    const open = levels > 0 ? all : all.filter((field) => isLeafType(getNamedType(field.type)));
    const parts = Array.from({ length: wanted }, () => {
      const field = open[draw(open.length)];
      return field === undefined ? TYPENAME : ofField(field, levels);
    });
    if (isInterfaceType(type) && levels > 0 && draw(3) === 0) parts.push(onOneType(type, levels));
    return together(parts);
  }

  function onOneType(type: GraphQLInterfaceType, levels: number): Part {
    const possible = schema.getPossibleTypes(type);
    const chosen = possible[draw(possible.length)];
    if (chosen === undefined) return TYPENAME;
    const inner = selection(chosen, levels, 1 + draw(2));
    return { ...inner, text: `... on ${chosen.name} { ${inner.text} }` };
  }

  function ofField(field: GraphQLField<unknown, unknown>, levels: number): Part {
    const type: GraphQLNamedType = getNamedType(field.type);
    const inner =
      isObjectType(type) || isInterfaceType(type) ? selection(type, levels - 1, 1 + draw(3)) : null;
    const given = field.args.flatMap((argument) =>
      isRequired(argument) || draw(3) === 0
        ? [[argument.name, value(argument.name, argument.type)] as const]
        : [],
    );
    const first = given.find(([name]) => name === 'first')?.[1];
    const listed = given.map(([name, text]) => `${name}: ${text}`).join(', ');
    return {
      text: `${alias()}: ${field.name}${listed === '' ? '' : `(${listed})`}${inner === null ? '' : ` { ${inner.text} }`}`,
      depth: 1 + (inner?.depth ?? 0),
      fields: 1 + (inner?.fields ?? 0),
      aliases: 1 + (inner?.aliases ?? 0),
      pages: [...(inner?.pages ?? []), ...(first === undefined || first === 'null' ? [] : [Number(first)])],
    };
  }

  function value(name: string, type: GraphQLInputType): string {
    if (isNonNullType(type)) return value(name, type.ofType);
    if (isListType(type))
      return `[${Array.from({ length: draw(3) }, () => value(name, type.ofType)).join(', ')}]`;
    if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields()).filter((field) => isRequired(field) || draw(4) === 0);
      return `{ ${fields.map((field) => `${field.name}: ${value(field.name, field.type)}`).join(', ')} }`;
    }
    if (isEnumType(type)) return String(pick(type.getValues())?.name);
    if (name === 'first') return String([1, 2, 50, 500, 501, 0, -1][draw(40)] ?? 10);
    if (type.name === 'Int') return String(draw(5) - 1);
    if (type.name === 'Float') return String(draw(100) / 10);
    if (type.name === 'Boolean') return draw(2) === 0 ? 'true' : 'false';
    if (type.name === 'Date') return `"${pick(DAYS)}"`;
    if (type.name === 'DateTime') return `"${pick(DAYS)}T12:00:00Z"`;
    return pick(WORDS) ?? '""';
  }

  const pick = <T>(items: readonly T[]): T | undefined => items[draw(items.length)];
  const { text, ...size } = selection(root, deep, roots);
  return { text: `{ ${text} }`, ...size, rootFields: roots };
}

const TYPENAME: Part = { text: '__typename', depth: 1, fields: 1, aliases: 0, pages: [] };

function isRequired({ type, defaultValue }: GraphQLArgument | GraphQLInputField): boolean {
  return isNonNullType(type) && defaultValue === undefined;
}

function together(parts: readonly Part[]): Part {
  return {
    text: parts.map(({ text }) => text).join(' '),
    depth: Math.max(...parts.map(({ depth }) => depth)),
    fields: sum(parts.map(({ fields }) => fields)),
    aliases: sum(parts.map(({ aliases }) => aliases)),
    pages: parts.flatMap(({ pages }) => pages),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((one, other) => one + other, 0);
}
