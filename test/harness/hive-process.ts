import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import type { AssertionKey } from '../../schema/access/assertion.ts';

const DIRECTORY = new URL('../hive/', import.meta.url);
const PROGRAM = new URL('node_modules/@graphql-hive/gateway/dist/bin.js', DIRECTORY);
const SUPERGRAPH = new URL('../../schema/supergraph.graphql', import.meta.url);
const START_WITHIN_MS = 60_000;

/** A package of its own: `npm ci --prefix test/hive` installs it. */
export const hiveIsInstalled = existsSync(PROGRAM);

export type HiveProcess = { readonly url: string; readonly pid: number; stop(): Promise<void> };

/**
 * Hive Gateway with its Rust planner, one process, on the committed supergraph and these subgraphs. `sharing`
 * switches everything it has for sharing identical work in flight on or off; without it stands its default.
 */
export async function startHiveProcess(
  urls: Readonly<Record<string, string>>,
  { key, sharing }: { readonly key: AssertionKey; readonly sharing?: 'on' | 'off' },
): Promise<HiveProcess> {
  const port = await freePort();
  const address = ['--host', '127.0.0.1', '--port', String(port)];
  const child = fork(
    PROGRAM,
    ['supergraph', fileURLToPath(SUPERGRAPH), '--hive-router-runtime', ...address],
    {
      // Its `gateway.config.js` is found here.
      cwd: DIRECTORY,
      // Nothing else of the environment goes along: a token in it would switch reporting on.
      env: {
        SUBGRAPH_URLS: JSON.stringify(urls),
        ASSERTION_KEY: JSON.stringify(key),
        NODE_DISABLE_COMPILE_CACHE: '1',
        NODE_ENV: 'production',
        ...(sharing !== undefined && { SHARING: sharing }),
      },
      execArgv: [],
      silent: true,
    },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });

  const url = `http://127.0.0.1:${port}`;
  try {
    await untilReady(url, child);
  } catch (error) {
    await end(child);
    throw new Error(`Hive Gateway did not start:\n${output}`, { cause: error });
  }
  return { url, pid: child.pid ?? 0, stop: () => end(child) };
}

async function untilReady(url: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + START_WITHIN_MS;
  while (Date.now() < deadline) {
    if (hasEnded(child)) throw new Error('it ended');
    const ready = await fetch(`${url}/readiness`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (ready) return;
    await sleep(100);
  }
  throw new Error(`it was not ready within ${START_WITHIN_MS} ms`);
}

async function end(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
