import { ASSERTION_HEADER, assertionSigner } from '../../schema/access/assertion.ts';
import { typePrefix } from '../../schema/units.ts';
import { askPractice } from '../../subgraphs/measures/ask-practice.ts';
import type { PracticeArguments } from '../../subgraphs/measures/ask-practice.ts';
import { ANYBODY } from '../../test/harness/anybody.ts';
import { benchAccess } from '../access.ts';
import type { Stack } from '../stack.ts';

const sign = assertionSigner(benchAccess.assertionKey);

/** The units' own answers to a question, as the gateway gets them: in turn, or all at once as in the federation. */
export function unitAnswers(stack: Stack, units: readonly string[], asked: PracticeArguments) {
  const ask = async (unit: string): Promise<void> => {
    const type = `${typePrefix(unit)}Practice`;
    const { key } = askPractice(asked, ANYBODY);
    const response = await fetch(`${stack.urls[unit]}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', [ASSERTION_HEADER]: await sign(ANYBODY) },
      body: JSON.stringify({
        query: `query ($of: [_Any!]!) { _entities(representations: $of) { ... on ${type} { answeredBy state failure } } }`,
        variables: { of: [{ __typename: type, key }] },
      }),
    });
    const text = await response.text();
    if (!text.includes(`"answeredBy":"${unit}"`)) throw new Error(`${unit} answers ${text.slice(0, 500)}`);
  };
  return {
    each: units.map((unit) => () => ask(unit)),
    atOnce: () => Promise.all(units.map(ask)),
  };
}
