import { StartError } from './start-error.ts';
import { message } from '../schema/messages.ts';

/** Sends the text to the gateway. An answer that is no JSON has no body. */
export async function postToGateway(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  signal: AbortSignal,
): Promise<{ readonly ok: boolean; readonly status: number; readonly body: unknown }> {
  const answer = await fetch(url, { method: 'POST', headers, body, signal }).catch(() => {
    throw new StartError(message('gatewaySilent', { url }));
  });
  return { ok: answer.ok, status: answer.status, body: await answer.json().catch(() => undefined) };
}
