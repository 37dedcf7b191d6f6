import { z } from 'zod';
import { sealEnvironment } from '../database/access-log/seal-setting.ts';
import { databaseEnvironment } from '../database/environment.ts';
import { assertionPrivateKey } from '../schema/access/assertion.ts';
import { checkIssuers, issuerEnvironment, jsonSetting } from '../schema/access/environment.ts';
import { SUBGRAPHS } from '../schema/units.ts';

export const gatewayEnvironment = z.object({
  ...issuerEnvironment,
  ASSERTION_KEY: jsonSetting('ASSERTION_KEY', assertionPrivateKey).describe(
    'Private key (JWK, Ed25519) it vouches with to the subgraphs',
  ),
  ...databaseEnvironment,
  ...sealEnvironment,
  HOST: z.string().default('127.0.0.1').describe('Address to listen on'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(4000).describe('Port to listen on'),
  SUBGRAPH_URLS: jsonSetting(
    'SUBGRAPH_URLS',
    z.record(z.enum(SUBGRAPHS as [string, ...string[]]), z.url()),
  ).describe('JSON object: base address of every subgraph by name'),
  SUBGRAPH_DEADLINE_MS: z.coerce
    .number()
    .int()
    .positive()
    .default(5000)
    .describe('Longest wait for one subgraph answer, milliseconds'),
  FRESHNESS_MS: z.coerce
    .number()
    .int()
    .min(0)
    .default(2000)
    .describe('Oldest an answer may be that is given again, milliseconds; 0 computes each'),
  ANSWER_CACHE_MB: z.coerce
    .number()
    .int()
    .positive()
    .default(64)
    .describe('Memory for answers that may be given again, all workers together'),
  WORKERS: z.coerce
    .number()
    .int()
    .min(1)
    .max(256)
    .default(1)
    .describe('Threads that answer, one for each processor to be used; more than 1 on Linux only'),
  EXPORT_KEY: jsonSetting('EXPORT_KEY', assertionPrivateKey)
    .optional()
    .describe('Private key (JWK, Ed25519) inspection packages are signed with; without it none are made'),
  EXPORT_FOLDER: z
    .string()
    .min(1)
    .default('exports')
    .describe('Folder inspection packages lie in; one for all gateways'),
  EXPORT_KEEP_HOURS: z.coerce
    .number()
    .positive()
    .default(72)
    .describe('How long a finished package can be fetched, hours'),
  EXPORT_PATIENCE_MS: z.coerce
    .number()
    .int()
    .positive()
    .default(900_000)
    .describe(
      'How long a unit that does not answer is tried again before a package is made without it, milliseconds',
    ),
  LOG_LEVEL: z
    .enum(['silent', 'fatal', 'error', 'warn', 'info', 'debug'])
    .default('info')
    .describe('Least severe log line written'),
});
export type GatewaySettings = z.infer<typeof gatewayEnvironment>;

export function readConfiguration(
  environment: Readonly<Record<string, string | undefined>>,
):
  | { readonly kind: 'valid'; readonly settings: GatewaySettings }
  | { readonly kind: 'invalid'; readonly message: string } {
  const read = gatewayEnvironment.superRefine(checkIssuers).safeParse(environment);
  return read.success
    ? { kind: 'valid', settings: read.data }
    : { kind: 'invalid', message: z.prettifyError(read.error) };
}
