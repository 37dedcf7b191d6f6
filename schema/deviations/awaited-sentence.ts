import type { Language } from '../public-codes.ts';
import type { Target } from '../records/targets.ts';
import { momentIn } from './sentences.ts';

/** What deviations wait for before they become cases, and up to when each has come; null where nobody said. */
export type AwaitedDeviations = {
  readonly count: number;
  readonly records: readonly { readonly target: string; readonly through: string | null }[];
  readonly opensFrom: string;
};

const NAMES: Partial<Readonly<Record<Target, Readonly<Record<Language, string>>>>> = {
  measures: { nb: 'tiltak', en: 'measures' },
  reassessments: { nb: 'fortløpende vurderinger', en: 'reassessments' },
  supervision: { nb: 'tilsyn', en: 'supervision' },
  'health-notices': { nb: 'varsler til helsetjenesten', en: 'notices to health staff' },
  'higher-decisions': { nb: 'beslutninger på høyere nivå', en: 'decisions of a higher level' },
  reports: { nb: 'meldinger til høyere nivå', en: 'reports to a higher level' },
  complaints: { nb: 'klager', en: 'complaints' },
  'regime-days': { nb: 'dagsregime', en: 'the daily regime' },
};

const WORDS = {
  nb: {
    said: (count: number, records: string, opens: string) =>
      `${count} avvik er ikke saker ennå, for noe kan fortsatt komme inn: ${records}. De blir saker når alt er erklært fullstendig, de første senest ${opens}.`,
    through: (name: string, moment: string) => `${name} (erklært fullstendig til ${moment})`,
    undeclared: (name: string) => `${name} (ikke erklært fullstendig)`,
  },
  en: {
    said: (count: number, records: string, opens: string) =>
      `${count} deviations are no cases yet, for something may still come in: ${records}. They become cases when all is declared complete, the first at the latest ${opens}.`,
    through: (name: string, moment: string) => `${name} (declared complete through ${moment})`,
    undeclared: (name: string) => `${name} (not declared complete)`,
  },
} as const;

/** Why deviations are no cases yet, and when they will be. */
export function awaitedSentence(
  { count, records, opensFrom }: AwaitedDeviations,
  language: Language,
): string {
  const words = WORDS[language];
  const said = records.map(({ target, through }) => {
    const name = NAMES[target as Target]?.[language] ?? target;
    return through === null ? words.undeclared(name) : words.through(name, momentIn(language, through));
  });
  return words.said(count, said.join(', '), momentIn(language, opensFrom));
}
