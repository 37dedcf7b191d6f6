import { readdirSync, readFileSync } from 'node:fs';
import type { ApolloServer } from '@apollo/server';
import { Kind, parse } from 'graphql';
import { Look } from '../database/access-log/look.ts';
import { AnswerBasis } from './answers/answer-basis.ts';
import type { GatewayContext } from './server.ts';

const OPERATIONS = new URL('../schema/operations/', import.meta.url);

/** The trusted documents: the questions asked most, each one file. */
function trustedDocuments(): ReadonlyMap<string, string> {
  const files = readdirSync(OPERATIONS).filter((name) => name.endsWith('.graphql'));
  return new Map(
    files.map((name) => [name.replace('.graphql', ''), readFileSync(new URL(name, OPERATIONS), 'utf8')]),
  );
}

/** Plans every trusted document before the first client asks, fetching nothing. */
export async function warmPlans(apollo: ApolloServer<GatewayContext>): Promise<void> {
  const contextValue: GatewayContext = {
    language: 'nb',
    planOnly: true,
    basis: new AnswerBasis(),
    onWrite: () => undefined,
    // Nothing is fetched, so nobody asks.
    look: new Look(),
    asserted: { viewers: [], purpose: null, operation: { name: null, hash: '' } },
  };
  for (const query of trustedDocuments().values()) {
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
