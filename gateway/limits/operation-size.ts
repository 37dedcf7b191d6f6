import { getNamedType, isCompositeType, isListType, isNonNullType, Kind } from 'graphql';
import type {
  DocumentNode,
  FieldNode,
  FragmentDefinitionNode,
  GraphQLField,
  GraphQLNamedType,
  GraphQLSchema,
  OperationDefinitionNode,
  SelectionNode,
} from 'graphql';
import { UNITS } from '../../schema/units.ts';

/** How large an operation is, by the measures that are limited. */
export type OperationSize = {
  readonly depth: number;
  readonly fields: number;
  readonly aliases: number;
  readonly rootFields: number;
  /** On the field or fragment that has most. */
  readonly directives: number;
  readonly cost: number;
  /** The smallest and the largest `first`; without any, Infinity and 0. */
  readonly smallestPage: number;
  readonly largestPage: number;
  readonly introspects: boolean;
};

const DEFAULT_PAGE = 50;
const SHORT_LIST = 5;
const NOTHING: OperationSize = {
  depth: 0,
  fields: 0,
  aliases: 0,
  rootFields: 0,
  directives: 0,
  cost: 0,
  smallestPage: Infinity,
  largestPage: 0,
  introspects: false,
};

/**
 * Measures the largest operation of a document, fragments spread out. Each fragment is measured once, however
 * often it is spread: otherwise a few lines of fragments that spread each other take forever (a "billion laughs").
 * One that spreads itself counts as nothing here; validation refuses it.
 */
export function operationSize(
  document: DocumentNode,
  { schema, variables }: { schema: GraphQLSchema; variables: Readonly<Record<string, unknown>> },
): OperationSize {
  const sizes = document.definitions
    .filter((definition) => definition.kind === Kind.OPERATION_DEFINITION)
    .map((operation) => sizeOfOperation(operation, { document, schema, variables }));
  return sizes.reduce(larger, NOTHING);
}

type Given = {
  readonly document: DocumentNode;
  readonly schema: GraphQLSchema;
  readonly variables: Readonly<Record<string, unknown>>;
};

function sizeOfOperation(operation: OperationDefinitionNode, given: Given): OperationSize {
  const { document, schema } = given;
  const fragments = new Map(
    document.definitions
      .filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
      .map((fragment) => [fragment.name.value, fragment]),
  );
  const variables = { ...defaultsOf(operation), ...given.variables };
  const measured = new Map<string, OperationSize>();

  const ofSelections = (selections: readonly SelectionNode[], parent: GraphQLNamedType | undefined) =>
    selections.map((selection) => ofSelection(selection, parent)).reduce(together, NOTHING);

  function ofSelection(selection: SelectionNode, parent: GraphQLNamedType | undefined): OperationSize {
    const inner = withinSelection(selection, parent);
    const directives = Math.max(inner.directives, selection.directives?.length ?? 0);
    return { ...inner, directives };
  }

  function withinSelection(selection: SelectionNode, parent: GraphQLNamedType | undefined): OperationSize {
    if (selection.kind === Kind.FIELD) return ofField(selection, parent);
    if (selection.kind === Kind.FRAGMENT_SPREAD) return ofFragment(fragments.get(selection.name.value));
    const condition = selection.typeCondition?.name.value;
    const type = condition === undefined ? parent : schema.getType(condition);
    return ofSelections(selection.selectionSet.selections, type);
  }

  function ofFragment(fragment: FragmentDefinitionNode | undefined): OperationSize {
    if (fragment === undefined) return NOTHING;
    const { value: name } = fragment.name;
    const known = measured.get(name);
    if (known !== undefined) return known;
    measured.set(name, NOTHING);
    const type = schema.getType(fragment.typeCondition.name.value);
    const size = ofSelections(fragment.selectionSet.selections, type);
    measured.set(name, size);
    return size;
  }

  function ofField(field: FieldNode, parent: GraphQLNamedType | undefined): OperationSize {
    const definition = fieldOf(parent, field.name.value);
    const introspects = field.name.value === '__schema' || field.name.value === '__type';
    const inner = ofSelections(
      field.selectionSet?.selections ?? [],
      definition === undefined ? undefined : getNamedType(definition.type),
    );
    const first = firstOf(field, variables);
    return {
      // How deep introspection may go is a rule of validation.
      depth: introspects ? 1 : inner.depth + 1,
      fields: inner.fields + 1,
      aliases: inner.aliases + (field.alias === undefined ? 0 : 1),
      rootFields: 1,
      directives: inner.directives,
      cost: 1 + itemsOf(definition, parent, first) * inner.cost,
      smallestPage: Math.min(inner.smallestPage, first ?? Infinity),
      largestPage: Math.max(inner.largestPage, first ?? 0),
      introspects: introspects || inner.introspects,
    };
  }

  return ofSelections(
    operation.selectionSet.selections,
    schema.getRootType(operation.operation) ?? undefined,
  );
}

/** How many items of its selection a field may be answered with. */
function itemsOf(
  definition: GraphQLField<unknown, unknown> | undefined,
  parent: GraphQLNamedType | undefined,
  first: number | undefined,
): number {
  if (definition === undefined) return 1;
  if (definition.args.some(({ name }) => name === 'first')) return Math.max(first ?? DEFAULT_PAGE, 1);
  const type = isNonNullType(definition.type) ? definition.type.ofType : definition.type;
  // The page above it counts for what is on the page.
  if (!isListType(type) || parent?.name.endsWith('Connection') === true) return 1;
  return getNamedType(type).name === 'Unit' ? UNITS.length : SHORT_LIST;
}

function fieldOf(
  parent: GraphQLNamedType | undefined,
  name: string,
): GraphQLField<unknown, unknown> | undefined {
  if (parent === undefined || !isCompositeType(parent) || !('getFields' in parent)) return undefined;
  return parent.getFields()[name];
}

function firstOf({ arguments: given = [] }: FieldNode, variables: Given['variables']): number | undefined {
  const value = given.find(({ name }) => name.value === 'first')?.value;
  if (value?.kind === Kind.INT) return Number(value.value);
  const held = value?.kind === Kind.VARIABLE ? variables[value.name.value] : undefined;
  return typeof held === 'number' ? held : undefined;
}

function defaultsOf({ variableDefinitions = [] }: OperationDefinitionNode): Record<string, unknown> {
  return Object.fromEntries(
    variableDefinitions.flatMap(({ variable, defaultValue }) =>
      defaultValue?.kind === Kind.INT ? [[variable.name.value, Number(defaultValue.value)]] : [],
    ),
  );
}

function together(one: OperationSize, other: OperationSize): OperationSize {
  return {
    depth: Math.max(one.depth, other.depth),
    fields: one.fields + other.fields,
    aliases: one.aliases + other.aliases,
    rootFields: one.rootFields + other.rootFields,
    directives: Math.max(one.directives, other.directives),
    cost: one.cost + other.cost,
    smallestPage: Math.min(one.smallestPage, other.smallestPage),
    largestPage: Math.max(one.largestPage, other.largestPage),
    introspects: one.introspects || other.introspects,
  };
}

/** The worse of two operations in each way: only one of them runs. */
function larger(one: OperationSize, other: OperationSize): OperationSize {
  return {
    ...together(one, other),
    fields: Math.max(one.fields, other.fields),
    aliases: Math.max(one.aliases, other.aliases),
    rootFields: Math.max(one.rootFields, other.rootFields),
    cost: Math.max(one.cost, other.cost),
  };
}
