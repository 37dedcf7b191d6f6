import { z } from 'zod';
import { followUpCounts } from '../../schema/deviations/follow-up.ts';
import type { Language } from '../../schema/public-codes.ts';
import { AGE_GROUP_CODES, CASE_STATUSES, EXTENTS, MEANS_CODES } from '../../schema/vocabulary.ts';
import { askDocument } from '../ask-document.ts';
import { periodBefore } from '../../schema/practice/calendar.ts';
import type { Period } from './periods.ts';

const withCode = z.object({ code: z.string() });
const missing = z.object({ unit: withCode, message: z.string() });

const documented = z.object({
  status: z.string(),
  started: z.int().nullable(),
  completeRecords: z.int().nullable(),
  deviations: z.array(z.object({ rule: withCode, count: z.int() })).nullable(),
});
export type Documented = z.infer<typeof documented>;
const practice = z.object({
  coverage: z.object({
    answered: z.array(
      z.object({ unit: withCode, dataThrough: z.string().nullable(), ruleSets: z.array(z.string()) }),
    ),
    missing: z.array(missing),
  }),
  total: documented.nullable(),
  groups: z.array(z.object({ unit: withCode, figures: documented })),
});
export type Documentation = z.infer<typeof practice>;

const concerned = z.object({
  groups: z.array(
    z.object({
      unit: withCode,
      means: z.enum(MEANS_CODES),
      extent: z.enum(EXTENTS).nullable(),
      legalBasis: withCode.nullable(),
      ageGroup: z.enum(AGE_GROUP_CODES).nullable(),
      figures: z.object({ started: z.int().nullable() }),
    }),
  ),
});
export type Concerned = z.infer<typeof concerned>;

const followUpFigures = followUpCounts.extend({
  statuses: z.array(z.object({ status: z.enum(CASE_STATUSES), count: z.int() })),
});
export type FollowUpFigures = z.infer<typeof followUpFigures>;
const followUp = z.object({
  awaited: z.array(z.object({ unit: withCode, reading: z.string() })),
  coverage: z.object({ missing: z.array(missing.extend({ dataThrough: z.string().nullable() })) }),
  total: followUpFigures,
  units: z.array(z.object({ unit: withCode, figures: followUpFigures })),
  rules: z.array(
    z.object({
      ruleCode: z.string(),
      units: z.int(),
      figures: z.object({ deviations: z.int(), open: z.int() }),
    }),
  ),
});

const action = z.object({
  units: z.array(z.object({ name: z.string() })),
  ruleCode: z.string(),
  rule: z.object({ title: z.string().nullable() }).nullable(),
  systemic: z.boolean(),
  status: z.enum(CASE_STATUSES),
  action: z.object({ action: z.string(), deadline: z.string(), correctedAt: z.string().nullable() }),
});
const actionPage = z.object({
  deviations: z.object({
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
    nodes: z.array(action),
  }),
});
type PlannedAction = z.infer<typeof action>;

const systemicCase = z.object({
  units: z.array(z.object({ name: z.string() })),
  ruleCode: z.string(),
  rule: z.object({ title: z.string().nullable() }).nullable(),
  status: z.enum(CASE_STATUSES),
  dueOn: z.string(),
  overdue: z.boolean(),
  members: z.object({ totalCount: z.int() }),
});

const answer = z.object({
  units: z.array(z.object({ code: z.string(), name: z.string() })),
  now: practice,
  before: practice,
  concernedNow: concerned,
  concernedBefore: concerned,
  followedUpNow: followUp,
  followedUpBefore: followUp,
  systemicCases: z.object({ nodes: z.array(systemicCase) }),
  isolationOverUnits: z
    .object({
      lookedAt: z.string(),
      coverage: z.object({ missing: z.array(missing) }),
    })
    .nullable(),
});

/** All the report rests on. */
export type Status = z.infer<typeof answer> & {
  readonly periods: { readonly now: Period; readonly before: Period };
  readonly actions: readonly PlannedAction[];
};

/** Asks the gateway for all of it. */
export async function askStatus(
  gateway: string,
  { period, language }: { readonly period: Period; readonly language: Language },
): Promise<Status> {
  const before = periodBefore(period);
  const inLanguage = { language: language === 'en' ? 'EN' : 'NB' };
  const asked = { ...period, before: before.from, ...inLanguage };
  const found = await askDocument(gateway, { name: 'status-report', variables: asked, data: answer });
  const actions: PlannedAction[] = [];
  for (let after: string | null = null; ;) {
    const { deviations }: z.infer<typeof actionPage> = await askDocument(gateway, {
      name: 'corrective-actions',
      variables: { ...inLanguage, first: 500, after },
      data: actionPage,
    });
    actions.push(...deviations.nodes);
    if (!deviations.pageInfo.hasNextPage) {
      return { ...found, periods: { now: period, before }, actions };
    }
    after = deviations.pageInfo.endCursor;
  }
}
