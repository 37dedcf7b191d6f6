import { z } from 'zod';
import { message } from '../schema/messages.ts';
import { TARGET_NAMES } from '../schema/records/targets.ts';
import type { Target } from '../schema/records/targets.ts';
import { postToGateway } from './gateway-request.ts';
import { StartError } from './start-error.ts';
import type { Item } from './synthetic/items.ts';

const LINES_PER_REQUEST = 1500;
/** Requests under way at a time; more would only wait for one another in the units. */
const AT_A_TIME = 2;
/** HTTP status. */
const UNAVAILABLE = 503;

const importSums = z.object({
  read: z.number(),
  accepted: z.number(),
  quarantined: z.number(),
  undelivered: z.number(),
  undeliveredTo: z.array(z.string()),
  reasons: z.record(z.string(), z.number()),
});
export type ImportSums = z.infer<typeof importSums>;

type Sending = {
  readonly gateway: string;
  readonly source: string;
  /** Up to when the source is complete, RFC 3339. */
  readonly through: string;
  readonly token?: string | undefined;
  readonly signal: AbortSignal;
};

/**
 * Sends the records to the gateway, many to a request, and tells where the rows of each target ended. That the source
 * is complete is said when all have come.
 */
export async function sendRecords(
  items: Iterable<Item>,
  sending: Sending,
): Promise<ReadonlyMap<Target, ImportSums>> {
  const sums = new Map<Target, ImportSums>();
  const waiting = new Map<Target, string[]>();
  const underWay = new Set<Promise<void>>();
  const flush = async (target: Target): Promise<void> => {
    const lines = waiting.get(target) ?? [];
    waiting.set(target, []);
    const request = send(target, lines, sending).then((answer) => {
      sums.set(target, addUp(sums.get(target), answer));
      underWay.delete(request);
    });
    underWay.add(request);
    if (underWay.size >= AT_A_TIME) await Promise.race(underWay);
  };
  try {
    for (const item of items) {
      if (item.kind !== 'RECORD') continue;
      const lines = waiting.get(item.target) ?? [];
      waiting.set(item.target, lines);
      lines.push(JSON.stringify(item.record));
      if (lines.length >= LINES_PER_REQUEST) await flush(item.target);
    }
    for (const [target, lines] of waiting) if (lines.length > 0) await flush(target);
    await Promise.all(underWay);
    const silent = new Set([...sums.values()].flatMap(({ undeliveredTo }) => undeliveredTo));
    for (const target of TARGET_NAMES) await declare(target, silent, sending);
  } finally {
    // One request failed; what the others answer is no longer of use.
    await Promise.allSettled(underWay);
  }
  return sums;
}

/** Units that took no records are told of with the sums, and have not declared anything. */
async function declare(target: Target, silent: ReadonlySet<string>, sending: Sending): Promise<void> {
  const { undeliveredTo } = await send(target, [], { ...sending, headers: { 'x-through': sending.through } });
  if (undeliveredTo.some((unit) => !silent.has(unit)))
    throw new StartError(message('syntheticRefused', { target, status: UNAVAILABLE }));
}

async function send(
  target: Target,
  lines: readonly string[],
  sending: Sending & { readonly headers?: Readonly<Record<string, string>> },
): Promise<ImportSums> {
  const { gateway, source, token, signal } = sending;
  const headers = {
    'content-type': 'application/x-ndjson',
    'x-source': source,
    'x-file': `${source}.ndjson`,
    ...sending.headers,
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  };
  const body = lines.map((line) => `${line}\n`).join('');
  const answer = await postToGateway(`${gateway}/import/${target}`, headers, body, signal);
  const read = importSums.safeParse(answer.body);
  if (!answer.ok || !read.success) {
    throw new StartError(message('syntheticRefused', { target, status: answer.status }));
  }
  return read.data;
}

function addUp(before: ImportSums | undefined, more: ImportSums): ImportSums {
  if (before === undefined) return more;
  const reasons = { ...before.reasons };
  for (const [reason, count] of Object.entries(more.reasons))
    reasons[reason] = (reasons[reason] ?? 0) + count;
  return {
    read: before.read + more.read,
    accepted: before.accepted + more.accepted,
    quarantined: before.quarantined + more.quarantined,
    undelivered: before.undelivered + more.undelivered,
    undeliveredTo: [...new Set([...before.undeliveredTo, ...more.undeliveredTo])],
    reasons,
  };
}
