import type { GraphQLResolverMap } from '@apollo/subgraph';
import type { Indicator } from '../../../schema/comparison/indicators.ts';
import type { ComparisonQuestion } from '../../../schema/comparison/question.ts';
import { readFamily, readFinding } from '../../../schema/comparison/readings.ts';
import type { Family, Finding } from '../../../schema/comparison/readings.ts';
import type { Language } from '../../../schema/public-codes.ts';
import { UNITS } from '../../../schema/units.ts';
import type { Database } from '../../platform/database.ts';
import { seal } from '../evidence/evidence.ts';
import type { Evidence } from '../evidence/evidence.ts';

type InLanguage = { readonly language: 'NB' | 'EN' };
type Told = {
  readonly unit: { readonly code: string } | null;
  readonly region: string | null;
  readonly finding: Finding;
  readonly indicator: Indicator;
  readonly asked: ComparisonQuestion;
  readonly figures: { readonly adjustedChance: number | null };
};

/** What of a comparison is said in the reader's language. */
export const comparisonTexts: GraphQLResolverMap<{ readonly database: Database }> = {
  IndicatorDefinition: {
    name: ({ name }: Indicator, { language }: InLanguage) => name[languageOf(language)],
    definition: ({ definition }: Indicator, { language }: InLanguage) => definition[languageOf(language)],
  },
  TestFamily: {
    reading: (family: Family, { language }: InLanguage) => readFamily(family, languageOf(language)),
  },
  ComparisonResult: {
    evidence: (told: Told, _none: unknown, { database }: { readonly database: Database }) =>
      seal(database, evidenceOf(told)),
    reading: ({ finding, ...about }: Told, { language }: InLanguage) =>
      readFinding(finding, about, languageOf(language)),
  },
};

/** All that a case needs to stand on, by itself. */
function evidenceOf({ unit, region, finding, indicator, asked, figures }: Told): Evidence {
  const { question } = asked;
  const concerned = UNITS.filter(({ code, region: own }) =>
    unit === null ? (region ?? own) === own : unit.code === code,
  );
  return {
    indicator: asked.indicator,
    rule: asked.rule,
    adjustedFor: asked.adjustFor,
    period: question.period,
    asOf: question.asOf ?? question.now,
    compared: question.units,
    answered: finding.answered,
    units: concerned.map(({ code }) => code).filter((code) => question.units.includes(code)),
    group: finding.group,
    signal: finding.signal,
    observed: finding.observed,
    expected: finding.expected,
    chance: finding.chance,
    adjustedChance: figures.adjustedChance,
    reading: {
      nb: readFinding(finding, { indicator, asked }, 'nb'),
      en: readFinding(finding, { indicator, asked }, 'en'),
    },
  };
}

function languageOf(language: 'NB' | 'EN'): Language {
  return language === 'EN' ? 'en' : 'nb';
}
