import type { GraphQLResolverMap } from '@apollo/subgraph';
import { readKey } from '../../schema/practice/question.ts';
import { isPublishedQuestion } from '../../schema/published/question.ts';
import { INMATES_SUBGRAPH } from '../../schema/units.ts';
import type { WithAsserted } from '../platform/access/guard-resolvers.ts';
import { requireUnits } from '../platform/access/require-clearance.ts';
import { reachFor } from '../platform/database.ts';
import type { Database } from '../platform/database.ts';
import { unlessBlocked } from '../platform/records/blocked-persons.ts';
import { scalars } from '../platform/scalars.ts';
import { inmateDays } from './inmate-days.ts';
import type { InmateLoader } from './inmate-loader.ts';
import type { RememberedDays } from './read-months.ts';

type InmatesContext = WithAsserted & { readonly database: Database; readonly inmates: InmateLoader };
type Inmate = { readonly pseudonym: string };

export function inmatesResolvers(): GraphQLResolverMap<InmatesContext> {
  const remembered: RememberedDays = {};
  return {
    ...scalars,
    Inmate: {
      __resolveReference: async ({ pseudonym }: Inmate, { inmates, look }: InmatesContext) => {
        look.person(pseudonym);
        return (await inmates.load(pseudonym)) ?? { pseudonym };
      },
      stays: ({ pseudonym }: Inmate, _none: unknown, { database, asserted }: InmatesContext) =>
        database.within(reachFor(asserted, 'PERSON', null)).query(
          `select unit as "unitCode", facility, security_level as "securityLevel", custody, arrived_on as "arrivedOn", left_on as "leftOn"
           from stay_version
          where superseded_at = 'infinity' and not withdrawn and pseudonym = $1 and ${unlessBlocked('pseudonym')}
          order by arrived_on desc, id`,
          [pseudonym],
        ),
    },
    InmatesPractice: {
      __resolveReference: async ({ key }: { key: string }) => ({ key }),
      answeredBy: () => INMATES_SUBGRAPH,
      state: async ({ key }: { key: string }, _none: unknown, { database, asserted }: InmatesContext) => {
        const question = readKey(key);
        const needs = isPublishedQuestion(question) ? 'PUBLISHED' : 'FIGURES';
        requireUnits(asserted, needs, question.units);
        const reaching = database.within(reachFor(asserted, needs, null));
        return JSON.stringify(await inmateDays(reaching, remembered, question));
      },
      failure: () => null,
    },
  };
}
