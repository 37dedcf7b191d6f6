import { z } from 'zod';
import { fault } from '../faults.ts';
import { issuer } from './issuers.ts';

/** Settings of trust that the gateway and the subgraphs share. */
export function jsonSetting<T extends z.ZodType>(schema: T) {
  return z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue({ code: 'custom', ...fault('JSON') });
        return z.NEVER;
      }
    })
    .pipe(schema);
}

export const issuerEnvironment = {
  MODE: z
    .enum(['production', 'local'])
    .default('production')
    .describe('`local` takes the tokens of `npm run token`; production does not'),
  ISSUERS: jsonSetting(z.array(issuer))
    .prefault('[]')
    .describe('JSON list of issuers of tokens (see Access)'),
};

type Trusting = { readonly MODE: string; readonly ISSUERS: readonly z.infer<typeof issuer>[] };

/** Production takes no token that a machine wrote for itself. */
export function refuseLocalIssuers({ MODE, ISSUERS }: Trusting, context: z.core.$RefinementCtx): void {
  if (MODE === 'production' && ISSUERS.some(({ viewers }) => viewers.kind === 'LOCAL'))
    context.addIssue({ code: 'custom', path: ['ISSUERS'], ...fault('LOCAL_ISSUER') });
}

/** Where callers come from, none at all is no way to run; a subgraph can do with its gateway alone. */
export function requireIssuer({ MODE, ISSUERS }: Trusting, context: z.core.$RefinementCtx): void {
  if (MODE === 'production' && ISSUERS.length === 0)
    context.addIssue({ code: 'custom', path: ['ISSUERS'], ...fault('NO_ISSUER') });
}
