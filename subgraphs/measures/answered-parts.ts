import { z } from 'zod';
import { isPublicCode } from '../../schema/public-codes.ts';

/** What comes back to `measures` through the federation. A part may be null, empty or lack fields. */
export const partOf = z
  .looseObject({
    answeredBy: z.string().nullish(),
    state: z.string().nullish(),
    failure: z.string().nullish(),
  })
  .nullish();
export type Part = z.infer<typeof partOf>;

export type Answered<State> = { readonly code: string; readonly state: State };
export type Missing = { readonly code: string; readonly reason: string };

/** Who answered, and who is missing and why: from who was asked, never from positions. */
export function readParts<State>(
  codes: readonly string[],
  parts: readonly Part[],
  schema: z.ZodType<State>,
): { readonly answered: readonly Answered<State>[]; readonly missing: readonly Missing[] } {
  const answered: Answered<State>[] = [];
  const missing: Missing[] = [];
  for (const code of codes) {
    const own = parts.find((candidate) => candidate?.answeredBy === code);
    const state = schema.safeParse(parseJson(own?.state)).data;
    if (state === undefined) {
      const failure = parts.map((part) => readFailure(code, part?.failure)).find((reason) => reason !== null);
      missing.push({ code, reason: failure ?? (own == null ? 'UNIT_UNAVAILABLE' : 'UNIT_INVALID_ANSWER') });
    } else answered.push({ code, state });
  }
  return { answered, missing };
}

/** The gateway writes `name:CODE`, since nothing else of a failed part says whose it is. */
export function readFailure(name: string, failure: string | null | undefined): string | null {
  const [failed, code] = failure?.split(':') ?? [];
  return failed === name && isPublicCode(code) ? code : null;
}

export function parseJson(text: string | null | undefined): unknown {
  if (text == null) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
