import type { ApolloServer } from '@apollo/server';
import { Kind, parse } from 'graphql';
import { Look } from '../database/access-log/look.ts';
import { AnswerBasis } from './answers/answer-basis.ts';
import type { GatewayContext } from './gateway-context.ts';
import type { TrustedDocuments } from './trusted-documents.ts';

/** Plans every trusted document before the first client asks, fetching nothing. */
export async function warmPlans(
  apollo: ApolloServer<GatewayContext>,
  documents: TrustedDocuments,
): Promise<void> {
  const contextValue: GatewayContext = {
    language: 'nb',
    planOnly: true,
    basis: new AnswerBasis(),
    onWrite: () => undefined,
    gone: new AbortController().signal,
    // Nothing is fetched, so nobody asks.
    look: new Look(),
    asserted: { viewers: [], purpose: null, operation: { name: null, hash: '' } },
  };
  for (const query of documents.values()) {
    await apollo.executeOperation({ query, variables: placeholders(query) }, { contextValue });
  }
}

/** Values that let required variables through; a plan does not depend on them. */
function placeholders(query: string): Record<string, unknown> {
  const operation = parse(query).definitions.find(
    (definition) => definition.kind === Kind.OPERATION_DEFINITION,
  );
  return Object.fromEntries(
    (operation?.variableDefinitions ?? []).map(({ variable, type }) => [
      variable.name.value,
      type.kind === Kind.NON_NULL_TYPE && type.type.kind === Kind.NAMED_TYPE && type.type.name.value === 'Int'
        ? 1
        : '2025-01-01',
    ]),
  );
}
