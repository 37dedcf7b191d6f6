import type { Look } from '../../../database/access-log/look.ts';
import { foundSentence } from '../../../schema/deviations/sentences.ts';
import { awaitedSentence } from '../../../schema/deviations/awaited-sentence.ts';
import type { AwaitedDeviations } from '../../../schema/deviations/awaited-sentence.ts';
import { osloDay } from '../../../schema/practice/calendar.ts';
import { sentence } from '../../../schema/public-codes.ts';
import type { Language, PublicCode } from '../../../schema/public-codes.ts';
import { readDemands } from '../../../schema/rules/readable.ts';
import { findRule, rulesValidOn } from '../../../schema/rules/rule-set.ts';
import { reachFor } from '../../platform/database.ts';
import type { Database } from '../../platform/database.ts';
import type { PageArguments } from '../../platform/page.ts';
import { listAwaited } from './awaited-list.ts';
import { readLastLook } from '../isolation/last-look.ts';
import type { WithAsserted } from '../../platform/access/guard-resolvers.ts';
import type { Evidence } from '../evidence/evidence.ts';
import type { Case } from './case.ts';
import { readEvidence } from './case-from-signal.ts';
import type { DeviationFilter } from './case-filter.ts';
import type { CaseAnswer } from './case-answer.ts';
import { caseMutations } from './case-mutations.ts';
import { countCases, readCasePage } from './case-page.ts';
import type { CaseLoaders, CasePage } from './case-page.ts';
import { coverageOfFeeds } from './feed-positions.ts';
import { casesWithin, ifSeen, withinReach } from './reach.ts';
import { readFollowUp } from './follow-up.ts';

export type CaseContext = WithAsserted & { readonly database: Database; readonly loaders: CaseLoaders };
type InLanguage = { readonly language: 'NB' | 'EN' };
type Filtered = { readonly filter?: DeviationFilter | null };

export const caseQueries = {
  deviations: async (_root: unknown, page: PageArguments & Filtered, context: CaseContext) =>
    shown(
      context.look,
      await readCasePage(casesWithin(context), {
        ...page,
        filter: withinReach(page.filter ?? {}, context.asserted),
      }),
    ),
  deviation: async (_root: unknown, { id }: { id: string }, { loaders, asserted, look }: CaseContext) => {
    const found = ifSeen(await loaders.cases.load(id), asserted);
    if (found !== null) note(look, found);
    return found;
  },
  isolationOverUnits: (_root: unknown, _none: unknown, context: CaseContext) =>
    readLastLook(casesWithin(context), withinReach({}, context.asserted).units ?? null),
  followUp: (_root: unknown, { filter }: Filtered, context: CaseContext) =>
    readFollowUp(casesWithin(context), withinReach(filter ?? {}, context.asserted)),
};

export const caseResolvers = {
  AwaitedDeviations: {
    reading: (awaited: AwaitedDeviations, { language }: InLanguage) =>
      awaitedSentence(awaited, languageOf(language)),
  },
  CaseError: {
    message: ({ code }: { code: PublicCode }, { language }: InLanguage) =>
      sentence(code, languageOf(language)),
  },
  DeviationConnection: {
    coverage: ({ filter }: CasePage, _none: unknown, { database }: CaseContext) =>
      coverageOfFeeds(database, filter.units ?? null),
    awaited: ({ filter }: CasePage, _none: unknown, context: CaseContext) =>
      listAwaited(casesWithin(context), filter),
    totalCount: ({ filter }: CasePage, _none: unknown, context: CaseContext) =>
      countCases(casesWithin(context), filter),
  },
  DeviationCase: {
    unit: ({ unit }: Case) => (unit === null ? null : { code: unit }),
    units: ({ units }: Case) => units.map((code) => ({ code })),
    ruleCode: ({ rule }: Case) => rule,
    rule: ruleOf,
    deviation: (one: Case) => (one.systemic ? null : one),
    overdue: ({ waitsFor, dueOn }: Case) => waitsFor !== null && dueOn < osloDay(new Date().toISOString()),
    action: ({ action, actionDeadline: deadline, actionPlannedAt: plannedAt, correctedAt }: Case) =>
      action === null ? null : { action, deadline, plannedAt, correctedAt },
    systemicCase: ({ systemicCase }: Case, _none: unknown, { loaders }: CaseContext) =>
      systemicCase === null ? null : loaders.cases.load(systemicCase),
    members: async ({ id, systemic }: Case, page: PageArguments, context: CaseContext) => {
      if (!systemic) return null;
      const filter = withinReach({ memberOf: id }, context.asserted);
      return shown(context.look, await readCasePage(casesWithin(context), { ...page, filter }));
    },
    evidence: ({ id, systemic }: Case, _none: unknown, context: CaseContext) =>
      systemic ? readEvidence(casesWithin(context), id) : null,
    steps: ({ id }: Case, _none: unknown, { loaders }: CaseContext) => loaders.steps.load(id),
  },
  Deviation: {
    id: ({ deviation }: Case) => deviation,
    expected: (one: Case, { language }: InLanguage) => {
      const rule = ruleOf(one);
      return rule === null ? one.rule : readDemands(rule, languageOf(language));
    },
    found: ({ dutyDueAt, metAt, atLeast }: Case, { language }: InLanguage) =>
      foundSentence({ dueAt: dutyDueAt ?? '', metAt, atLeast }, languageOf(language)),
  },
  CaseEvidence: {
    reading: ({ reading }: Evidence, { language }: InLanguage) => reading[languageOf(language)],
    units: ({ units }: Evidence) => units.map((code) => ({ code })),
  },
  CaseStep: { party: ({ party }: Case) => (party === 'SYSTEM' ? null : party) },
  RuleFound: { rule: ({ ruleCode }: { ruleCode: string }) => findRule(ruleCode) ?? null },
  RuleFollowUp: { rule: ({ ruleCode }: { ruleCode: string }) => findRule(ruleCode) ?? null },
};

/** The mutations, each with its case on record. */
export const loggedMutations = Object.fromEntries(
  Object.entries(caseMutations).map(([name, take]) => [
    name,
    async (root: unknown, asked: never, context: CaseContext): Promise<CaseAnswer> => {
      const database = context.database.within(reachFor(context.asserted, 'FOLLOW_UP', null));
      const answer = await take(root, asked, { ...context, database });
      if (answer.case !== null) note(context.look, answer.case);
      return answer;
    },
  ]),
);

/** Puts the cases of a page on record. */
function shown(look: Look, page: CasePage): CasePage {
  for (const one of page.nodes) note(look, one);
  return page;
}

function note(look: Look, { id, units, record }: Case): void {
  look.record(id);
  if (record !== null) look.record(record);
  for (const unit of units) look.at(unit);
}

/** The wording in force when the duty fell due. */
function ruleOf({ rule, dutyDueAt }: Case) {
  const then = dutyDueAt === null ? [] : rulesValidOn(osloDay(dutyDueAt));
  return then.find(({ code }) => code === rule) ?? findRule(rule) ?? null;
}

function languageOf(language: 'NB' | 'EN'): Language {
  return language === 'EN' ? 'en' : 'nb';
}
