import type { GraphQLResolverMap } from '@apollo/subgraph';
import type { Indicator } from '../../../schema/comparison/indicators.ts';
import type { ComparisonQuestion } from '../../../schema/comparison/question.ts';
import { readFamily, readFinding } from '../../../schema/comparison/readings.ts';
import type { Family, Finding } from '../../../schema/comparison/readings.ts';
import type { Language } from '../../../schema/public-codes.ts';

type InLanguage = { readonly language: 'NB' | 'EN' };
type Told = {
  readonly finding: Finding;
  readonly indicator: Indicator;
  readonly asked: ComparisonQuestion;
};

/** What of a comparison is said in the reader's language. */
export const comparisonTexts: GraphQLResolverMap<never> = {
  IndicatorDefinition: {
    name: ({ name }: Indicator, { language }: InLanguage) => name[languageOf(language)],
    definition: ({ definition }: Indicator, { language }: InLanguage) => definition[languageOf(language)],
  },
  TestFamily: {
    reading: (family: Family, { language }: InLanguage) => readFamily(family, languageOf(language)),
  },
  ComparisonResult: {
    reading: ({ finding, ...about }: Told, { language }: InLanguage) =>
      readFinding(finding, about, languageOf(language)),
  },
};

function languageOf(language: 'NB' | 'EN'): Language {
  return language === 'EN' ? 'en' : 'nb';
}
