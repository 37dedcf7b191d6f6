import { LABELS } from './labels.ts';
import type { Indicator } from './indicators.ts';
import type { CASE_MIX, ComparisonQuestion } from './question.ts';
import type { Language } from '../public-codes.ts';
import { findUnit } from '../units.ts';
import type { MeasureKind } from '../vocabulary.ts';

/** What a comparison found about one unit or group. */
export const COMPARISON_SIGNALS = ['NONE', 'HIGHER', 'LOWER', 'UNDER_REPORTING', 'NOT_COMPARABLE'] as const;
export type ComparisonSignal = (typeof COMPARISON_SIGNALS)[number];

/** What a sentence about one result rests on. */
export type Finding = {
  readonly signal: ComparisonSignal;
  /** Code of the unit, or the region; null for all units together. */
  readonly place: string | null;
  /** The group's value of the dimension compared by; null where units are compared. */
  readonly group: string | null;
  readonly observed: number;
  readonly expected: number | null;
  /** Measures the observed ones are a share of; null for rates. */
  readonly outOf: number | null;
  readonly chance: number | null;
  readonly tests: number;
  /** Whether it also lies outside what is usual among the units; null where that was not asked. */
  readonly beyondUsual: boolean | null;
  readonly answered: number;
  readonly asked: number;
};

/** The tests of one comparison that are adjusted for one another. */
export type Family = {
  readonly tests: number;
  readonly falseDiscoveryRate: number;
  /** Groups inside units, and the same groups nationally, are two families. */
  readonly isOfGroups: boolean;
};

export function readFamily({ tests, falseDiscoveryRate, isOfGroups }: Family, language: Language): string {
  const percent = Math.round(100 * falseDiscoveryRate);
  return SENTENCES[language].family({ tests, percent, isOfGroups });
}

type Asked = Pick<ComparisonQuestion, 'adjustFor' | 'question'>;

/** The finding in plain words: what was counted, what was expected, how often chance does as much, what to do. */
export function readFinding(
  finding: Finding,
  { indicator, asked }: { indicator: Indicator; asked: Asked },
  language: Language,
): string {
  const say = SENTENCES[language];
  const sentences = [
    countedSentence(finding, { indicator, asked }, language),
    chanceSentence(finding, language),
    finding.beyondUsual === null || finding.signal === 'NONE' ? '' : say.usual(finding.beyondUsual),
    finding.answered < finding.asked ? say.incomplete(finding) : '',
  ];
  return sentences.filter((sentence) => sentence !== '').join(' ');
}

function countedSentence(
  finding: Finding,
  { indicator, asked }: { indicator: Indicator; asked: Asked },
  language: Language,
): string {
  const say = SENTENCES[language];
  const number = (value: number) =>
    value.toLocaleString(language === 'nb' ? 'nb-NO' : 'en-GB', {
      maximumFractionDigits: value < 100 ? 1 : 0,
    });
  const noun = indicator.noun?.[language] ?? nounOf(asked.question.kinds, language);
  const where = nameOf(finding.place, language) ?? LABELS.allUnits[language];
  if (finding.expected === null) return say.nothing({ where, group: groupOf(finding, language) });
  return say.counted({
    where,
    group: groupOf(finding, language),
    observed: number(finding.observed),
    expected: number(finding.expected),
    outOf: finding.outOf === null ? null : number(finding.outOf),
    noun,
    mix: mixOf(asked.adjustFor, language),
  });
}

function chanceSentence({ signal, chance, tests }: Finding, language: Language): string {
  const say = SENTENCES[language];
  if (chance === null) return '';
  const often = Math.max(1, ...ROUND.filter((times) => chance <= 1 / times)).toLocaleString(
    language === 'nb' ? 'nb-NO' : 'en-GB',
  );
  if (signal === 'UNDER_REPORTING') return say.underReporting(often);
  if (signal !== 'NONE') return say.signal(often);
  return chance > 0.05 ? say.noDifference : say.notEnough(often, tests);
}

/** "Less than once in" one of these. */
const ROUND = [20, 50, 100, 200, 500, 1000, 10_000, 100_000, 1_000_000];

function nameOf(place: string | null, language: Language): string | null {
  return place === null ? null : (findUnit(place)?.name[language] ?? place);
}

function groupOf({ group }: Finding, language: Language): string | null {
  return group === null ? null : (LABELS.groups[group]?.[language] ?? group);
}

function mixOf(adjustFor: readonly (typeof CASE_MIX)[number][], language: Language): string | null {
  const names = adjustFor.map((dimension) => LABELS.caseMix[dimension][language]);
  const last = names.at(-1);
  if (last === undefined) return null;
  return names.length === 1
    ? last
    : `${names.slice(0, -1).join(', ')} ${language === 'nb' ? 'og' : 'and'} ${last}`;
}

function nounOf(kinds: readonly MeasureKind[] | null, language: Language): string {
  const [kind] = kinds ?? [];
  return (kind !== undefined && kinds?.length === 1 ? LABELS.kinds[kind] : LABELS.measures)[language];
}

type Counted = {
  readonly where: string;
  readonly group: string | null;
  readonly observed: string;
  readonly expected: string;
  readonly outOf: string | null;
  readonly noun: string;
  readonly mix: string | null;
};

type FamilyWords = { readonly tests: number; readonly percent: number; readonly isOfGroups: boolean };

const SENTENCES = {
  nb: {
    counted: ({ where, group, observed, expected, outOf, noun, mix }: Counted) =>
      [
        `${where}: ${observed} ${noun}`,
        group === null ? '' : ` gjaldt ${group}`,
        outOf === null ? '' : group === null ? ` av ${outOf}` : ` (av ${outOf} i alt)`,
        `; ${expected} var ventet`,
        group === null ? '' : ' om gruppen ble behandlet som de andre',
        mix === null ? '.' : group === null ? ` ut fra sammensetningen etter ${mix}.` : ` med samme ${mix}.`,
      ].join(''),
    nothing: ({ where, group }: Pick<Counted, 'where' | 'group'>) =>
      `${where}: ${group ?? 'enheten'} kan ikke sammenlignes; det mangler noe å sammenligne med.`,
    noDifference: 'Tilfeldigheter gir ofte en så stor forskjell.',
    notEnough: (often: string, tests: number) =>
      `En så stor forskjell oppstår tilfeldig sjeldnere enn én gang av ${often}, men blant ${tests} sammenligninger er ikke det nok til et signal.`,
    signal: (often: string) =>
      `En så stor forskjell oppstår tilfeldig sjeldnere enn én gang av ${often}. Se på datakvaliteten først, så på sammensetningen, så på praksis.`,
    underReporting: (often: string) =>
      `At ingenting er registrert, skjer tilfeldig sjeldnere enn én gang av ${often}: undersøk om registreringer mangler.`,
    usual: (beyond: boolean) =>
      beyond
        ? 'Forskjellen er også større enn den vanligvis er mellom enhetene.'
        : 'Enhetene varierer mer enn tilfeldigheter tilsier, og forskjellen er ikke større enn den vanligvis er mellom dem.',
    family: ({ tests, percent, isOfGroups }: FamilyWords) =>
      `${tests} tester av én indikator${isOfGroups ? ', gruppene i enhetene for seg og nasjonalt for seg,' : ''} er justert for hverandre (Benjamini–Hochberg): høyst ${percent} % av signalene ventes å skyldes tilfeldigheter. Andre indikatorer kommer i tillegg.`,
    incomplete: ({ answered, asked }: Finding) =>
      `Sammenlignet med ${answered} av ${asked} enheter; de andre svarte ikke.`,
  },
  en: {
    counted: ({ where, group, observed, expected, outOf, noun, mix }: Counted) =>
      [
        `${where}: ${observed} ${noun}`,
        group === null ? '' : ` concerned ${group}`,
        outOf === null ? '' : group === null ? ` out of ${outOf}` : ` (out of ${outOf} in all)`,
        `; ${expected} were expected`,
        group === null ? '' : ' were the group treated as the others',
        mix === null ? '.' : group === null ? ` from its mix of ${mix}.` : ` of the same ${mix}.`,
      ].join(''),
    nothing: ({ where, group }: Pick<Counted, 'where' | 'group'>) =>
      `${where}: ${group ?? 'the unit'} cannot be compared; there is nothing to compare with.`,
    noDifference: 'Chance often gives as large a difference.',
    notEnough: (often: string, tests: number) =>
      `So large a difference arises by chance less than once in ${often}, but among ${tests} comparisons that is not enough for a signal.`,
    signal: (often: string) =>
      `So large a difference arises by chance less than once in ${often}. Look at data quality first, then at case mix, then at practice.`,
    underReporting: (often: string) =>
      `That nothing is recorded happens by chance less than once in ${often}: find out whether records are missing.`,
    usual: (beyond: boolean) =>
      beyond
        ? 'The difference is also larger than usual between the units.'
        : 'Units vary by more than chance, and the difference is no larger than usual between them.',
    family: ({ tests, percent, isOfGroups }: FamilyWords) =>
      `${tests} tests of one indicator${isOfGroups ? ', groups inside units apart from groups nationally,' : ''} are adjusted for one another (Benjamini–Hochberg): at most ${percent} % of the signals are expected to be chance. Other indicators come on top.`,
    incomplete: ({ answered, asked }: Finding) =>
      `Compared with ${answered} of ${asked} units; the others did not answer.`,
  },
} as const;
