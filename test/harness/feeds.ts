import { asController } from './access.ts';
import type { Federation } from './federation.ts';

/** A feed as an analyst's tool fetches it. */
export async function getFeed(
  { url }: Pick<Federation, 'url'>,
  path: string,
  headers: Record<string, string> = asController,
) {
  const response = await fetch(`${url}/feeds/${path}`, { headers });
  const bytes = Buffer.from(await response.arrayBuffer());
  return { status: response.status, headers: response.headers, bytes, text: bytes.toString('utf8') };
}
