import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A request or an answer on its way; the status is 0 in a request. */
export type Message = {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly status: number;
};

/** What is done to every request on its way in, and to every answer on its way out. */
export type Alteration = {
  readonly request?: (message: Message) => Message | Promise<Message>;
  readonly answer?: (answer: Message, request: Message) => Message | Promise<Message>;
};

export type Proxy = { readonly url: string; close(): Promise<void> };

/** Stands before a server and alters what passes. */
export async function startProxy(target: string, { request, answer }: Alteration): Promise<Proxy> {
  const pass = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const asked: Message = {
      method: incoming.method ?? 'GET',
      path: incoming.url ?? '/',
      headers: passedOn(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)])),
      body: await text(incoming),
      status: 0,
    };
    const { method, path, headers, body } = (await request?.(asked)) ?? asked;
    const response = await fetch(new URL(path, target), {
      method,
      headers,
      ...(method !== 'GET' && { body }),
    });
    const answered: Message = {
      ...asked,
      headers: passedOn([...response.headers]),
      body: await response.text(),
      status: response.status,
    };
    const given = (await answer?.(answered, asked)) ?? answered;
    outgoing.writeHead(given.status, given.headers).end(given.body);
  };
  const server = createServer((incoming, outgoing) => {
    // An alteration that fails is a fault of the test: it is told at once, where it would hang otherwise.
    pass(incoming, outgoing).catch((error: unknown) => {
      outgoing.writeHead(500).end(`the alteration failed: ${String(error)}`);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Headers of the connection are the proxy's own, and the length changes with the body. */
function passedOn(headers: readonly (readonly [string, string])[]): Record<string, string> {
  const own = new Set(['host', 'connection', 'keep-alive', 'content-length', 'transfer-encoding', 'expect']);
  return Object.fromEntries(headers.filter(([name]) => !own.has(name)));
}
