import { Pool } from 'undici';
import type { Dispatcher } from 'undici';

const CONNECTIONS = 64;
const KEEP_ALIVE_MS = 30_000;

/** The whole text of an answer, whatever its status. */
export type SubgraphText = {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
};

export class DeadlineError extends Error {}

/**
 * Kept-alive connections to one subgraph. Every question of every client goes through here up to fourteen
 * times, so an answer is collected as it comes in: a stream and an abort signal for each cost more than the
 * parsing of what is in it.
 */
export class SubgraphConnection {
  readonly #pool: Pool;

  constructor(url: string) {
    this.#pool = new Pool(new URL(url).origin, {
      connections: CONNECTIONS,
      keepAliveTimeout: KEEP_ALIVE_MS,
    });
  }

  /** Fails with a `DeadlineError` unless the whole answer is here within `deadlineMs`, waiting for a connection included. */
  post(
    path: string,
    options: {
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
      readonly deadlineMs: number;
    },
  ): Promise<SubgraphText> {
    return this.#collect(
      {
        path,
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json', ...options.headers },
        body: options.body,
      },
      options.deadlineMs,
    );
  }

  get(path: string, options: { readonly deadlineMs: number }): Promise<SubgraphText> {
    return this.#collect({ path, method: 'GET' }, options.deadlineMs);
  }

  close(): Promise<void> {
    return this.#pool.destroy();
  }

  #collect(request: Dispatcher.DispatchOptions, deadlineMs: number): Promise<SubgraphText> {
    return new Promise((resolve, reject) => {
      const chunks: Buffer[] = [];
      let status = 0;
      let headers: SubgraphText['headers'] = {};
      let controller: Dispatcher.DispatchController | null = null;
      let late: DeadlineError | null = null;
      const deadline = setTimeout(() => {
        late = new DeadlineError(`no whole answer within ${deadlineMs} ms`);
        reject(late);
        controller?.abort(late);
      }, deadlineMs);
      this.#pool.dispatch(request, {
        onRequestStart: (started) => {
          controller = started;
          if (late !== null) started.abort(late);
        },
        onResponseStart: (_controller, code, received) => {
          status = code;
          headers = received;
        },
        onResponseData: (_controller, chunk) => {
          chunks.push(chunk);
        },
        onResponseEnd: () => {
          clearTimeout(deadline);
          resolve({ status, headers, text: Buffer.concat(chunks).toString('utf8') });
        },
        onResponseError: (_controller, error) => {
          clearTimeout(deadline);
          reject(error);
        },
      });
    });
  }
}
