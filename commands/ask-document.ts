import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { message } from '../schema/messages.ts';
import { askGateway, CommandError } from './gateway-client.ts';

/** One of the trusted documents, whole or not at all: an error is told in its own words. */
export async function askDocument<T>(
  gateway: string,
  asked: { readonly name: string; readonly variables: object; readonly data: z.ZodType<T> },
): Promise<T> {
  const query = readFileSync(new URL(`../schema/operations/${asked.name}.graphql`, import.meta.url), 'utf8');
  const { data, errors } = await askGateway(
    new URL('/graphql', gateway),
    {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables: asked.variables }),
    },
    z.object({ data: z.unknown(), errors: z.array(z.object({ message: z.string() })).optional() }),
  );
  const [error] = errors ?? [];
  if (error !== undefined) throw new CommandError(message('questionRefused', { message: error.message }));
  const read = asked.data.safeParse(data);
  if (!read.success) throw new CommandError(message('answerNotUnderstood', { status: 200 }));
  return read.data;
}
