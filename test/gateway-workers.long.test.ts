import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { runProgram } from '../local/program.ts';
import type { Run } from '../local/program.ts';
import { testAccess } from './harness/access.ts';
import { ownerUrlOf } from './harness/databases.ts';
import { startFederation } from './harness/federation.ts';
import type { Federation } from './harness/federation.ts';
import { askGateway, importMeasure } from './harness/over-http.ts';
import { startProxy } from './harness/proxy.ts';
import type { Proxy } from './harness/proxy.ts';
import { startUnit } from './harness/unit.ts';
import type { Unit } from './harness/unit.ts';

const WORKERS = 3;
/** Each a connection of its own, so many that one worker without any is as good as impossible (3 × (2/3)^60). */
const CLIENTS = 60;

/** The gateway as a program of its own, with several workers. */
describe.skipIf(process.platform !== 'linux')('a gateway with several workers', () => {
  let folder: string;
  let oslo: Unit;
  let proxy: Proxy;
  let federation: Federation;
  let gateway: Run;
  let port: number;
  /** Practice questions that reached the unit. */
  let computed = 0;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'samsyn-workers-'));
    oslo = await startUnit('oslo');
    proxy = await startProxy(oslo.url, {
      request: (asked) => {
        if (asked.path === '/graphql') computed += 1;
        return asked;
      },
    });
    federation = await startFederation({ urls: { oslo: proxy.url } });
    gateway = start({});
    port = await gateway.listening;
  });
  afterAll(async () => {
    gateway.child.kill('SIGKILL');
    await gateway.ended;
    await federation.close();
    await proxy.close();
    await oslo.close();
    await rm(folder, { recursive: true });
  });
  beforeEach(() => {
    computed = 0;
  });

  const start = (environment: Readonly<Record<string, string>>): Run =>
    runProgram(
      {
        name: 'gateway',
        path: 'gateway/main.ts',
        port: 0,
        environment: {
          ...testAccess.gatewayEnvironment,
          DATABASE_URL: federation.databaseUrl('gateway'),
          DATABASE_OWNER_URL: ownerUrlOf(federation.databaseUrl('gateway')),
          SUBGRAPH_URLS: JSON.stringify(federation.urls),
          WORKERS: String(WORKERS),
          // Longer than the test lasts: only a write can make an answer old.
          FRESHNESS_MS: '600000',
          ...environment,
        },
      },
      { root: path.join(import.meta.dirname, '..'), directory: folder },
    );

  /** What as many clients are told at once, each distinct figure once. */
  const told = async (): Promise<unknown[]> => {
    const query =
      '{ practice(filter: { period: { from: "2025-01-01", to: "2026-01-01" }, units: ["oslo"] }) { total { started } } }';
    const ask = async () =>
      (await askGateway(port, JSON.stringify({ query }), { connection: 'close' })).data.practice.total
        .started;
    return [...new Set(await Promise.all(Array.from({ length: CLIENTS }, ask)))];
  };

  test('each answers, and computes an answer once', async () => {
    expect(await told()).toEqual([0]);
    expect(computed).toBe(WORKERS);
    expect(await told()).toEqual([0]);
    expect(computed).toBe(WORKERS);
  });

  test('gives what was written through any of them in the next answer of all', async () => {
    for (const written of [1, 2, 3, 4, 5]) {
      expect(await importMeasure(port, `w${written}`)).toMatchObject({ new: 1 });
      expect(await told()).toEqual([written]);
    }
  });

  test('refuses a port on which another one listens', async () => {
    const other = start({ PORT: String(port) });
    await expect(other.listening).rejects.toThrow('gateway');
    expect(await other.ended).toBe('code 1');
    expect(await told()).toEqual([5]);
  });

  test('stops in good order when it is told to', async () => {
    gateway.child.kill('SIGTERM');
    expect(await gateway.ended).toBe('code 0');
  });
});
