import process from 'node:process';
import { z } from 'zod';
import { LANGUAGE, message } from '../schema/messages.ts';
import { isPublicCode, sentence } from '../schema/public-codes.ts';

/** A command ends with one sentence and a failing exit code. */
export class CommandError extends Error {}

/** Options every command has that speaks with the gateway. */
export const GATEWAY_OPTIONS = { url: { type: 'string' }, port: { type: 'string' } } as const;

export function gatewayUrl({ url, port }: { readonly url?: string; readonly port?: string }): string {
  return url ?? `http://127.0.0.1:${port ?? '4000'}`;
}

export type GatewayRequest = Omit<RequestInit, 'headers'> & {
  readonly headers?: Readonly<Record<string, string>>;
  readonly duplex?: 'half';
};

/** Asks the gateway, with the token of `SAMSYN_TOKEN`; a refusal becomes its sentence in the reader's language. */
export async function askGateway<T>(url: URL, request: GatewayRequest, answer: z.ZodType<T>): Promise<T> {
  const token = process.env['SAMSYN_TOKEN'];
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const headers = { 'accept-language': LANGUAGE, ...request.headers, ...authorization };
  const response = await fetch(url, { ...request, headers }).catch(() => {
    throw new CommandError(message('gatewaySilent', { url: url.origin }));
  });
  const body: unknown = await response.json().catch(() => undefined);
  const read = answer.safeParse(body);
  if (response.ok && read.success) return read.data;
  throw new CommandError(refusalIn(body) ?? message('requestRefused', { status: response.status }));
}

/** Runs a command: what it returns is the exit code, what it throws is printed as a sentence. */
export async function runCommand(work: (commandLine: readonly string[]) => Promise<number>): Promise<void> {
  try {
    process.exitCode = await work(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}

const refused = z.object({ code: z.string(), message: z.string().optional() });
/** What is refused before a question is read is said as GraphQL says it. */
const questionRefused = z
  .object({ errors: z.array(z.object({ message: z.string(), extensions: refused.partial() })).min(1) })
  .transform(({ errors: [first] }) => ({ code: first?.extensions.code, message: first?.message }));

function refusalIn(body: unknown): string | undefined {
  const refusal = z.union([refused, questionRefused]).safeParse(body).data;
  if (refusal?.message !== undefined) return refusal.message;
  return isPublicCode(refusal?.code) ? sentence(refusal.code, LANGUAGE) : undefined;
}
