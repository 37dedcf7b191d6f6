import { BREAK, TypeInfo, visit, visitWithTypeInfo } from 'graphql';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import type { AccessPolicy } from '../../../schema/access/policy.ts';

/** Fields of federation's and GraphQL's own; what is asked below them is looked at. */
const WITHOUT_POLICY: ReadonlySet<string> = new Set(['__typename', '_entities']);

/** Tells whether an operation asks only what every known caller may see; each document is looked through once. */
export function openOperations(
  policy: AccessPolicy,
): (document: DocumentNode, schema: GraphQLSchema) => boolean {
  const known = new WeakMap<DocumentNode, boolean>();
  return (document, schema) => {
    const open = known.get(document) ?? asksOnlyOpen(document, schema, policy);
    known.set(document, open);
    return open;
  };
}

function asksOnlyOpen(document: DocumentNode, schema: GraphQLSchema, policy: AccessPolicy): boolean {
  const types = new TypeInfo(schema);
  let open = true;
  visit(
    document,
    visitWithTypeInfo(types, {
      Field: ({ name: { value: field } }) => {
        if (WITHOUT_POLICY.has(field)) return undefined;
        open = policy.get(`${types.getParentType()?.name}.${field}`) === 'OPEN';
        return open ? undefined : BREAK;
      },
    }),
  );
  return open;
}
