import type { GraphQLResolverMap } from '@apollo/subgraph';
import { findLegalBasis } from '../../schema/legal-bases.ts';
import { osloDay } from '../../schema/practice/calendar.ts';
import { KEY_FIGURES } from '../../schema/key-figures/key-figures.ts';
import type { Question } from '../../schema/practice/question.ts';
import { isPublicCode, sentence } from '../../schema/public-codes.ts';
import type { Language } from '../../schema/public-codes.ts';
import { readAppliesTo, readDemands } from '../../schema/rules/readable.ts';
import { findRule, RULE_SET_VERSION, rulesValidOn } from '../../schema/rules/rule-set.ts';
import type { Rule } from '../../schema/rules/rule.ts';
import { findUnit, typePrefix, UNITS } from '../../schema/units.ts';
import type { AnswerMoments } from '../platform/answer-moments.ts';
import type { WithAsserted } from '../platform/access/guard-resolvers.ts';
import { scalars } from '../platform/scalars.ts';
import { caseQueries, caseResolvers, loggedMutations } from './cases/case-resolvers.ts';
import type { CaseContext } from './cases/case-resolvers.ts';
import { askPractice } from './ask-practice.ts';
import type { PracticeArguments } from './ask-practice.ts';
import { answerPractice } from './answer-practice.ts';
import type { PracticeReference } from './answer-practice.ts';
import { askComparison } from './comparison/ask-comparison.ts';
import type { ComparisonArguments } from './comparison/ask-comparison.ts';
import { answerComparison } from './comparison/answer-comparison.ts';
import type { ComparisonReference } from './comparison/answer-comparison.ts';
import { comparisonTexts } from './comparison/texts.ts';
import { askKeyFigures } from './key-figures/ask-key-figures.ts';
import type { KeyFigureArguments } from './key-figures/ask-key-figures.ts';
import { answerKeyFigures } from './key-figures/answer-key-figures.ts';
import type { KeyFigureReference } from './key-figures/answer-key-figures.ts';
import { keyFigureTexts } from './key-figures/texts.ts';
import { askPublished } from './published/ask-published.ts';
import { notYetSentence } from './published/declared.ts';
import type { Undeclared } from './published/declared.ts';
import { answerPublished } from './published/answer-published.ts';
import { conflictResolvers } from './key-conflicts/conflict-resolvers.ts';
import type { ConflictCounts } from './key-conflicts/conflict-resolvers.ts';
import { answerQuality, askQuality, reasonMessage } from './answer-quality.ts';

type MeasuresContext = CaseContext &
  WithAsserted & { readonly moments: AnswerMoments; readonly conflictCounts: ConflictCounts };
type WithheldQuarter = { readonly reason: string | null; readonly undeclared: readonly Undeclared[] };
type InLanguage = { readonly language: 'NB' | 'EN' };
type WithCode = { readonly code: string };

const unitFields = {
  __resolveReference: async ({ code }: WithCode) => ({ code }),
  name: ({ code }: WithCode, { language }: InLanguage) => findUnit(code)?.name[languageOf(language)],
  region: ({ code }: WithCode) => findUnit(code)?.region,
};

export const measuresResolvers: GraphQLResolverMap<MeasuresContext> = {
  ...scalars,
  Query: {
    units: () => UNITS.map(({ code }) => ({ code })),
    unit: (_root: unknown, { code }: WithCode) => (findUnit(code) === undefined ? null : { code }),
    practice: (_root: unknown, asked: PracticeArguments, { asserted }: MeasuresContext) =>
      askPractice(asked, asserted),
    rules: (_root: unknown, { validOn }: { validOn?: string | null }, { moments }: MeasuresContext) =>
      validOn == null ? rulesToday(moments) : rulesValidOn(validOn),
    ...caseQueries,
    comparison: (_root: unknown, asked: ComparisonArguments, { asserted }: MeasuresContext) =>
      askComparison(asked, asserted),
    publishedFigures: (_root: unknown, asked: Pick<Question, 'period'>) => askPublished(asked),
    keyFigureDefinitions: () => KEY_FIGURES,
    keyFigures: (_root: unknown, asked: KeyFigureArguments, { asserted }: MeasuresContext) =>
      askKeyFigures(asked, asserted),
    dataQuality: (
      _root: unknown,
      { units }: { units?: readonly string[] | null },
      { asserted }: MeasuresContext,
    ) => askQuality(units, asserted),
  },
  Mutation: loggedMutations,
  ...caseResolvers,
  Unit: { __resolveType: ({ code }: WithCode) => `${typePrefix(code)}Unit` },
  ...Object.fromEntries(
    UNITS.flatMap(({ code }) => [
      [`${typePrefix(code)}Unit`, unitFields],
      [`${typePrefix(code)}Practice`, { __resolveReference: async (reference: object) => reference }],
    ]),
  ),
  InmatesPractice: { __resolveReference: async (reference: object) => reference },
  UnitPractice: { __resolveType: ({ __typename }: { __typename: string }) => __typename },
  Practice: {
    __resolveReference: async (reference: PracticeReference, { moments }: MeasuresContext) =>
      whole(answerPractice(reference), moments),
  },
  Comparison: {
    __resolveReference: async (reference: ComparisonReference, { moments }: MeasuresContext) =>
      whole(answerComparison(reference), moments),
  },
  PublishedFigures: {
    __resolveReference: async (reference: PracticeReference, { database, moments }: MeasuresContext) =>
      whole(await answerPublished(reference, database), moments),
  },
  KeyFigures: {
    __resolveReference: async (reference: KeyFigureReference, { database, moments }: MeasuresContext) =>
      whole(await answerKeyFigures(reference, database), moments),
  },
  ...keyFigureTexts,
  PublishedQuarter: {
    message: ({ reason, undeclared }: WithheldQuarter, { language }: InLanguage) => {
      if (reason === 'PUBLISHED_NOT_DECLARED') return notYetSentence(undeclared, languageOf(language));
      return isPublicCode(reason) ? sentence(reason, languageOf(language)) : null;
    },
  },
  ...comparisonTexts,
  KeyConflicts: conflictResolvers.KeyConflicts,
  SourceQuality: { keyConflicts: conflictResolvers.ofSource },
  DataQuality: {
    keyConflicts: conflictResolvers.keyConflicts,
    __resolveReference: async (reference: { key: string; units?: unknown }, { moments }: MeasuresContext) =>
      whole(answerQuality(reference), moments),
  },
  DeviationCount: {
    rule: ({ rule }: { rule: WithCode }) => findRule(rule.code) ?? rule,
  },
  WaitingReason: {
    message: ({ reason }: { reason: string }, { language }: InLanguage) =>
      reasonMessage(reason, languageOf(language)),
  },
  MissingUnit: {
    message: ({ reason }: { reason: string }, { language }: InLanguage) =>
      isPublicCode(reason) ? sentence(reason, languageOf(language)) : reason,
  },
  Rule: {
    __resolveReference: async ({ code }: WithCode) => findRule(code) ?? { code },
    title: ({ title }: Partial<Rule>, { language }: InLanguage) => title?.[languageOf(language)],
    explanation: ({ explanation }: Partial<Rule>, { language }: InLanguage) =>
      explanation?.[languageOf(language)],
    limitChosen: ({ limit }: Partial<Rule>) => (limit === undefined ? null : limit === 'CHOSEN'),
    ruleSet: ({ demands }: Partial<Rule>) => (demands === undefined ? null : RULE_SET_VERSION),
    appliesTo: (rule: Partial<Rule>, { language }: InLanguage) =>
      isKnown(rule) ? readAppliesTo(rule, languageOf(language)) : null,
    demands: (rule: Partial<Rule>, { language }: InLanguage) =>
      isKnown(rule) ? readDemands(rule, languageOf(language)) : null,
  },
  LegalBasis: {
    __resolveReference: async ({ code }: WithCode) => ({ code }),
    reference: ({ code }: WithCode) => findLegalBasis(code)?.reference ?? null,
    title: ({ code }: WithCode, { language }: InLanguage) =>
      findLegalBasis(code)?.title[languageOf(language)] ?? null,
  },
};

/** Tomorrow the same question may have another answer, with nothing written. */
function rulesToday(moments: AnswerMoments): readonly Rule[] {
  moments.withhold();
  return rulesValidOn(osloDay(new Date().toISOString()));
}

/** An answer with a part missing is nobody's to keep: the part may be back at once, with nothing written. */
function whole<T extends { key: string; coverage?: { complete: boolean } }>(
  answer: T,
  moments: AnswerMoments,
): T {
  if (answer.coverage?.complete === false) moments.withhold();
  return answer;
}

function languageOf(language: 'NB' | 'EN'): Language {
  return language === 'EN' ? 'en' : 'nb';
}

/** A unit may already judge by a rule that this service does not have yet. */
function isKnown(rule: Partial<Rule>): rule is Rule {
  return rule.demands !== undefined;
}
