import { z } from 'zod';

/** The kinds of value a record has, read once where it enters. Messages are reason codes. */

/** Text PostgreSQL can hold: no NUL, no half of a surrogate pair. */
export function textUpTo(longest: number) {
  return z
    .string()
    .max(longest)
    .refine((value) => !value.includes('\0') && value.isWellFormed(), { message: 'TEXT_UNREADABLE' });
}

export const shortText = textUpTo(200).trim().min(1);
export const longText = textUpTo(20_000);
export const pseudonym = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);
export const day = z.iso.date();
export const pastDay = day.refine(hasBegun, 'IN_FUTURE');

/** A clock time with offset, kept in UTC to the second; fractions are cut. */
export const instant = z.iso.datetime({ offset: true }).transform(toSecond);
/** The same, not after now; a day of grace allows for clocks that differ. */
export const pastInstant = instant.refine(hasBegun, 'IN_FUTURE');

/** A day (`2025-03-01`) or a clock time with offset (`2025-03-01T14:30:00+01:00`), not after now. */
export const pastMoment = z.union([day, instant]).refine(hasBegun, 'IN_FUTURE');

/** A field a source may not have. */
export function optional<T extends z.ZodType>(type: T) {
  return type.nullable().default(null as never);
}

/** What every record has that comes from a source: `sourceKey` identifies it there, for good. */
export const origin = {
  source: shortText,
  sourceKey: shortText,
  withdrawn: z.boolean().default(false),
};

const WHOLE_SECOND_IN_UTC = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.000Z$/;

function toSecond(text: string): string {
  if (WHOLE_SECOND_IN_UTC.test(text)) return text;
  return new Date(Math.floor(Date.parse(text) / 1000) * 1000).toISOString();
}

function hasBegun(moment: string): boolean {
  return Date.parse(moment) <= Date.now() + 86_400_000;
}
