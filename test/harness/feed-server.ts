import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ASSERTION_HEADER } from '../../schema/access/assertion.ts';
import { testTrust } from './access.ts';
import { deviationNotice } from '../../schema/deviations/feed.ts';
import type { DeviationNotice } from '../../schema/deviations/feed.ts';

/** A unit's feed of deviations over real HTTP, whose notices a test writes itself. */
export type FeedServer = {
  readonly url: string;
  /** Every request, as path and for whom the gateway asks. */
  readonly asked: { readonly path: string; readonly subject: string | undefined }[];
  /** Adds a notice with the next sequence; what is not given is as in an exclusion nobody reassessed. */
  tell(part?: Partial<DeviationNotice>): DeviationNotice;
  /** Refuses with status 500 while down. */
  down: boolean;
  /** What is done before a page is given. */
  beforePage: (after: number) => Promise<void>;
  /** Most notices of a page, whatever was asked for. */
  largestPage: number;
  judgedAt: string;
  declared: Record<string, string | null>;
  /** Parts of the page that are given otherwise. */
  alter: object;
  close(): Promise<void>;
};

const RECORD = '7d0b5d0e-0000-4000-8000-000000000001';

export async function startFeedServer(): Promise<FeedServer> {
  const notices: DeviationNotice[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '/', 'http://unit');
    const asserted = await testTrust.verifyAssertion(String(request.headers[ASSERTION_HEADER]));
    feed.asked.push({ path: `${url.pathname}${url.search}`, subject: asserted?.viewers[0]?.subject });
    if (feed.down || url.pathname !== '/deviations') {
      response.writeHead(feed.down ? 500 : 404).end('select secret from nowhere');
      return;
    }
    const after = Number(url.searchParams.get('after'));
    await feed.beforePage(after);
    const first = Math.min(Number(url.searchParams.get('first')), feed.largestPage);
    const following = notices.filter(({ sequence }) => sequence > after);
    const page = following.slice(0, first);
    response.writeHead(200, { 'content-type': 'application/json' }).end(
      JSON.stringify({
        notices: page,
        next: page.at(-1)?.sequence ?? after,
        more: following.length > page.length,
        judgedAt: feed.judgedAt,
        declared: feed.declared,
        ...feed.alter,
      }),
    );
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const feed: FeedServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: [],
    tell: (part = {}) => {
      const { rule = 'EXCLUSION_REASSESSED', record = RECORD, occurrence = 1 } = part;
      const notice = deviationNotice.parse({
        id: `${rule}:${record}:${occurrence}`,
        rule,
        record,
        target: 'measures',
        occurrence,
        ruleSet: 'r1',
        facility: 'Avdeling A',
        kind: 'EXCLUSION',
        means: 'EXCLUSION',
        startedOn: '2025-03-01',
        dueAt: '2025-03-08T10:00:00.000Z',
        metAt: null,
        state: 'BROKEN',
        seenAt: '2025-03-08T10:05:00.000Z',
        ...part,
        sequence: notices.length + 1,
      });
      notices.push(notice);
      return notice;
    },
    down: false,
    beforePage: async () => undefined,
    alter: {},
    largestPage: 1000,
    judgedAt: '2025-06-01T00:00:00.000Z',
    declared: {},
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
  return feed;
}
