import { z } from 'zod';

const answer = z.looseObject({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z
    .array(
      z.looseObject({
        path: z.array(z.union([z.string(), z.number()])).optional(),
        extensions: z.looseObject({}).optional(),
      }),
    )
    .optional(),
});
/** An answer, and what its header says of the moment it was read at. */
export type Received = z.infer<typeof answer> & { readonly watermark: unknown };

/** A subgraph's answer as it came; null when it is none. */
export function readReceived(text: string, watermark: unknown): Received | null {
  const read = answer.safeParse(parseJson(text));
  if (!read.success || (read.data.data == null && read.data.errors === undefined)) return null;
  return { ...read.data, watermark };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
