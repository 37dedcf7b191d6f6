import type { FastifyInstance } from 'fastify';
import { randomUUID } from 'node:crypto';
import { request } from 'undici';
import { z } from 'zod';
import { rowOutcome } from '../../schema/records/delivery.ts';
import { quarantinedRow, quarantineStep } from '../../schema/records/quarantine.ts';
import { findUnit, MEASURES_SUBGRAPH } from '../../schema/units.ts';
import type { Subgraphs } from './import-job.ts';
import { postToOwner, vouchFor } from './owner-requests.ts';
import type { Vouch } from './owner-requests.ts';

const DEADLINE_MS = 30_000;

/**
 * Quarantine over all owners: `GET /import/quarantine/{owner}` lists, `POST
 * /import/quarantine/{owner}/{id}/correct|release|reject` acts. The owner is a unit, `inmates`, or
 * `measures` for rows that name no unit; such a row is released to the unit its correction names.
 */
export function registerQuarantine(app: FastifyInstance, { urls, sign }: Subgraphs): void {
  type Row = { Params: { owner: string; id: string; step: string } };

  app.get<{ Params: { owner: string }; Querystring: Record<string, string> }>(
    '/import/quarantine/:owner',
    { config: { needs: 'ANY_QUARANTINE' } },
    async (asked, reply) => {
      const base = urls[asked.params.owner];
      if (base === undefined) return reply.code(404).send({ code: 'UNKNOWN_UNIT' });
      const url = new URL('/quarantine', base);
      url.search = new URLSearchParams(asked.query).toString();
      return pass(reply, await forward(url, 'GET', vouchFor(sign, asked.asserted)));
    },
  );

  app.post<Row>(
    '/import/quarantine/:owner/:id/:step',
    { config: { needs: 'ANY_QUARANTINE' } },
    async (asked, reply) => {
      const { owner, id, step } = asked.params;
      const base = urls[owner];
      if (base === undefined) return reply.code(404).send({ code: 'UNKNOWN_UNIT' });
      const url = new URL(`/quarantine/${encodeURIComponent(id)}/${encodeURIComponent(step)}`, base);
      const vouch = vouchFor(sign, asked.asserted);
      if (owner !== MEASURES_SUBGRAPH || step !== 'release')
        return pass(reply, await forward(url, 'POST', vouch, asked.body));
      return pass(reply, await releaseToUnit({ urls, id, body: asked.body, url, vouch }));
    },
  );
}

type Answer = { readonly status: number; readonly body: unknown };

/** The row goes to its unit first: stopped in between, it waits on, and released again it adds nothing. */
async function releaseToUnit(options: {
  urls: Readonly<Record<string, string>>;
  id: string;
  body: unknown;
  url: URL;
  vouch: Vouch;
}): Promise<Answer> {
  const { urls, id, body, url, vouch } = options;
  const found = await forward(new URL(`/quarantine/${encodeURIComponent(id)}`, url), 'GET', vouch);
  if (found.status !== 200) return found;
  const row = quarantinedRow.parse(found.body);
  if (row.status !== 'WAITING' && row.status !== 'CORRECTED')
    return { status: 409, body: { code: 'QUARANTINE_CLOSED' } };
  const step = quarantineStep.safeParse(body ?? {});
  const corrected = step.data?.record ?? row.corrected;
  const { unit, ...record } = z.record(z.string(), z.unknown()).catch({}).parse(corrected);
  if (typeof unit !== 'string' || findUnit(unit) === undefined)
    return { status: 409, body: { code: 'UNKNOWN_UNIT' } };
  const { target, source, file, original } = row;
  const rows = [{ row: row.row, original, record }];
  const delivery = JSON.stringify({ importId: randomUUID(), file, source, rows });
  const delivered = await postToOwner(
    new URL(`/records/${target}`, urls[unit]),
    { body: delivery, vouch },
    z.array(rowOutcome),
  );
  if (!delivered.ok) return { status: 409, body: { code: delivered.code } };
  await forward(url, 'POST', vouch, body);
  return { status: 200, body: { outcome: delivered.value[0] ?? null } };
}

async function forward(url: URL, method: 'GET' | 'POST', vouch: Vouch, body?: unknown): Promise<Answer> {
  try {
    const response = await request(url, {
      method,
      headers: { 'content-type': 'application/json', ...(await vouch()) },
      body: method === 'GET' ? null : JSON.stringify(body ?? {}),
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
    return { status: response.statusCode, body: await response.body.json() };
  } catch {
    return { status: 503, body: { code: 'UNIT_UNAVAILABLE' } };
  }
}

function pass(reply: { code(status: number): { send(body: unknown): unknown } }, { status, body }: Answer) {
  return reply.code(status).send(status >= 500 ? { code: 'UNIT_UNAVAILABLE' } : body);
}
