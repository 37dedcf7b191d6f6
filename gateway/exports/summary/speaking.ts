import type { Language } from '../../../schema/public-codes.ts';

const DAY_MS = 24 * 3_600_000;

export type Say = ReturnType<typeof speaking>;

/** How numbers and moments are written in a language. */
export function speaking(language: Language) {
  const locale = language === 'nb' ? 'nb-NO' : 'en-GB';
  const moments = new Intl.DateTimeFormat(locale, {
    timeZone: 'Europe/Oslo',
    dateStyle: 'medium',
    timeStyle: 'short',
  });
  const days = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', dateStyle: 'long' });
  return {
    /** From the first day to the last, which is the one before `to`. */
    period: ({ from, to }: { readonly from: string; readonly to: string }) =>
      `${days.format(new Date(from))} – ${days.format(Date.parse(to) - DAY_MS)}`,
    number: (value: number | null, digits: number) =>
      value === null
        ? '–'
        : new Intl.NumberFormat(locale, {
            minimumFractionDigits: digits,
            maximumFractionDigits: digits,
          }).format(value),
    moment: (moment: string) => moments.format(new Date(moment)),
  };
}
