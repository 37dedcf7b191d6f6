import type { Language } from '../public-codes.ts';

const MINUTE = 60_000;
const HOUR = 60;
const DAY = 24 * HOUR;

const WORDS = {
  nb: {
    unmet: (due: string) => `Ikke oppfylt. Fristen var ${due}.`,
    late: (due: string, by: string) => `Oppfylt ${by} etter fristen, som var ${due}.`,
    atLeast: 'En enhet svarte ikke: tiden er minst så lang.',
    units: ['døgn', 't', 'min'],
  },
  en: {
    unmet: (due: string) => `Not met. It was due ${due}.`,
    late: (due: string, by: string) => `Met ${by} after it was due, ${due}.`,
    atLeast: 'A unit did not answer: the time is at least so long.',
    units: ['days', 'h', 'min'],
  },
} as const;

/** What was found of a duty, as people read it; moments are those of Oslo. */
export function foundSentence(
  found: { readonly dueAt: string; readonly metAt: string | null; readonly atLeast: boolean },
  language: Language,
): string {
  const words = WORDS[language];
  const { dueAt, metAt, atLeast } = found;
  const due = momentIn(language, dueAt);
  const said =
    metAt === null
      ? words.unmet(due)
      : words.late(due, length(Date.parse(metAt) - Date.parse(dueAt), words.units));
  return atLeast ? `${said} ${words.atLeast}` : said;
}

/** Made once: making one costs more than all else in a page of cases. */
const MOMENTS = { nb: momentsIn('nb'), en: momentsIn('en-GB') };

export function momentIn(language: Language, moment: string): string {
  return MOMENTS[language].format(new Date(moment));
}

function momentsIn(locale: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(locale, {
    timeZone: 'Europe/Oslo',
    dateStyle: 'long',
    timeStyle: 'short',
  });
}

/** The two largest parts, rounded down: `2 døgn 3 t`. */
function length(milliseconds: number, [days, hours, minutes]: readonly [string, string, string]): string {
  const all = Math.max(0, Math.floor(milliseconds / MINUTE));
  const parts = [
    [Math.floor(all / DAY), days],
    [Math.floor((all % DAY) / HOUR), hours],
    [all % HOUR, minutes],
  ] as const;
  const first = parts.findIndex(([count]) => count > 0);
  if (first === -1) return `0 ${minutes}`;
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ');
}
