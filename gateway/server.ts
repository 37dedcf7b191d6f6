import './no-telemetry.ts';
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { openAccessLog } from '../database/access-log/access-log.ts';
import { logRequests } from '../database/access-log/log-requests.ts';
import { Look } from '../database/access-log/look.ts';
import { openDatabase } from '../database/database.ts';
import { assertionSigner } from '../schema/access/assertion.ts';
import { guardRoutes, refuse } from '../schema/access/routes.ts';
import { fastifyOver, tlsOf } from '../schema/tls.ts';
import { tokenVerifier } from '../schema/access/verify-token.ts';
import { identifyCaller } from './access/identify-caller.ts';
import { permitting } from './access/permitting.ts';
import { LogController } from 'fastify';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { AnswerBasis } from './answers/answer-basis.ts';
import { AnswerCache } from './answers/answer-cache.ts';
import { LastWrite } from './answers/last-write.ts';
import { WatermarkChecks } from './answers/watermark-checks.ts';
import type { GatewaySettings } from './configuration.ts';
import { EXPORTS_SUBGRAPH } from '../schema/subgraph-sdl.ts';
import { exportService } from './exports/export-service.ts';
import type { Ask } from './exports/summary/ask-figures.ts';
import { registerPersonOrders } from './person-orders/person-order-api.ts';
import { registerDeviations } from './deviations-api.ts';
import { registerFeeds } from './feeds/feeds-api.ts';
import { federationOver } from './federation.ts';
import { answering, GRAPHQL_PATH, registerGraphql } from './graphql-api.ts';
import { registerHealth } from './health-api.ts';
import { registerIsolations } from './isolations-api.ts';
import { registerImport } from './import/import-api.ts';
import { limitRates } from './limits/rates.ts';
import { operationLimits } from './limits/refused-operation.ts';
import { addSecurityHeaders } from './security-headers.ts';
import type { SubgraphText } from './subgraph-connection.ts';
import { SubgraphDataSource } from './subgraph-data-source.ts';
import { readTrustedDocuments } from './trusted-documents.ts';
import { warmPlans } from './plan-warming.ts';

const SUPERGRAPH = new URL('../schema/supergraph.graphql', import.meta.url);

export async function buildGateway(
  settings: GatewaySettings,
  {
    now = millisecondsUp,
    lastWrite = new LastWrite(),
  }: {
    /** Milliseconds on a clock that never goes back and is the same for all workers; by it answers age. */
    readonly now?: () => number;
    readonly lastWrite?: LastWrite;
  } = {},
): Promise<FastifyInstance> {
  const tls = tlsOf(settings);
  const app = fastifyOver(tls, {
    logger: { level: settings.LOG_LEVEL, name: 'gateway' },
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: 1024 * 1024,
    forceCloseConnections: true,
  });
  const database = openDatabase(settings.DATABASE_URL, { connections: 4 });
  // Before any route: one registered earlier would not have it.
  app.setErrorHandler((error, request, reply) => {
    const status = z.object({ statusCode: z.number().min(400).max(499) }).safeParse(error).data?.statusCode;
    if (status === undefined) {
      app.log.error({ err: error }, 'request failed');
      return refuse(request, reply, { status: 500, code: 'INTERNAL_ERROR' });
    }
    return refuse(request, reply, { status, code: status === 413 ? 'REQUEST_TOO_LARGE' : 'BAD_REQUEST' });
  });
  addSecurityHeaders(app, { overTls: tls !== undefined });
  const verify = tokenVerifier(settings.ISSUERS);
  logRequests(app, { log: openAccessLog(settings.DATABASE_URL), unit: null });
  guardRoutes(app, { owner: null, identify: (request) => identifyCaller(request, verify) });
  limitRates(app, settings.LIMITS);
  const sign = assertionSigner(settings.ASSERTION_KEY);
  const supergraphSdl = readFileSync(SUPERGRAPH, 'utf8');
  const inFlight = new Map<string, Promise<SubgraphText>>();
  const ask: Ask = async ({ asserted }, query, variables) => {
    const contextValue = {
      language: 'nb',
      planOnly: false,
      basis: new AnswerBasis(),
      onWrite: () => undefined,
      // The job stands on record as its requester's; each owner notes what it gives.
      look: new Look(),
      gone: new AbortController().signal,
      asserted,
      // Indicators of one summary rest on the same questions to the units and the register.
      inFlight,
    } as const;
    const { body } = await apollo.executeOperation({ query, variables }, { contextValue });
    return body.kind === 'single' ? body.singleResult.data : null;
  };
  const exports = exportService(app, settings, { database, sign, ask });
  const sources = new Map<string, SubgraphDataSource>();
  const inProduction = settings.MODE === 'production';
  const sourceOf = (name: string) => {
    if (name === EXPORTS_SUBGRAPH) return exports;
    const source = new SubgraphDataSource({
      name,
      url: settings.SUBGRAPH_URLS[name] ?? '',
      deadlineMs: settings.SUBGRAPH_DEADLINE_MS,
      answerBytes: settings.LIMITS.answerBytes,
      sign,
      log: app.log,
    });
    sources.set(name, source);
    return source;
  };
  const { apollo, start } = federationOver(supergraphSdl, { sourceOf, inProduction, log: app.log });
  const schema = await start();
  const documents = readTrustedDocuments(settings.TRUSTED_DOCUMENTS);
  await warmPlans(apollo, documents);

  const checks = new WatermarkChecks({ urls: settings.SUBGRAPH_URLS, now });
  const answers = new AnswerCache({
    boundMs: settings.FRESHNESS_MS,
    bytes: settings.ANSWER_CACHE_MB * 1024 * 1024,
    checks,
    lastWrite,
    now,
  });
  const answer = answering({
    apollo,
    answers,
    permit: permitting(supergraphSdl, schema),
    limits: settings.LIMITS,
    refusedBy: operationLimits(settings.LIMITS, {
      schema,
      introspectedBy: inProduction ? settings.INTROSPECTION_ROLES : null,
    }),
  });
  registerGraphql(app, {
    answer,
    trusted: { documents, only: inProduction ? settings.TRUSTED_ONLY_ROLES : [] },
  });
  await registerFeeds(app, { answer, answers });
  app.addHook('onSend', async ({ method, routeOptions }) => {
    if (method !== 'GET' && routeOptions.url !== GRAPHQL_PATH) answers.noteWrite();
  });
  await registerImport(app, { urls: settings.SUBGRAPH_URLS, sign });
  registerPersonOrders(app, { urls: settings.SUBGRAPH_URLS, sign, database });
  registerDeviations(app, { urls: settings.SUBGRAPH_URLS, sign });
  registerIsolations(app, { urls: settings.SUBGRAPH_URLS, sign });
  registerHealth(app, { database, sources });
  app.addHook('onClose', async () => {
    await apollo.stop();
    await checks.close();
    await database.close();
    await Promise.all([...sources.values()].map((source) => source.close()));
  });
  return app;
}

/** Of the machine, where `performance.now` counts from the start of each thread. */
function millisecondsUp(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
