import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { Agent, request } from 'undici';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runProgram } from '../local/program.ts';
import type { Run } from '../local/program.ts';
import { GATEWAY, MEASURES_SUBGRAPH, SUBGRAPHS } from '../schema/units.ts';
import { asController, testAccess } from './harness/access.ts';
import { createDatabases, ownerUrlOf } from './harness/databases.ts';

/** An authority of our own and a certificate of it for this machine; false where openssl is missing. */
function makeCertificate(folder: string): boolean {
  const openssl = (...given: string[]) => execFileSync('openssl', given, { cwd: folder, stdio: 'ignore' });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  try {
    openssl(
      'req',
      '-x509',
      ...key,
      '-keyout',
      'ca.key',
      '-out',
      'ca.pem',
      '-days',
      '2',
      '-subj',
      '/CN=test authority',
    );
    openssl('req', ...key, '-keyout', 'server.key', '-out', 'server.csr', '-subj', '/CN=localhost');
    const issued = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-extfile', 'names.txt', '-days', '2'];
    openssl('x509', '-req', '-in', 'server.csr', '-out', 'server.pem', ...issued);
    return true;
  } catch {
    return false;
  }
}

let folder: string;
let tried = false;
const runs: Run[] = [];
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'samsyn-tls-'));
  await writeFile(path.join(folder, 'names.txt'), 'subjectAltName=DNS:localhost,IP:127.0.0.1\n');
  tried = makeCertificate(folder);
  if (!tried) process.stderr.write('SKIPPED: test/tls.test.ts, openssl is not installed.\n');
});
afterAll(async () => {
  for (const { child, ended } of runs) {
    child.kill('SIGKILL');
    await ended;
  }
  await rm(folder, { recursive: true, force: true });
});

async function start(name: string, program: string, environment: Record<string, string>): Promise<number> {
  const run = runProgram(
    {
      name,
      path: program,
      port: 0,
      environment: {
        LOG_LEVEL: 'debug',
        TLS_KEY_FILE: path.join(folder, 'server.key'),
        TLS_CERTIFICATE_FILE: path.join(folder, 'server.pem'),
        ...environment,
      },
    },
    { root: path.join(import.meta.dirname, '..'), directory: folder },
  );
  runs.push(run);
  return run.listening;
}

test('over TLS callers and subgraphs are spoken with, one of an unknown authority is not, and no log holds a secret', async ({
  skip,
}) => {
  if (!tried) skip('openssl is not installed');
  const databases = await createDatabases(randomBytes(5).toString('hex'), [GATEWAY, MEASURES_SUBGRAPH]);
  const databaseOf = (name: string) => ({
    DATABASE_URL: databases.get(name) ?? '',
    DATABASE_OWNER_URL: ownerUrlOf(databases.get(name) ?? ''),
  });
  const measures = await start(MEASURES_SUBGRAPH, 'subgraphs/measures/main.ts', {
    ...testAccess.subgraphEnvironment,
    ...databaseOf(MEASURES_SUBGRAPH),
  });
  const urls = Object.fromEntries(SUBGRAPHS.map((name) => [name, `https://127.0.0.1:${measures}`]));
  const gateway = (trust: Record<string, string>) =>
    start(GATEWAY, 'gateway/main.ts', {
      ...testAccess.gatewayEnvironment,
      ...databaseOf(GATEWAY),
      SUBGRAPH_URLS: JSON.stringify(urls),
      ...trust,
    });
  const [trusting, wary] = [
    await gateway({ NODE_EXTRA_CA_CERTS: path.join(folder, 'ca.pem') }),
    await gateway({}),
  ];
  const ca = await readFile(path.join(folder, 'ca.pem'), 'utf8');
  const dispatcher = new Agent({ connect: { ca } });
  const ask = async (port: number) => {
    const { headers, body } = await request(`https://localhost:${port}/graphql`, {
      dispatcher,
      method: 'POST',
      headers: { ...asController, 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ units { code } }' }),
    });
    return { headers, body: (await body.json()) as any };
  };
  const answer = await ask(trusting);
  expect(answer.body.data.units).toHaveLength(12);
  expect(answer.headers['strict-transport-security']).toBe('max-age=31536000');
  expect((await ask(wary)).body.errors[0].extensions.code).toBe('MEASURES_UNAVAILABLE');
  await expect(request(`https://localhost:${trusting}/health`)).rejects.toThrow(/certificate/);
  await dispatcher.close();
  const [, keyLine = ''] = (await readFile(path.join(folder, 'server.key'), 'utf8')).split('\n');
  const secrets = [keyLine, testAccess.assertionKey.d, asController.authorization.replace('Bearer ', '')];
  for (const { logFile } of runs) {
    const log = await readFile(logFile, 'utf8');
    expect(secrets.filter((secret) => log.includes(String(secret)))).toEqual([]);
  }
});
