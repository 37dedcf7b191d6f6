import { readFileSync } from 'node:fs';
import { Kind, parse, print, visit } from 'graphql';
import type { DocumentNode, DefinitionNode } from 'graphql';
import { INMATES_SUBGRAPH, MEASURES_SUBGRAPH, SUBGRAPHS, UNITS, typePrefix } from './units.ts';

/** What the gateway answers itself, from its own database. */
export const EXPORTS_SUBGRAPH = 'exports';

/**
 * The SDL of each subgraph. A unit's is written once, with the placeholder prefix `This`, and made the
 * unit's own by renaming in the syntax tree; `measures` gets one copy of each placeholder type per unit.
 */
export function subgraphSdl(subgraph: string): string {
  const own =
    subgraph === INMATES_SUBGRAPH || subgraph === EXPORTS_SUBGRAPH
      ? [read(subgraph)]
      : subgraph === MEASURES_SUBGRAPH
        ? [measuresSdl()]
        : [print(renamePlaceholder(inheritFields(parse(read('unit'))), typePrefix(subgraph)))];
  return [FEDERATION_LINK, read('vocabulary'), ...own].join('\n');
}

export function allSubgraphSdl(): ReadonlyMap<string, string> {
  return new Map([...SUBGRAPHS, EXPORTS_SUBGRAPH].map((name) => [name, subgraphSdl(name)]));
}

/**
 * `@access` is a directive of our own, since the gateway library refuses to load a supergraph with those of the
 * federation; composed, it stays in the supergraph. Its address is a name that nobody looks up.
 */
const FEDERATION_LINK = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.7", import: ["@key", "@shareable", "@external", "@requires", "@inaccessible", "@composeDirective"])
  @link(url: "https://samsyn.invalid/access/v1.0", import: ["@access"])
  @composeDirective(name: "@access")

directive @access(needs: String!) on OBJECT | INTERFACE | FIELD_DEFINITION
`;

/** What `measures` needs from every unit and from the register before it can add up an answer. */
const OF_EACH_UNIT = UNITS.map(
  (unit) => `... on ${typePrefix(unit.code)}Practice { answeredBy state failure }`,
).join(' ');
const REQUIRED_UNITS = `units { ${OF_EACH_UNIT} }`;
const REQUIRED_FIELDS = `${REQUIRED_UNITS} inmates { answeredBy state failure }`;
const REQUIRED_TO_COMPARE = `${REQUIRED_FIELDS} cases { ${OF_EACH_UNIT} }`;

function measuresSdl(): string {
  const document = inheritFields(
    parse(
      ['measures', 'cases', 'comparison']
        .map(read)
        .join('\n')
        .replaceAll('"COMPARISON_REQUIRED"', JSON.stringify(REQUIRED_TO_COMPARE))
        .replaceAll('"REQUIRED"', JSON.stringify(REQUIRED_FIELDS))
        .replaceAll('"UNITS_REQUIRED"', JSON.stringify(REQUIRED_UNITS)),
    ),
  );
  const definitions = document.definitions.flatMap((definition): readonly DefinitionNode[] => {
    if (definition.kind === Kind.UNION_TYPE_DEFINITION && definition.name.value === 'UnitPractice') {
      const types = UNITS.map((unit) => named(`${typePrefix(unit.code)}Practice`));
      return [{ ...definition, types }];
    }
    if (!('name' in definition) || !definition.name?.value.startsWith('This')) return [definition];
    const placeholder: DocumentNode = { kind: Kind.DOCUMENT, definitions: [definition] };
    return UNITS.flatMap((unit) => renamePlaceholder(placeholder, typePrefix(unit.code)).definitions);
  });
  return print({ kind: Kind.DOCUMENT, definitions });
}

/** GraphQL wants the fields of an interface written out in each of its types; here they are written once. */
function inheritFields(document: DocumentNode): DocumentNode {
  const interfaces = new Map(
    document.definitions.flatMap((definition) =>
      definition.kind === Kind.INTERFACE_TYPE_DEFINITION
        ? [[definition.name.value, definition.fields ?? []] as const]
        : [],
    ),
  );
  return visit(document, {
    ObjectTypeDefinition: (type) => {
      const own = type.fields ?? [];
      const inherited = (type.interfaces ?? [])
        .flatMap(({ name }) => interfaces.get(name.value) ?? [])
        .filter((field) => own.every(({ name }) => name.value !== field.name.value));
      return { ...type, fields: [...own, ...inherited] };
    },
  });
}

function renamePlaceholder(document: DocumentNode, prefix: string): DocumentNode {
  return visit(document, {
    Name: (node) =>
      node.value.startsWith('This') ? { ...node, value: node.value.replace('This', prefix) } : undefined,
  });
}

function named(name: string) {
  return { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: name } } as const;
}

function read(name: string): string {
  return readFileSync(new URL(`./sdl/${name}.graphql`, import.meta.url), 'utf8');
}
