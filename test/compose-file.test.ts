import { execFile, execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { GATEWAY, PROGRAMS, SUBGRAPHS } from '../schema/units.ts';

/**
 * `docker-compose.yml` against the Compose Specification, as docker-compose itself checks and resolves it.
 * That needs no Docker. Debian: `apt-get install docker-compose`.
 */
const COMPOSE = findCompose();
if (COMPOSE === null) {
  process.stderr.write('SKIPPED: test/compose-file.test.ts, docker-compose is not installed.\n');
}

const PASSWORDS: Record<string, string> = Object.fromEntries(
  PROGRAMS.flatMap((name) =>
    ['DATABASE_PASSWORD', 'SEAL_KEY'].map((what) => [
      `${name.replaceAll('-', '_').toUpperCase()}_${what}`,
      `secret-${name}`,
    ]),
  ),
);

PASSWORDS['PSEUDONYM_KEY'] = 'x'.repeat(32);
for (const name of ['ISSUERS', 'ASSERTION_KEY', 'ASSERTION_PUBLIC_KEY', 'SERVICE_TOKEN', 'EXPORT_KEY'])
  PASSWORDS[name] = `given-${name}`;

const ROOT = new URL('../', import.meta.url);

let folder: string;
type Service = {
  readonly ports?: readonly string[];
  readonly networks: object;
  readonly depends_on?: object;
  readonly healthcheck: { readonly test: unknown };
  readonly environment: Readonly<Record<string, string>>;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly user?: string;
};
type Services = Readonly<Record<string, Service>>;

let services: Services;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'samsyn-compose-'));
  const text = await readFile(new URL('../docker-compose.yml', import.meta.url), 'utf8');
  // The version in Debian 12 is older than the specification's top-level `name`.
  await writeFile(path.join(folder, 'docker-compose.yml'), text.replace(/^name: samsyn$/m, ''));
  if (COMPOSE !== null) ({ services } = await resolved(PASSWORDS));
});
afterAll(() => rm(folder, { recursive: true }));

async function resolved(environment: Readonly<Record<string, string>>): Promise<{ services: Services }> {
  const [program = '', ...rest] = COMPOSE ?? [];
  const { stdout } = await promisify(execFile)(program, [...rest, 'config'], {
    cwd: folder,
    env: { PATH: process.env['PATH'], ...environment },
  });
  return parse(stdout);
}

describe.runIf(COMPOSE !== null)('the compose file', () => {
  test('keeps the specification and has the gateway, every subgraph and a database for each', () => {
    const databases = PROGRAMS.map((name) => `${name}-database`);
    expect(Object.keys(services).toSorted()).toEqual([...PROGRAMS, ...databases].toSorted());
  });

  test('shows only the gateway to the outside, on this machine alone', () => {
    const published = Object.entries(services).flatMap(([name, { ports }]) => (ports ? [[name, ports]] : []));
    expect(published).toEqual([['gateway', ['127.0.0.1:4000:4000/tcp']]]);
  });

  test.each(PROGRAMS)('%s alone reaches its database, and waits until it is healthy', (name) => {
    const network = `${name}-data`;
    const reached = Object.entries(services).flatMap(([other, { networks }]) =>
      Object.keys(networks).includes(network) ? [other] : [],
    );
    expect(reached.toSorted()).toEqual([name, `${name}-database`]);
    expect(services[name]?.depends_on).toMatchObject({
      [`${name}-database`]: { condition: 'service_healthy' },
    });
    expect(services[`${name}-database`]?.healthcheck.test).toBeDefined();
    expect(services[name]?.healthcheck.test).toBeDefined();
    expect(services[name]?.environment['DATABASE_URL']).toContain(`secret-${name}@${name}-database:5432`);
  });

  test.each([GATEWAY, ...SUBGRAPHS])(
    '%s runs on a root it cannot write to, without any capability',
    (name) => {
      const { read_only, cap_drop, security_opt, user } = services[name] ?? {};
      expect({ read_only, cap_drop, security_opt, user }).toEqual({
        read_only: true,
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
        // The image's own: see below.
        user: undefined,
      });
    },
  );

  test('does not start while a password is missing', async () => {
    const { OSLO_DATABASE_PASSWORD: _missing, ...others } = PASSWORDS;
    await expect(resolved(others)).rejects.toThrow('set OSLO_DATABASE_PASSWORD');
  });
});

test('the image runs as somebody who is not root, and holds everything the programs import', async () => {
  const lines = (await readFile(new URL('Dockerfile', ROOT), 'utf8')).split('\n');
  expect(lines.filter((line) => line.startsWith('USER')).at(-1)).toBe('USER node');
  const copied = lines.flatMap((line) => /^COPY (\w+) \.\/\1$/.exec(line)?.[1] ?? []);
  const programs = ['gateway/main.ts', 'gateway/worker.ts'].concat(
    ['unit', 'inmates', 'measures'].map((name) => `subgraphs/${name}/main.ts`),
  );
  const imported = new Set<string>();
  const follow = async (url: URL): Promise<void> => {
    if (imported.has(url.href)) return;
    imported.add(url.href);
    const text = await readFile(url, 'utf8');
    for (const [, other = ''] of text.matchAll(/from '(\.[^']+\.ts)'/g)) await follow(new URL(other, url));
  };
  for (const program of programs) await follow(new URL(program, ROOT));
  const folders = new Set([...imported].map((href) => href.slice(ROOT.href.length).split('/')[0] ?? ''));
  expect(imported.size).toBeGreaterThan(100);
  expect([...folders].filter((name) => !copied.includes(name))).toEqual([]);
});

/** `docker-compose`, or the plugin `docker compose`; null where neither is installed. */
function findCompose(): readonly string[] | null {
  const installed = ([program = '', ...rest]: readonly string[]) => {
    try {
      execFileSync(program, [...rest, 'version'], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  };
  return [['docker-compose'], ['docker', 'compose']].find(installed) ?? null;
}
