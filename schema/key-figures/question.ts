import { z } from 'zod';
import { question } from '../practice/question.ts';
import type { Question } from '../practice/question.ts';
import { hasEnded, isUnfiltered } from '../published/cube.ts';
import type { PracticeDimension } from '../vocabulary.ts';

/** All that key figures and the published cube tell apart. Without UNIT, so that each unit's lengths can be added up. */
export const KEY_FIGURE_DIMENSIONS = [
  'KIND',
  'MEANS',
  'EXTENT',
  'LEGAL_BASIS',
  'AGE_GROUP',
  'CUSTODY',
  'QUARTER',
  'SEX',
] as const satisfies readonly PracticeDimension[];

/** Key figures as the federation carries them, in the key of their entity. */
const keyFigures = z.strictObject({
  /** Exact, or as published to readers without exact figures of all units asked. */
  edition: z.enum(['EXACT', 'PUBLISHED']),
  /** Units that are shown. */
  shown: z.array(z.string()),
  question,
  before: question,
});
export type KeyFigureQuestion = z.infer<typeof keyFigures>;

export function writeKeyFigureKey(asked: KeyFigureQuestion): string {
  return JSON.stringify(asked);
}

export function readKeyFigureKey(key: string): KeyFigureQuestion {
  return keyFigures.parse(JSON.parse(key));
}

const FIRST_OF_YEAR = /^(\d{4})-01-01$/;

/** One calendar year that is over: of other periods the differences would tell what is hidden. */
export function isPublishedYear(period: Question['period']): boolean {
  const [from, to] = [period.from, period.to].map((day) => Number(FIRST_OF_YEAR.exec(day)?.[1]));
  return from !== undefined && from + 1 === to && hasEnded(period);
}

/** Whether it is the question behind published key figures, which units and the register answer as they do the cube. */
export function isKeyFigureQuestion(asked: Question): boolean {
  return isUnfiltered(asked, KEY_FIGURE_DIMENSIONS) && isPublishedYear(asked.period);
}
