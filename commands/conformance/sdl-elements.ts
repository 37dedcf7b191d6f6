import { Kind, parse, print } from 'graphql';
import type {
  ConstDirectiveNode,
  DefinitionNode,
  FieldDefinitionNode,
  InputValueDefinitionNode,
  NamedTypeNode,
} from 'graphql';

/**
 * A schema as a list of its elements, `Type.field(argument:)` and what each is. Order, descriptions and how
 * the text is laid out do not matter, and what every subgraph has of the federation itself is left out.
 */
export function sdlElements(sdl: string): ReadonlyMap<string, string> {
  const elements = new Map<string, string>();
  for (const definition of parse(sdl).definitions)
    for (const [name, what] of elementsOf(definition)) elements.set(name, what);
  return elements;
}

type Element = readonly [name: string, what: string];

const MACHINERY = /^(_.*|link__.*|federation__.*|FieldSet)$/;
const ROOT_MACHINERY = new Set(['_service', '_entities']);

function elementsOf(definition: DefinitionNode): Element[] {
  switch (definition.kind) {
    case Kind.SCALAR_TYPE_DEFINITION:
      return MACHINERY.test(definition.name.value) ? [] : [[definition.name.value, 'scalar']];
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.OBJECT_TYPE_EXTENSION:
    case Kind.INTERFACE_TYPE_DEFINITION: {
      const { name, fields = [], interfaces = [], directives = [] } = definition;
      if (MACHINERY.test(name.value)) return [];
      const own = fields.filter((field) => name.value !== 'Query' || !ROOT_MACHINERY.has(field.name.value));
      if (own.length === 0) return [];
      // A shareable type is one whose fields all are.
      const shared = directives.filter((directive) => plainName(directive) === 'shareable');
      const rest = directives.filter((directive) => !shared.includes(directive));
      const word = definition.kind === Kind.INTERFACE_TYPE_DEFINITION ? 'interface' : 'type';
      return [
        [name.value, [word, ...implementing(interfaces), ...written(rest)].join(' ')],
        ...own.flatMap((field) => elementsOfField(name.value, field, shared)),
      ];
    }
    case Kind.INPUT_OBJECT_TYPE_DEFINITION: {
      const { name, fields = [] } = definition;
      return [
        [name.value, 'input'],
        ...fields.map((field) => input(`${name.value}.${field.name.value}`, field)),
      ];
    }
    case Kind.ENUM_TYPE_DEFINITION: {
      const { name, values = [] } = definition;
      const listed = values.map((value): Element => [`${name.value}.${value.name.value}`, 'value']);
      return MACHINERY.test(name.value) ? [] : [[name.value, 'enum'], ...listed];
    }
    case Kind.UNION_TYPE_DEFINITION: {
      const { name, types = [] } = definition;
      return MACHINERY.test(name.value) ? [] : [[name.value, ['union', ...implementing(types)].join(' ')]];
    }
    default:
      return [];
  }
}

function elementsOfField(
  type: string,
  field: FieldDefinitionNode,
  inherited: readonly ConstDirectiveNode[],
): Element[] {
  const name = `${type}.${field.name.value}`;
  const directives = [...new Set(written([...(field.directives ?? []), ...inherited]))];
  const own = (field.arguments ?? []).map((argument) => input(`${name}(${argument.name.value}:)`, argument));
  return [[name, [print(field.type), ...directives].join(' ')], ...own];
}

function input(name: string, { type, defaultValue }: InputValueDefinitionNode): Element {
  return [name, [print(type), ...(defaultValue === undefined ? [] : [`= ${print(defaultValue)}`])].join(' ')];
}

function implementing(types: readonly NamedTypeNode[]): string[] {
  return types.map(({ name }) => name.value).toSorted();
}

function written(directives: readonly ConstDirectiveNode[]): string[] {
  return directives
    .map((directive) => {
      const given = (directive.arguments ?? [])
        .filter(({ name, value }) => name.value !== 'resolvable' || print(value) !== 'true')
        .map((argument) => print(argument))
        .toSorted();
      return `@${plainName(directive)}${given.length === 0 ? '' : `(${given.join(', ')})`}`;
    })
    .toSorted();
}

function plainName({ name }: ConstDirectiveNode): string {
  return name.value.replace(/^federation__/, '');
}
