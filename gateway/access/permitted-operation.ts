import { Kind, parse, print, TypeInfo, visit, visitWithTypeInfo } from 'graphql';
import type { DocumentNode, FieldNode, GraphQLSchema } from 'graphql';
import { isClearance } from '../../schema/access/clearances.ts';
import { refusalOf } from '../../schema/access/permits.ts';
import type { Asking, Refusal } from '../../schema/access/permits.ts';
import type { AccessPolicy } from '../../schema/access/policy.ts';

/**
 * Stands in the operation for a field that is denied: `__typename` under a name of its own is answered
 * wherever the field would have been, in every list and under every type condition, and fetches nothing.
 */
const MARK = /^denied_(NOT_PERMITTED|PUBLISHED_FIGURES_ONLY|PURPOSE_MISSING)_(\w+)$/;

/** The operation without the fields the caller is not cleared for; null where it has none of them. */
export function permittedOperation(
  query: string,
  { schema, policy, asking }: { schema: GraphQLSchema; policy: AccessPolicy; asking: Asking },
): string | null {
  const document = readDocument(query);
  if (document === null) return null;
  const types = new TypeInfo(schema);
  let denied = false;
  const permitted = visit(
    document,
    visitWithTypeInfo(types, {
      Field: (field) => {
        const need = policy.get(`${types.getParentType()?.name}.${field.name.value}`);
        if (need === undefined || !isClearance(need) || need === 'OPEN') return undefined;
        const code = refusalOf(asking, need, null);
        if (code === null) return undefined;
        denied = true;
        return markFor(field, code);
      },
    }),
  );
  return denied ? print(withoutLeftovers(permitted)) : null;
}

/** The answer with null for every denied field, and an error for each. */
export function tellDenied(body: string, sentenceOf: (code: Refusal) => string): string {
  const answer = JSON.parse(body) as { data?: unknown; errors?: unknown[] };
  const errors: unknown[] = [];
  const unmark = (value: unknown, path: readonly (string | number)[]): unknown => {
    if (Array.isArray(value)) return value.map((item, index) => unmark(item, [...path, index]));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, held]) => {
        const [, code, name] = MARK.exec(key) ?? [];
        if (name === undefined) return [key, unmark(held, [...path, key])];
        errors.push({
          message: sentenceOf(code as Refusal),
          path: [...path, name],
          extensions: { code },
        });
        return [name, null];
      }),
    );
  };
  const data = unmark(answer.data, []);
  return JSON.stringify({ ...answer, errors: [...(answer.errors ?? []), ...errors], data });
}

function markFor(field: FieldNode, code: Refusal): FieldNode {
  const name = (value: string) => ({ kind: Kind.NAME, value }) as const;
  return {
    kind: Kind.FIELD,
    alias: name(`denied_${code}_${(field.alias ?? field.name).value}`),
    name: name('__typename'),
    ...(field.directives !== undefined && { directives: field.directives }),
  };
}

/** Fragments and variables that only denied fields used would make the operation invalid. */
function withoutLeftovers(document: DocumentNode): DocumentNode {
  const spreads = new Set<string>();
  visit(document, { FragmentSpread: ({ name }) => void spreads.add(name.value) });
  const kept = document.definitions.filter(
    (definition) => definition.kind !== Kind.FRAGMENT_DEFINITION || spreads.has(definition.name.value),
  );
  if (kept.length < document.definitions.length) return withoutLeftovers({ ...document, definitions: kept });
  const used = new Set<string>();
  visit(document, {
    VariableDefinition: () => false,
    Variable: ({ name }) => void used.add(name.value),
  });
  return visit(document, {
    VariableDefinition: ({ variable }) => (used.has(variable.name.value) ? undefined : null),
  });
}

function readDocument(query: string): DocumentNode | null {
  try {
    return parse(query, { noLocation: true });
  } catch {
    // Whoever runs it says what is wrong with it.
    return null;
  }
}
