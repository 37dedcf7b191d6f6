import { Pool } from 'undici';
import type { Dispatcher } from 'undici';
import { GoneError } from '../schema/when-gone.ts';

const CONNECTIONS = 64;
const KEEP_ALIVE_MS = 30_000;

/** The whole text of an answer, whatever its status. */
export type SubgraphText = {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
};

export class DeadlineError extends Error {}
export class TooLargeError extends Error {}

type Bounds = {
  readonly deadlineMs: number;
  readonly answerBytes?: number;
  /** Aborts when nobody waits for the answer any more: the subgraph sees it, and stops. */
  readonly gone?: AbortSignal;
};

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

  /**
   * Fails with a `DeadlineError` unless the whole answer is here within `deadlineMs`, waiting for a connection
   * included, and with a `TooLargeError` once it is longer than `answerBytes`.
   */
  post(
    path: string,
    options: {
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
    } & Bounds,
  ): Promise<SubgraphText> {
    return this.#collect(
      {
        path,
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json', ...options.headers },
        body: options.body,
      },
      options,
    );
  }

  get(path: string, options: Bounds): Promise<SubgraphText> {
    return this.#collect({ path, method: 'GET' }, options);
  }

  close(): Promise<void> {
    return this.#pool.destroy();
  }

  #collect(
    request: Dispatcher.DispatchOptions,
    { deadlineMs, answerBytes = Infinity, gone }: Bounds,
  ): Promise<SubgraphText> {
    return new Promise((resolve, reject) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      let status = 0;
      let headers: SubgraphText['headers'] = {};
      let controller: Dispatcher.DispatchController | null = null;
      let ended: DeadlineError | GoneError | null = null;
      const end = (error: DeadlineError | GoneError) => {
        ended = error;
        settle();
        reject(error);
        controller?.abort(error);
      };
      const leave = () => end(new GoneError());
      const deadline = setTimeout(
        () => end(new DeadlineError(`no whole answer within ${deadlineMs} ms`)),
        deadlineMs,
      );
      const settle = () => {
        clearTimeout(deadline);
        gone?.removeEventListener('abort', leave);
      };
      gone?.addEventListener('abort', leave, { once: true });
      if (gone?.aborted === true) {
        leave();
        return;
      }
      this.#pool.dispatch(request, {
        onRequestStart: (started) => {
          controller = started;
          if (ended !== null) started.abort(ended);
        },
        onResponseStart: (_controller, code, received) => {
          status = code;
          headers = received;
        },
        onResponseData: (receiving, chunk) => {
          chunks.push(chunk);
          bytes += chunk.byteLength;
          if (bytes > answerBytes) receiving.abort(new TooLargeError(`more than ${answerBytes} bytes`));
        },
        onResponseEnd: () => {
          settle();
          resolve({ status, headers, text: Buffer.concat(chunks).toString('utf8') });
        },
        onResponseError: (_controller, error) => {
          settle();
          reject(error);
        },
      });
    });
  }
}
