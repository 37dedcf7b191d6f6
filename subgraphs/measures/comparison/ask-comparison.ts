import type { Asking } from '../../../schema/access/permits.ts';
import { findIndicator } from '../../../schema/comparison/find-indicator.ts';
import type { Indicator } from '../../../schema/comparison/indicators.ts';
import { isComparedGroup, writeComparisonKey } from '../../../schema/comparison/question.ts';
import type { ComparisonQuestion } from '../../../schema/comparison/question.ts';
import { writeKey } from '../../../schema/practice/question.ts';
import type { Question } from '../../../schema/practice/question.ts';
import { typePrefix } from '../../../schema/units.ts';
import type { PracticeDimension } from '../../../schema/vocabulary.ts';
import { ClientError } from '../../platform/client-error.ts';
import { questionOf } from '../ask-practice.ts';
import type { PracticeArguments } from '../ask-practice.ts';

export type ComparisonArguments = Pick<PracticeArguments, 'filter'> &
  Pick<ComparisonQuestion, 'adjustFor' | 'by' | 'indicator'> & { readonly rule?: string | null };

/** Refers a comparison to the units and the register, as questions of practice by strata. */
export function askComparison(asked: ComparisonArguments, asserted: Asking) {
  const rule = asked.rule ?? null;
  const indicator = findIndicator({ indicator: asked.indicator, rule });
  if (indicator === undefined) throw new ClientError('RULE_NOT_COUNTED');
  if (asked.by === 'VULNERABILITY' && (indicator.per === 'INMATE_DAYS' || indicator.counted.of === 'FLAGGED'))
    throw new ClientError('NOT_COMPARABLE_BY_VULNERABILITY');
  const adjustFor = [...new Set(asked.adjustFor)].filter((dimension) => dimension !== asked.by);
  const question = narrow(
    questionOf(
      { filter: asked.filter, by: [...adjustFor, ...groupedBy(asked, indicator)], countInmates: false },
      asserted,
    ),
    indicator,
  );
  const { counted } = indicator;
  const cases = counted.of === 'FLAGGED' ? { ...question, vulnerabilities: [counted.flag] } : null;
  const key = writeComparisonKey({
    indicator: asked.indicator,
    rule,
    adjustFor,
    by: asked.by,
    question,
    cases,
  });
  return {
    key,
    units: partsOf(question),
    cases: cases === null ? [] : partsOf(cases),
    inmates: { __typename: 'InmatesPractice', key: writeKey(ofPersons(question)) },
  };
}

function groupedBy({ by }: ComparisonArguments, { counted }: Indicator): PracticeDimension[] {
  const parts: PracticeDimension[] = counted.of === 'WHOLE' ? ['EXTENT'] : [];
  return isComparedGroup(by) || by === 'MONTH' || by === 'QUARTER' ? [...parts, by] : parts;
}

/** What the indicator is about, within what the filter asks for. */
function narrow(question: Question, { kinds, means }: Indicator): Question {
  const narrowed = {
    ...question,
    kinds: question.means === null ? both(question.kinds, kinds) : question.kinds,
    means: both(question.means, means),
  };
  if (narrowed.kinds?.length === 0 || narrowed.means?.length === 0)
    throw new ClientError('INDICATOR_OUTSIDE_FILTER');
  return narrowed;
}

/** What of the question the register can tell apart: the same for every indicator, so that it is asked the same. */
function ofPersons(question: Question): Question {
  const by = question.by.filter((dimension) => dimension !== 'EXTENT');
  return { ...question, kinds: null, means: null, legalBases: null, extents: null, by };
}

function both<T>(asked: readonly T[] | null, own: readonly T[] | null): T[] | null {
  if (own === null) return asked === null ? null : [...asked];
  if (asked === null) return [...own];
  return asked.filter((value) => own.includes(value));
}

function partsOf(question: Question) {
  const key = writeKey(question);
  return question.units.map((code) => ({ __typename: `${typePrefix(code)}Practice`, key }));
}
