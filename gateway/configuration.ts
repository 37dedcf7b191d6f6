import { z } from 'zod';
import { sealEnvironment } from '../database/access-log/seal-setting.ts';
import { databaseEnvironment } from '../database/environment.ts';
import { assertionPrivateKey } from '../schema/access/assertion.ts';
import {
  issuerEnvironment,
  jsonSetting,
  refuseLocalIssuers,
  requireIssuer,
} from '../schema/access/environment.ts';
import { ROLE_NAMES } from '../schema/access/roles.ts';
import { readSettings } from '../schema/settings.ts';
import { requireWholeTls, tlsEnvironment } from '../schema/tls.ts';
import { SUBGRAPHS } from '../schema/units.ts';
import { limits } from './limits/limits.ts';

const roleList = z
  .string()
  .transform((text) => text.split(',').filter((name) => name !== ''))
  .pipe(z.array(z.enum(ROLE_NAMES)));

export const gatewayEnvironment = z.object({
  ...issuerEnvironment,
  ASSERTION_KEY: jsonSetting(assertionPrivateKey).describe(
    'Private key (JWK, Ed25519) it vouches with to the subgraphs',
  ),
  ...databaseEnvironment,
  ...sealEnvironment,
  HOST: z.string().default('127.0.0.1').describe('Address to listen on'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(4000).describe('Port to listen on'),
  SUBGRAPH_URLS: jsonSetting(z.record(z.enum(SUBGRAPHS as [string, ...string[]]), z.url())).describe(
    'JSON object: base address of every subgraph by name',
  ),
  SUBGRAPH_DEADLINE_MS: z.coerce
    .number()
    .int()
    .positive()
    .default(5000)
    .describe('Longest wait for one subgraph answer, milliseconds'),
  LIMITS: jsonSetting(limits).prefault('{}').describe('JSON object: limits that differ from those below'),
  INTROSPECTION_ROLES: roleList
    .prefault('administrator')
    .describe('Roles that may ask for the schema in production, separated by commas; with `local` all may'),
  TRUSTED_ONLY_ROLES: roleList
    .prefault('analyst,ministry')
    .describe('Roles that in production ask by trusted documents alone, separated by commas'),
  TRUSTED_DOCUMENTS: z
    .string()
    .optional()
    .describe('Folder of more trusted documents (`.graphql`), beside `schema/operations`'),
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
  EXPORT_KEY: jsonSetting(assertionPrivateKey)
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
  ...tlsEnvironment,
  LOG_LEVEL: z
    .enum(['silent', 'fatal', 'error', 'warn', 'info', 'debug'])
    .default('info')
    .describe('Least severe log line written'),
});
export type GatewaySettings = z.infer<typeof gatewayEnvironment>;

export const readConfiguration = (environment: Readonly<Record<string, string | undefined>>) =>
  readSettings(
    gatewayEnvironment
      .superRefine(refuseLocalIssuers)
      .superRefine(requireIssuer)
      .superRefine(requireWholeTls),
    environment,
  );
