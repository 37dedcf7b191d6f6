import { z } from 'zod';
import { issuer } from './issuers.ts';

/** Settings of trust that the gateway and the subgraphs share. */
export function jsonSetting<T extends z.ZodType>(name: string, schema: T) {
  return z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue(`${name} must be JSON.`);
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
  ISSUERS: jsonSetting('ISSUERS', z.array(issuer))
    .prefault('[]')
    .describe('JSON list of issuers of tokens (see Access)'),
};

/** Production takes no token that a machine wrote for itself, and none at all is no way to run. */
export function checkIssuers(
  { MODE, ISSUERS }: { readonly MODE: string; readonly ISSUERS: readonly z.infer<typeof issuer>[] },
  context: z.core.$RefinementCtx,
): void {
  if (MODE !== 'production') return;
  if (ISSUERS.length === 0) context.addIssue('ISSUERS must name an issuer of tokens in production.');
  if (ISSUERS.some(({ viewers }) => viewers.kind === 'LOCAL'))
    context.addIssue('ISSUERS must not name a local issuer in production.');
}
