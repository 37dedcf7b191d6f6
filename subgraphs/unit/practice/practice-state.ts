import { bucketsOf } from '../../../schema/practice/calendar.ts';
import type { Question } from '../../../schema/practice/question.ts';
import { finishCell } from '../../../schema/practice/cells.ts';
import type { Cell, UnitState } from '../../../schema/practice/state.ts';
import type { RuleSet } from '../../../schema/rules/rule-set.ts';
import type { PracticeDimension } from '../../../schema/vocabulary.ts';
import type { Sql, Transaction } from '../../platform/database.ts';
import { dataThrough } from '../../platform/records/declarations.ts';
import { holdLatest } from '../../platform/records/write-lock.ts';
import { tellMoment } from '../../platform/watermark.ts';
import type { Judged } from '../duties/count-deviations.ts';
import { isJudgedBy, judgedThrough, readClock, ruleSetsOf } from '../duties/deviation-clock.ts';
import { openDuties } from '../duties/open-duties.ts';
import type { RememberedDuties } from '../duties/open-duties.ts';
import { addUpOverTime } from './groups.ts';
import type { Group } from './groups.ts';
import { fitsMonths, readMonths } from './read-months.ts';
import { readRecords } from './read-records.ts';
import type { RememberedLengths } from './remembered-lengths.ts';

/** What a unit's process remembers of its records from one answer to the next. */
export type Remembered = { readonly lengths: RememberedLengths; readonly duties: RememberedDuties };

/** A unit's part of a practice answer, from its own records alone, in a transaction that sees one moment. */
export async function readPractice(
  sql: Transaction,
  remembered: Remembered,
  question: Question,
  set: RuleSet,
): Promise<UnitState> {
  const through = await dataThrough(sql, 'measures', question.asOf);
  const cutoff = cutoffOf(question, through);
  const watermark = await tellMoment(sql, { open: Date.parse(cutoff) === Date.parse(question.now) });
  const clock = await readClock(sql);
  const judgedTo = await judgedThrough(sql, question);
  const read = isJudgedBy(clock, set) ? await asRead(sql, question) : question;
  const now = { watermark, through: judgedTo, set };
  const open = read.asOf === null ? await openDuties(sql, remembered.duties, now) : [];
  const judged = { through: judgedTo, set, open };
  const asked = { question: read, cutoff, judged, countedThrough: clock.countedThrough };
  const groups = fitsMonths(read)
    ? await readMonths(sql, remembered.lengths, asked)
    : await readRecords(sql, asked);
  return {
    dataThrough: through,
    // What is known at a past moment is judged now, by the rules as they are.
    ruleSets: question.asOf === null ? ruleSetsOf(clock) : [set.version],
    total: await totalOf(sql, { ...asked, groups }),
    groups: groups.map(({ key, cell }) => ({
      key,
      cell: question.by.includes('UNIT') ? finishCell(cell) : cell,
    })),
  };
}

/** The question as records are read for it: what is kept of the latest serves while nothing was written after `asOf`. */
async function asRead(sql: Sql, question: Question): Promise<Question> {
  const isNow = question.asOf !== null && (await holdLatest(sql, question.asOf));
  return isNow ? { ...question, asOf: null } : question;
}

async function totalOf(
  sql: Sql,
  {
    question,
    cutoff,
    judged,
    groups,
  }: { question: Question; cutoff: string; judged: Judged; groups: readonly Group[] },
): Promise<Cell> {
  const last = bucketsOf(question.period, question.by).length - 1;
  if (!question.by.includes('VULNERABILITY')) return addUpOverTime(groups, last);
  // Under its flags a measure counts more than once; the total counts it once.
  const once = await readRecords(sql, {
    question: { ...question, by: timeOnly(question.by) },
    cutoff,
    judged,
  });
  return addUpOverTime(once, last);
}

function timeOnly(by: readonly PracticeDimension[]): PracticeDimension[] {
  return by.filter((dimension) => dimension === 'YEAR' || dimension === 'QUARTER' || dimension === 'MONTH');
}

/** Up to when intervals without an end are counted. */
export function cutoffOf({ asOf, now }: Question, through: string | null): string {
  const known = [asOf, through, now].filter((moment) => moment !== null).map((moment) => Date.parse(moment));
  return new Date(Math.min(...known)).toISOString();
}
