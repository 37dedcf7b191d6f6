import { z } from 'zod';

/**
 * A subgraph's answer says in a header what it was read from: `samsyn-watermark: 5f0c…`, or `5f0c…; open`
 * when it also changes as time passes, or `static` when it follows from the program and the question alone.
 * Without the header nobody may keep it. `GET /watermark` tells the watermark now. It is another one, too, when
 * another version of the program may answer otherwise from the same records.
 */
export const WATERMARK_HEADER = 'samsyn-watermark';
export const WATERMARK_STATIC = 'static';

/** Where an answer stands. Watermarks are compared for equality; they have no order. */
export type Moment = { readonly watermark: string; readonly open: boolean };

/**
 * `GET /watermark`. What is known at the moment, by the subgraph's own clock, holds all that the watermark stands
 * for; null where it does not say.
 */
export const watermarkAnswer = z.object({
  watermark: z.string().min(1).max(100),
  moment: z.iso.datetime().nullable().default(null),
});
export type WatermarkAnswer = z.infer<typeof watermarkAnswer>;

const header = /^([\w-]{1,100})(; open)?$/;

export function writeWatermark({ watermark, open }: Moment): string {
  return open ? `${watermark}; open` : watermark;
}

/** What the header says; null when it is absent or not of its form. */
export function readWatermark(text: unknown): Moment | typeof WATERMARK_STATIC | null {
  if (text === WATERMARK_STATIC) return WATERMARK_STATIC;
  const [, watermark, open] = (typeof text === 'string' && header.exec(text)) || [];
  return watermark === undefined ? null : { watermark, open: open !== undefined };
}
