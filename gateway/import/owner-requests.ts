import { request } from 'undici';
import type { z } from 'zod';

const DEADLINE_MS = 120_000;

/** An owner's answer was not one: it is down, too slow, or does not keep the contract. */
export class OwnerUnavailable extends Error {}

type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly code: string };

/** Posts to the subgraph that owns what is asked about. Never repeated by itself. */
export function postToOwner<T>(url: URL, body: string, answer: z.ZodType<T>): Promise<Answer<T>> {
  return askOwner(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body }, answer);
}

export function getFromOwner<T>(
  url: URL,
  answer: z.ZodType<T>,
  headers: Record<string, string> = {},
): Promise<Answer<T>> {
  return askOwner(url, { method: 'GET', headers }, answer);
}

async function askOwner<T>(
  url: URL,
  asked: { method: 'GET' | 'POST'; headers?: Record<string, string>; body?: string },
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
