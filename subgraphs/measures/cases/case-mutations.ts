import { z } from 'zod';
import { osloDay } from '../../../schema/practice/calendar.ts';
import { shortText, textUpTo } from '../../../schema/records/fields.ts';
import type { WithAsserted } from '../../platform/access/guard-resolvers.ts';
import type { Database } from '../../platform/database.ts';
import { openCaseFromSignal } from './case-from-signal.ts';
import { refuse } from './case-answer.ts';
import type { CaseAnswer } from './case-answer.ts';
import { caseActor } from './reach.ts';
import { openSystemicCase } from './systemic-case.ts';
import { takeStep } from './take-step.ts';
import type { WantedStep } from './take-step.ts';

type ToCase = { readonly id: string; readonly expectedVersion: number };
type Saying = { readonly note?: string | null };
type WithInput<T> = { readonly input: T };
type WithDatabase = WithAsserted & { readonly database: Database };

const text = textUpTo(4000).trim().min(1);

/** The mutations: each reads what people wrote, and takes one step. */
export const caseMutations = {
  explainCase: saying('EXPLAINED', text),
  acceptExplanation: saying('ACCEPTED', text.nullish()),
  returnCase: saying('RETURNED', text),
  reportCorrected: saying('CORRECTED', text.nullish()),
  closeCase: saying('CLOSED', text.nullish()),

  planAction: async (
    _root: unknown,
    { input }: WithInput<ToCase & { readonly action: string; readonly deadline: string }>,
    { database, asserted }: WithDatabase,
  ): Promise<CaseAnswer> => {
    const action = text.safeParse(input.action).data;
    if (action === undefined) return refuse('NOTE_INVALID', null);
    const { deadline } = input;
    if (deadline < osloDay(new Date().toISOString())) return refuse('DEADLINE_PASSED', null);
    const sets = (recordedAt: string) => ({
      action,
      actionDeadline: deadline,
      actionPlannedAt: recordedAt,
      correctedAt: null,
    });
    return takeStep(database, {
      ...toCase(input),
      by: caseActor(asserted),
      step: 'ACTION_PLANNED',
      note: action,
      sets,
    });
  },

  assignCase: async (
    _root: unknown,
    { input }: WithInput<ToCase & { readonly owner?: string | null }>,
    { database, asserted }: WithDatabase,
  ): Promise<CaseAnswer> => {
    const owner = shortText.nullish().safeParse(input.owner);
    if (!owner.success) return refuse('NOTE_INVALID', null);
    const sets = () => ({ owner: owner.data ?? null });
    return takeStep(database, {
      ...toCase(input),
      by: caseActor(asserted),
      step: 'ASSIGNED',
      note: owner.data ?? null,
      sets,
    });
  },

  openCaseFromSignal: async (
    _root: unknown,
    { input }: WithInput<{ readonly evidence: string; readonly note: string }>,
    { database, asserted }: WithDatabase,
  ): Promise<CaseAnswer> => {
    const note = text.safeParse(input.note).data;
    if (note === undefined) return refuse('NOTE_INVALID', null);
    return openCaseFromSignal(database, { evidence: input.evidence, note, by: caseActor(asserted) });
  },

  openSystemicCase: async (
    _root: unknown,
    {
      input,
    }: WithInput<{ readonly rule: string; readonly units?: readonly string[] | null; readonly note: string }>,
    { database, asserted }: WithDatabase,
  ): Promise<CaseAnswer> => {
    const note = text.safeParse(input.note).data;
    if (note === undefined) return refuse('NOTE_INVALID', null);
    return openSystemicCase(database, {
      rule: input.rule,
      units: input.units ?? null,
      note,
      by: caseActor(asserted),
    });
  },
};

function saying(step: WantedStep['step'], note: z.ZodType<string | null | undefined>) {
  return async (
    _root: unknown,
    { input }: WithInput<ToCase & Saying>,
    { database, asserted }: WithDatabase,
  ): Promise<CaseAnswer> => {
    const said = note.safeParse(input.note);
    return said.success
      ? takeStep(database, { ...toCase(input), by: caseActor(asserted), step, note: said.data ?? null })
      : refuse('NOTE_INVALID', null);
  };
}

function toCase({ id, expectedVersion }: ToCase): ToCase {
  return { id, expectedVersion };
}
