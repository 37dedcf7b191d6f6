import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyBaseLogger } from 'fastify';
import type { Database } from '../../database/database.ts';
import { isPublicCode } from '../../schema/public-codes.ts';
import type { PublicCode } from '../../schema/public-codes.ts';
import type { Assertion } from '../../schema/access/assertion.ts';
import { orderDone } from '../../schema/records/person-order.ts';
import type { OwnerOrder, PersonStep } from '../../schema/records/person-order.ts';
import { withdrawExports } from '../exports/jobs.ts';
import type { Subgraphs } from '../import/import-job.ts';
import { OwnerUnavailable, postToOwner, vouchFor } from '../import/owner-requests.ts';
import { claimNext, noteDone, noteFailure, ownersWaitedFor, readWaiting } from './order-queue.ts';

export type Orders = Subgraphs & { readonly database: Database; readonly log: FastifyBaseLogger };
export type Outcome =
  | { readonly ok: true; readonly tombstone: string; readonly counts: Readonly<Record<string, number>> }
  | { readonly ok: false; readonly code: PublicCode };

const RETRY_EVERY_MS = 5000;
const LOOK_AGAIN_MS = 200;

/** Asks one owner to do, or to check, what is ordered. */
export async function askOwner(
  { urls, sign }: Subgraphs,
  order: {
    readonly owner: string;
    readonly step: PersonStep;
    readonly asked: OwnerOrder;
    readonly asserted: Assertion;
  },
): Promise<Outcome> {
  const url = new URL(`/persons/${order.step}`, urls[order.owner]);
  const request = { body: JSON.stringify(order.asked), vouch: vouchFor(sign, order.asserted) };
  try {
    const answer = await postToOwner(url, request, orderDone);
    if (answer.ok) return { ok: true, ...answer.value };
    return { ok: false, code: isPublicCode(answer.code) ? answer.code : 'UNIT_UNAVAILABLE' };
  } catch (error) {
    if (error instanceof OwnerUnavailable) return { ok: false, code: 'UNIT_UNAVAILABLE' };
    throw error;
  }
}

/** Has an owner do what waits for it, up to this order, and tells what came of it. */
export async function carryOut(orders: Orders, owner: string, id: number): Promise<Outcome> {
  for (;;) {
    const outcome = (await workOff(orders, owner)).get(id);
    if (outcome !== undefined) return outcome;
    const waiting = await readWaiting(orders.database, id);
    if (waiting === null) return { ok: true, tombstone: '', counts: {} };
    // One before it failed; or another process is at it.
    if (!waiting.claimed) return { ok: false, code: 'UNIT_UNAVAILABLE' };
    await sleep(LOOK_AGAIN_MS);
  }
}

/** Tries again and again what owners have not done, also what was ordered before this process began. */
export function keepTrying(orders: Orders): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const { signal } = stopping;
  const trying = (async () => {
    while (!signal.aborted) {
      try {
        const owners = await ownersWaitedFor(orders.database);
        await Promise.all(owners.map((owner) => workOff(orders, owner)));
      } catch (error) {
        if (!signal.aborted) orders.log.warn({ err: error }, 'orders about persons wait');
      }
      await sleep(RETRY_EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  })();
  return {
    stop: async () => {
      stopping.abort();
      await trying;
    },
  };
}

/** Has an owner do what waits for it, oldest first, up to the first that fails. */
async function workOff(orders: Orders, owner: string): Promise<ReadonlyMap<number, Outcome>> {
  const { database, log } = orders;
  const outcomes = new Map<number, Outcome>();
  for (;;) {
    const next = await claimNext(database, owner);
    if (next === null) return outcomes;
    const about = { subgraph: owner, order: next.id, step: next.step };
    const outcome = await askOwner(orders, { owner, ...next });
    outcomes.set(next.id, outcome);
    if (!outcome.ok) {
      await noteFailure(database, next.id, outcome.code);
      // Once: it is tried every few seconds.
      if (next.failure !== outcome.code)
        log.warn({ ...about, code: outcome.code }, 'order about a person waits');
      return outcomes;
    }
    // Those begun before the owner did it may hold the person.
    if (next.step !== 'unblock') await withdrawExports(database, { check: false });
    await noteDone(database, next.id);
    if (next.failure !== null) log.info(about, 'order about a person done');
  }
}
