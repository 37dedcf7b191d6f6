import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Clearance } from '../../schema/access/clearances.ts';
import { readConfiguration } from '../../gateway/configuration.ts';
import { buildGateway } from '../../gateway/server.ts';
import { GATEWAY, INMATES_SUBGRAPH, MEASURES_SUBGRAPH, SUBGRAPHS } from '../../schema/units.ts';
import { buildInmatesServer } from '../../subgraphs/inmates/server.ts';
import type { FeedSettings } from '../../subgraphs/measures/cases/pull-feeds.ts';
import { buildMeasuresServer } from '../../subgraphs/measures/server.ts';
import { asController, asSystem, serviceToken, testAccess, testTrust } from './access.ts';
import { buildUnitServer } from '../../subgraphs/unit/server.ts';
import { createDatabases } from './databases.ts';

type GraphqlAnswer = {
  readonly data?: any;
  readonly errors?: readonly {
    message: string;
    path?: (string | number)[];
    extensions?: { code?: string };
  }[];
};

/** Fourteen subgraphs with a database each and the gateway before them, over real HTTP. */
export type Federation = {
  readonly url: string;
  readonly urls: Readonly<Record<string, string>>;
  /** Pseudonyms of every batch the register was asked for. */
  readonly batches: (readonly string[])[];
  /** As somebody who may see everything, unless other headers say otherwise. */
  ask(
    query: string,
    variables?: Record<string, unknown>,
    headers?: Record<string, string>,
  ): Promise<GraphqlAnswer>;
  importRecords(target: string, records: readonly object[], headers?: Record<string, string>): Promise<any>;
  databaseUrl(program: string): string;
  stop(subgraph: string): Promise<void>;
  /** Starts a subgraph that is stopped, or was late, on the port the gateway knows. */
  restart(subgraph: string): Promise<void>;
  /** Nobody looks at the units' deviations any more. */
  stopFeeds(): Promise<void>;
  /** Stops the gateway and starts another on its port. */
  restartGateway(): Promise<void>;
  close(): Promise<void>;
};

export async function startFederation(
  options: {
    readonly deadlineMs?: number;
    readonly urls?: Record<string, string>;
    /** Oldest answer the gateway gives again; by default it computes each, so that tests see every change. */
    readonly freshnessMs?: number;
    /** The clock answers age by. */
    readonly now?: () => number;
    /** Subgraphs that do not listen yet when the gateway starts. */
    readonly late?: readonly string[];
    /** Pause between two looks at the units' deviations; without it nobody looks. */
    readonly feedIntervalMs?: number;
    /** What units give nobody who is cleared for all of them. */
    readonly withheld?: Readonly<Record<string, readonly Clearance[]>>;
    /** Pause between two times isolation is added up over the units; an hour by default. */
    readonly isolationIntervalMs?: number;
    /** How long a case waits for records that may still come; not at all by default. */
    readonly caseWaitMs?: number;
  } = {},
): Promise<Federation> {
  const suffix = randomBytes(5).toString('hex');
  const batches: (readonly string[])[] = [];
  const databases = await createDatabases(suffix);
  const apps = new Map<string, FastifyInstance>();
  const urls: Record<string, string> = {};
  let feeds: FeedSettings | undefined;
  const start = async (name: string, port: number) => {
    const app = await buildSubgraph(name, {
      databaseUrl: databases.get(name) ?? '',
      onBatch: (batch) => batches.push(batch),
      ...(feeds !== undefined && { feeds }),
      withheld: options.withheld?.[name] ?? [],
    });
    await app.listen({ host: '127.0.0.1', port });
    apps.set(name, app);
    return (app.server.address() as AddressInfo).port;
  };
  for (const name of SUBGRAPHS)
    urls[name] = options.urls?.[name] ?? `http://127.0.0.1:${await start(name, 0)}`;
  const stop = async (name: string) => {
    await apps.get(name)?.close();
    apps.delete(name);
  };
  // Until here they listened only so that their ports are known.
  for (const name of options.late ?? []) await stop(name);

  const configuration = readConfiguration({
    ...testAccess.gatewayEnvironment,
    PORT: '0',
    DATABASE_URL: databases.get(GATEWAY),
    LOG_LEVEL: 'silent',
    SUBGRAPH_URLS: JSON.stringify(urls),
    SUBGRAPH_DEADLINE_MS: String(options.deadlineMs ?? 20_000),
    FRESHNESS_MS: String(options.freshnessMs ?? 0),
  });
  if (configuration.kind === 'invalid') throw new Error(configuration.message);
  const startGateway = async (port: number) => {
    const app = await buildGateway(configuration.settings, options);
    await app.listen({ host: '127.0.0.1', port });
    return app;
  };
  let gateway = await startGateway(0);
  const url = `http://127.0.0.1:${(gateway.server.address() as AddressInfo).port}`;
  const restart = async (subgraph: string) => {
    await start(subgraph, Number(new URL(urls[subgraph] ?? '').port));
  };
  if (options.feedIntervalMs !== undefined) {
    feeds = {
      gatewayUrl: url,
      intervalMs: options.feedIntervalMs,
      isolationIntervalMs: options.isolationIntervalMs ?? 3_600_000,
      caseWaitMs: options.caseWaitMs ?? 0,
      token: serviceToken,
    };
    await stop(MEASURES_SUBGRAPH);
    await restart(MEASURES_SUBGRAPH);
  }

  return {
    url,
    urls,
    batches,
    ask: (query, variables, headers) => askGraphql(url, query, variables, headers),
    importRecords: async (target, records, headers = {}) => {
      const response = await fetch(`${url}/import/${target}`, {
        method: 'POST',
        headers: { ...asSystem, 'content-type': 'application/x-ndjson', 'x-source': 'test', ...headers },
        body: records.map((record) => `${JSON.stringify(record)}\n`).join(''),
      });
      return response.json();
    },
    databaseUrl: (program) => databases.get(program) ?? '',
    stop,
    restart,
    stopFeeds: async () => {
      feeds = undefined;
      await stop(MEASURES_SUBGRAPH);
      await restart(MEASURES_SUBGRAPH);
    },
    restartGateway: async () => {
      await gateway.close();
      gateway = await startGateway(Number(new URL(url).port));
    },
    close: async () => {
      await gateway.close();
      for (const app of apps.values()) await app.close();
    },
  };
}

/** Asks a gateway, ours or another, the way a consumer does. */
export async function askGraphql(
  url: string,
  query: string,
  variables: Record<string, unknown> = {},
  headers: Record<string, string> = {},
): Promise<GraphqlAnswer> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { ...asController, ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as GraphqlAnswer;
}

async function buildSubgraph(
  name: string,
  {
    onBatch,
    feeds,
    withheld,
    ...given
  }: {
    readonly databaseUrl: string;
    readonly onBatch: (batch: readonly string[]) => void;
    readonly feeds?: FeedSettings;
    readonly withheld: readonly Clearance[];
  },
): Promise<FastifyInstance> {
  const settings = { ...given, logLevel: 'silent', trust: testTrust };
  if (name === INMATES_SUBGRAPH)
    return buildInmatesServer({ ...settings, onBatch, pseudonymKey: 'test'.repeat(8) });
  if (name === MEASURES_SUBGRAPH)
    return buildMeasuresServer({ ...settings, ...(feeds !== undefined && { feeds }) });
  return buildUnitServer({ ...settings, unit: name, withheld });
}
