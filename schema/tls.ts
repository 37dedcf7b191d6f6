import type { Server } from 'node:https';
import Fastify from 'fastify';
import type { FastifyHttpsOptions, FastifyInstance, FastifyServerOptions } from 'fastify';
import { z } from 'zod';
import { fault } from './faults.ts';

/** Settings of every program that listens: with both it speaks HTTPS, without them HTTP. */
export const tlsEnvironment = {
  TLS_KEY: z
    .string()
    .optional()
    .describe('Private key (PEM) to speak HTTPS with; `TLS_KEY_FILE` names its file'),
  TLS_CERTIFICATE: z.string().optional().describe('Certificate chain (PEM) that goes with it'),
};

export type Tls = { readonly key: string; readonly cert: string };

/** One without the other would quietly speak HTTP. */
export function requireWholeTls(settings: TlsSettings, context: z.core.$RefinementCtx): void {
  if ((settings.TLS_KEY === undefined) !== (settings.TLS_CERTIFICATE === undefined))
    context.addIssue({ code: 'custom', path: ['TLS_KEY'], ...fault('TLS_PAIR') });
}

type TlsSettings = { readonly TLS_KEY?: string | undefined; readonly TLS_CERTIFICATE?: string | undefined };

export function tlsOf({ TLS_KEY: key, TLS_CERTIFICATE: cert }: TlsSettings): Tls | undefined {
  return key === undefined || cert === undefined ? undefined : { key, cert };
}

export function fastifyOver(tls: Tls | undefined, options: FastifyServerOptions): FastifyInstance {
  if (tls === undefined) return Fastify(options);
  const secured: FastifyHttpsOptions<Server> = {
    ...(options as FastifyServerOptions<Server>),
    https: { ...tls, minVersion: 'TLSv1.2' },
  };
  return Fastify(secured);
}
