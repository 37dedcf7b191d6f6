import type { Language } from '../../schema/public-codes.ts';
import type { KeyFigure } from './ask-key-figures.ts';

type Measure = KeyFigure['definition']['measuredIn'];

/** What the workbook says beside the figures. */
export type Words = ReturnType<typeof wordsIn>;

export function wordsIn(language: Language) {
  return WORDS[language];
}

const WORDS = {
  nb: {
    sheets: {
      now: 'Nøkkeltall',
      before: 'Perioden før',
      definitions: 'Definisjoner',
      coverage: 'Dekning',
      absent: 'Kan ikke leveres',
    },
    title: 'Nøkkeltall for kriminalomsorgen',
    period: 'Periode',
    edition: 'Utgave',
    editions: { EXACT: 'Nøyaktige tall', PUBLISHED: 'Publiserte tall, små tall skjult (:)' },
    code: 'Kode',
    name: 'Nøkkeltall',
    measuredIn: 'Måles i',
    measures: {
      MEASURES: 'tiltak',
      PERSONS: 'personer',
      PERSON_DAYS: 'persondøgn',
      COMPLAINTS: 'klager',
      HOURS: 'timer',
      SHARE: 'andel',
      PER_1000_INMATE_DAYS: 'per 1000 innsattdøgn',
    } satisfies Record<Measure, string>,
    all: 'Alle enheter',
    absent: 'kan ikke leveres',
    definition: 'Definisjon',
    numerator: 'Teller',
    denominator: 'Nevner',
    source: 'Kilde',
    legalBasis: 'Hjemmel',
    reliability: 'Pålitelighet',
    completeAtLeast: 'Leveres når opplysningen finnes i minst',
    unit: 'Enhet',
    answered: 'Svarte',
    yes: 'ja',
    no: 'nei',
    through: 'Fullstendig til og med',
    undeclared: 'ikke oppgitt',
    reason: 'Grunn',
    register: 'Innsatteregisteret',
    page: 'Side &P av &N',
    nothingAbsent: 'Alt er levert.',
  },
  en: {
    sheets: {
      now: 'Key figures',
      before: 'Period before',
      definitions: 'Definitions',
      coverage: 'Coverage',
      absent: 'Cannot be delivered',
    },
    title: 'Key figures of the correctional service',
    period: 'Period',
    edition: 'Edition',
    editions: { EXACT: 'Exact figures', PUBLISHED: 'Published figures, small ones hidden (:)' },
    code: 'Code',
    name: 'Key figure',
    measuredIn: 'Measured in',
    measures: {
      MEASURES: 'measures',
      PERSONS: 'persons',
      PERSON_DAYS: 'person-days',
      COMPLAINTS: 'complaints',
      HOURS: 'hours',
      SHARE: 'share',
      PER_1000_INMATE_DAYS: 'per 1,000 inmate-days',
    } satisfies Record<Measure, string>,
    all: 'All units',
    absent: 'cannot be delivered',
    definition: 'Definition',
    numerator: 'Numerator',
    denominator: 'Denominator',
    source: 'Source',
    legalBasis: 'Legal basis',
    reliability: 'Reliability',
    completeAtLeast: 'Delivered where the field is known in at least',
    unit: 'Unit',
    answered: 'Answered',
    yes: 'yes',
    no: 'no',
    through: 'Complete up to',
    undeclared: 'not declared',
    reason: 'Reason',
    register: 'Register of inmates',
    page: 'Page &P of &N',
    nothingAbsent: 'Everything is delivered.',
  },
} as const;
