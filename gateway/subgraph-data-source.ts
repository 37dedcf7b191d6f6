import type { GraphQLDataSource, GraphQLDataSourceProcessOptions } from '@apollo/gateway';
import { BrokenCircuitError, circuitBreaker, ConsecutiveBreaker, handleWhen } from 'cockatiel';
import type { FastifyBaseLogger } from 'fastify';
import { GraphQLError } from 'graphql';
import { z } from 'zod';
import { ASSERTION_HEADER } from '../schema/access/assertion.ts';
import type { AssertionSigner } from '../schema/access/assertion.ts';
import { isPublicCode, sentence } from '../schema/public-codes.ts';
import type { PublicCode } from '../schema/public-codes.ts';
import { findUnit, INMATES_SUBGRAPH, MEASURES_SUBGRAPH } from '../schema/units.ts';
import { WATERMARK_HEADER } from '../schema/watermark.ts';
import { GoneError } from '../schema/when-gone.ts';
import type { GatewayContext } from './gateway-context.ts';
import { DeadlineError, SubgraphConnection, TooLargeError } from './subgraph-connection.ts';
import type { SubgraphText } from './subgraph-connection.ts';
import { readReceived } from './received.ts';
import type { Received } from './received.ts';

type Options = {
  readonly name: string;
  readonly url: string;
  readonly deadlineMs: number;
  /** Longest answer taken. */
  readonly answerBytes: number;
  /** Vouches for who asks. */
  readonly sign: AssertionSigner;
  readonly log: FastifyBaseLogger;
};
type ProcessOptions = GraphQLDataSourceProcessOptions<GatewayContext>;
type Answer = Awaited<ReturnType<GraphQLDataSource<GatewayContext>['process']>>;

const practiceAnswer = z.object({
  _entities: z.array(z.object({ answeredBy: z.string(), state: z.string(), failure: z.null() })),
});
const READY_WITHIN_MS = 2000;
/** Clients that leave say nothing about the subgraph. */
const otherThanGone = handleWhen((error) => !(error instanceof GoneError));

/** A subgraph that could not be used, and the public code for it. */
class SubgraphFailure extends Error {
  readonly code: PublicCode;
  constructor(code: PublicCode, cause: unknown) {
    super(`subgraph failed: ${code}`, { cause });
    this.code = code;
  }
}

/**
 * Asks one subgraph over kept-alive connections, within a deadline, behind a breaker. When a part of a
 * practice answer fails it answers in the subgraph's place with an entity that says why, so that the
 * reason reaches `coverage`; every other failure is an error with a public code.
 */
export class SubgraphDataSource implements GraphQLDataSource<GatewayContext> {
  readonly #options: Options;
  readonly #connection: SubgraphConnection;
  readonly #breaker = circuitBreaker(otherThanGone, {
    halfOpenAfter: 1000,
    breaker: new ConsecutiveBreaker(5),
  });

  constructor(options: Options) {
    this.#options = options;
    this.#connection = new SubgraphConnection(options.url);
  }

  async process(options: ProcessOptions): Promise<Answer> {
    if (options.context['planOnly'] === true) return { data: null };
    basisOf(options)?.fetchBegun();
    if (findUnit(this.#options.name) !== undefined) lookOf(options)?.at(this.#options.name);
    try {
      const received = await this.#breaker.execute(() => this.#ask(options));
      return this.#publicAnswer(options, received);
    } catch (error) {
      const failure = this.#failureOf(error);
      this.#options.log.warn(
        { subgraph: this.#options.name, code: failure.code, err: failure.cause },
        'subgraph failed',
      );
      return this.#inPlaceOf(options, failure.code);
    }
  }

  async isReady(): Promise<boolean> {
    try {
      const { status } = await this.#connection.get('/ready', { deadlineMs: READY_WITHIN_MS });
      return status === 200;
    } catch {
      return false;
    }
  }

  async close(): Promise<void> {
    await this.#connection.close();
  }

  async #ask({ request, context }: ProcessOptions): Promise<Received> {
    const { query, variables, operationName } = request;
    const { status, headers, text } = await this.#post(
      JSON.stringify({ query, variables, operationName }),
      context as GatewayContext,
    );
    if (status >= 500) throw new SubgraphFailure(this.#code('UNAVAILABLE'), `status ${status}`);
    const received = readReceived(text, headers[WATERMARK_HEADER]);
    if (received === null) throw new SubgraphFailure(this.#code('INVALID_ANSWER'), `status ${status}`);
    return received;
  }

  async #post(body: string, { asserted, gone, inFlight }: GatewayContext): Promise<SubgraphText> {
    const post = async () =>
      this.#connection.post('/graphql', {
        headers: { [ASSERTION_HEADER]: await this.#options.sign(asserted) },
        body,
        deadlineMs: this.#options.deadlineMs,
        answerBytes: this.#options.answerBytes,
        gone,
      });
    if (inFlight === undefined) return post();
    const question = JSON.stringify([this.#options.name, asserted, body]);
    const answered = inFlight.get(question) ?? post().finally(() => inFlight.delete(question));
    inFlight.set(question, answered);
    return answered;
  }

  /** Hosts, SQL and stacks in a subgraph's errors stay here; the code and the path go on. */
  #publicAnswer(options: ProcessOptions, received: Received): Answer {
    if (received.errors === undefined || received.errors.length === 0) {
      const unusable = practiceTypes(options) !== null && !practiceAnswer.safeParse(received.data).success;
      if (unusable) return this.#inPlaceOf(options, this.#code('INVALID_ANSWER'));
      basisOf(options)?.fetchAnswered(this.#options.name, received.watermark);
      return { data: received.data ?? null };
    }
    const codes = received.errors.map(({ extensions }) => extensions?.['code']);
    const first = codes.find(isPublicCode) ?? 'INTERNAL_ERROR';
    if (practiceTypes(options) !== null) {
      return this.#inPlaceOf(options, first === 'INTERNAL_ERROR' ? this.#code('INVALID_ANSWER') : first);
    }
    return {
      data: received.data ?? null,
      errors: received.errors.map(({ path, extensions }) => {
        const code = isPublicCode(extensions?.['code']) ? extensions['code'] : 'INTERNAL_ERROR';
        return publicFailure(code, path === undefined ? undefined : [...path]);
      }),
    };
  }

  #inPlaceOf(options: ProcessOptions, code: PublicCode): Answer {
    const types = practiceTypes(options);
    if (types === null) return { data: null, errors: [publicFailure(code)] };
    // The name goes along, since the planner passes on no type names.
    const failure = `${this.#options.name}:${code}`;
    // Every required field must be there: with one left out the whole entity would come back empty.
    return {
      data: {
        _entities: types.map((__typename) => ({ __typename, answeredBy: null, state: null, failure })),
      },
    };
  }

  #failureOf(error: unknown): SubgraphFailure {
    if (error instanceof SubgraphFailure) return error;
    if (error instanceof BrokenCircuitError)
      return new SubgraphFailure(this.#code('UNAVAILABLE'), 'breaker open');
    if (error instanceof TooLargeError) return new SubgraphFailure('ANSWER_TOO_LARGE', error);
    const reason = error instanceof DeadlineError ? 'TIMEOUT' : 'UNAVAILABLE';
    return new SubgraphFailure(this.#code(reason), error);
  }

  #code(reason: 'UNAVAILABLE' | 'TIMEOUT' | 'INVALID_ANSWER'): PublicCode {
    if (this.#options.name === MEASURES_SUBGRAPH) return 'MEASURES_UNAVAILABLE';
    return this.#options.name === INMATES_SUBGRAPH ? `INMATES_${reason}` : `UNIT_${reason}`;
  }
}

function basisOf({ context }: ProcessOptions): GatewayContext['basis'] | undefined {
  return (context as Partial<GatewayContext>).basis;
}

function lookOf({ context }: ProcessOptions): GatewayContext['look'] | undefined {
  return (context as Partial<GatewayContext>).look;
}

/** The types of the practice entities a fetch asks for; null when it asks for anything else. */
function practiceTypes({ request: { variables } }: ProcessOptions): readonly string[] | null {
  // The executor made them: there is nothing to validate, and a page of records has hundreds.
  const asked = (variables?.['representations'] ?? []) as readonly { readonly __typename: string }[];
  if (!asked[0]?.__typename.endsWith('Practice')) return null;
  const types = asked.map(({ __typename }) => __typename);
  return types.every((type) => type.endsWith('Practice') && type !== 'Practice') ? types : null;
}

function publicFailure(code: PublicCode, path?: (string | number)[]): GraphQLError {
  const error = new GraphQLError(sentence(code, 'nb'), { extensions: { code } });
  return path === undefined ? error : Object.assign(error, { path });
}
