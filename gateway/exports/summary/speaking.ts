import type { Language } from '../../../schema/public-codes.ts';

export type Say = ReturnType<typeof speaking>;

/** How numbers and moments are written in a language. */
export function speaking(language: Language) {
  const locale = language === 'nb' ? 'nb-NO' : 'en-GB';
  const moments = new Intl.DateTimeFormat(locale, {
    timeZone: 'Europe/Oslo',
    dateStyle: 'medium',
    timeStyle: 'short',
  });
  return {
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
