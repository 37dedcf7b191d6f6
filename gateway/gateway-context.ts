import type { Look } from '../database/access-log/look.ts';
import type { Assertion } from '../schema/access/assertion.ts';
import type { AnswerBasis } from './answers/answer-basis.ts';
import type { SubgraphText } from './subgraph-connection.ts';

/** What a request carries to the subgraphs. */
export type GatewayContext = {
  readonly language: 'nb' | 'en';
  /** True while plans are made ahead of the first question: nothing is fetched. */
  readonly planOnly: boolean;
  /** Gathers what the answer rests on. */
  readonly basis: AnswerBasis;
  /** Told before the answer to a mutation goes out. */
  readonly onWrite: () => void;
  /** Aborts when nobody waits for the answer any more. */
  readonly gone: AbortSignal;
  /** Who asks and what for; the subgraphs get it signed. */
  readonly asserted: Assertion;
  /** What the answer shows, for the access log. */
  readonly look: Look;
  /** Questions that are being answered, for those of a caller who asks several at once; whoever else asks asks anew. */
  readonly inFlight?: Map<string, Promise<SubgraphText>>;
};
