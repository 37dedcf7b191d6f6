import type { GraphQLResolverMap } from '@apollo/subgraph';
import type { KeyFigureDefinition } from '../../../schema/key-figures/definition.ts';
import { isPublicCode, sentence } from '../../../schema/public-codes.ts';
import type { Language } from '../../../schema/public-codes.ts';

type InLanguage = { readonly language: 'NB' | 'EN' };

/** What of key figures is said in the reader's language. */
export const keyFigureTexts: GraphQLResolverMap<never> = {
  KeyFigureDefinition: {
    name: inLanguage('name'),
    definition: inLanguage('definition'),
    numerator: inLanguage('numerator'),
    denominator: inLanguage('denominator'),
    source: inLanguage('source'),
    reliability: inLanguage('reliability'),
    completeAtLeast: ({ needsKnown }: KeyFigureDefinition) => needsKnown?.atLeast ?? null,
  },
  KeyFigureValue: {
    message: ({ reason }: { reason: string | null }, { language }: InLanguage) =>
      isPublicCode(reason) ? sentence(reason, languageOf(language)) : null,
  },
};

function inLanguage(field: 'name' | 'definition' | 'numerator' | 'denominator' | 'source' | 'reliability') {
  return (definition: KeyFigureDefinition, { language }: InLanguage) =>
    definition[field]?.[languageOf(language)] ?? null;
}

function languageOf(language: 'NB' | 'EN'): Language {
  return language === 'EN' ? 'en' : 'nb';
}
