import { request } from 'undici';
import type { z } from 'zod';
import { ASSERTION_HEADER } from '../../schema/access/assertion.ts';
import type { Assertion, AssertionSigner } from '../../schema/access/assertion.ts';

const DEADLINE_MS = 120_000;

/** An owner's answer was not one: it is down, too slow, or does not keep the contract. */
export class OwnerUnavailable extends Error {}

type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly code: string };

/** The header that tells a subgraph for whom it is asked; made anew for each request, since it is short-lived. */
export type Vouch = () => Promise<Readonly<Record<string, string>>>;

export function vouchFor(sign: AssertionSigner, asserted: Assertion): Vouch {
  return async () => ({ [ASSERTION_HEADER]: await sign(asserted) });
}

/** Posts to the subgraph that owns what is asked about. Never repeated by itself. */
export async function postToOwner<T>(
  url: URL,
  { body, vouch }: { readonly body: string | Uint8Array; readonly vouch: Vouch },
  answer: z.ZodType<T>,
): Promise<Answer<T>> {
  const headers = { 'content-type': 'application/json', ...(await vouch()) };
  return askOwner(url, { method: 'POST', headers, body }, answer);
}

export async function getFromOwner<T>(url: URL, vouch: Vouch, answer: z.ZodType<T>): Promise<Answer<T>> {
  return askOwner(url, { method: 'GET', headers: await vouch() }, answer);
}

async function askOwner<T>(
  url: URL,
  asked: { method: 'GET' | 'POST'; headers: Record<string, string>; body?: string | Uint8Array },
  answer: z.ZodType<T>,
): Promise<Answer<T>> {
  try {
    const response = await request(url, { ...asked, signal: AbortSignal.timeout(DEADLINE_MS) });
    const value: unknown = await response.body.json();
    if (response.statusCode === 200) return { ok: true, value: answer.parse(value) };
    const code = typeof value === 'object' && value !== null && 'code' in value ? String(value.code) : '';
    if (response.statusCode < 500 && code !== '') return { ok: false, code };
    throw new Error(`status ${response.statusCode}`);
  } catch (error) {
    throw new OwnerUnavailable(`${url.pathname} was not answered`, { cause: error });
  }
}
