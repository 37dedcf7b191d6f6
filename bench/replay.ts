import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { parentPort, workerData } from 'node:worker_threads';
import { request } from 'undici';
import { ASSERTION_HEADER, assertionSigner } from '../schema/access/assertion.ts';
import { ANYBODY } from '../test/harness/anybody.ts';
import { benchAccess } from './access.ts';

/**
 * Stands before the subgraphs and answers from memory what it has seen answered before, so that what is
 * measured is the gateway and not fourteen programs and a database beside it on the same processor.
 */
const sign = assertionSigner(benchAccess.assertionKey);
const replayed: Record<string, string> = {};
for (const [name, url] of Object.entries(workerData as Record<string, string>)) {
  const answers = new Map<string, Promise<string>>();
  const server = createServer(async (asked, reply) => {
    const body = await text(asked);
    const answer = answers.get(body) ?? forward(url, body);
    answers.set(body, answer);
    const given = await answer;
    reply.setHeader('content-type', 'application/json; charset=utf-8');
    reply.setHeader('content-length', Buffer.byteLength(given));
    reply.end(given);
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((listening) => {
    server.listen(0, '127.0.0.1', listening);
  });
  replayed[name] = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
parentPort?.postMessage(replayed);

async function forward(url: string, body: string): Promise<string> {
  const answer = await request(`${url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      [ASSERTION_HEADER]: await sign(ANYBODY),
    },
    body,
  });
  return answer.body.text();
}
