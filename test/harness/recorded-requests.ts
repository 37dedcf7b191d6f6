import diagnostics from 'node:diagnostics_channel';
import { z } from 'zod';

const created = z.object({ request: z.object({ origin: z.coerce.string(), path: z.string() }) });

/** Requests this process sent since the last look, as `oslo /graphql`, each with how often. */
export type RecordedRequests = { take(): Readonly<Record<string, number>>; stop(): void };

/** Records at the HTTP client itself, so that nothing stands between the gateway and its subgraphs. */
export function recordRequests(urls: Readonly<Record<string, string>>): RecordedRequests {
  const names = new Map(Object.entries(urls).map(([name, url]) => [new URL(url).origin, name]));
  let counts: Record<string, number> = {};
  const record = (message: unknown) => {
    const { origin, path } = created.parse(message).request;
    const name = names.get(origin);
    if (name === undefined) return;
    counts[`${name} ${path}`] = (counts[`${name} ${path}`] ?? 0) + 1;
  };
  diagnostics.subscribe('undici:request:create', record);
  return {
    take: () => {
      const taken = counts;
      counts = {};
      return taken;
    },
    stop: () => diagnostics.unsubscribe('undici:request:create', record),
  };
}
