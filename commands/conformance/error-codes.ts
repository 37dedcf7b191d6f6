import { isPublicCode } from '../../schema/public-codes.ts';
import type { GraphqlAnswer } from './unit-client.ts';
import { parseJson } from './unit-client.ts';

/** The codes of a GraphQL answer's errors, in order. */
export function codesOf({ errors = [] }: GraphqlAnswer): unknown[] {
  return errors.map(({ extensions }) => (extensions as { code?: unknown } | undefined)?.code);
}

/** The code of a refusal over HTTP; undefined where it carries none that is public. */
export function refusalCode(text: string): string | undefined {
  const code = (parseJson(text) as { code?: unknown } | null | undefined)?.code;
  return isPublicCode(code) ? code : undefined;
}

/** What nobody outside may see: stacks, file names, hosts, SQL. */
const LEAKS: readonly RegExp[] = [
  /\bat .+:\d+:\d+/,
  /\.(ts|js|mjs|cjs|py|java|kt|go|cs|rb|php|rs)[:(]\d/,
  /stack ?trace/i,
  /\b(localhost|ECONN[A-Z]+)\b/,
  /\b\d{1,3}(\.\d{1,3}){3}\b/,
  /\b(select\b.+\bfrom|insert into|update \w+ set|delete from)\b/i,
  /\b(relation|column|constraint) "/i,
  /\b(postgres|sqlstate|byte sequence)/i,
];

export function leakIn(text: string): string | null {
  return LEAKS.map((leak) => leak.exec(text)?.[0]).find((found) => found !== undefined) ?? null;
}
