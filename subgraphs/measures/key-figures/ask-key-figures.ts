import type { Asking } from '../../../schema/access/permits.ts';
import { mayReachAll } from '../../../schema/access/permits.ts';
import {
  isPublishedYear,
  KEY_FIGURE_DIMENSIONS,
  writeKeyFigureKey,
} from '../../../schema/key-figures/question.ts';
import { writeKeyFigureUnitKey } from '../../../schema/key-figures/state.ts';
import { periodBefore } from '../../../schema/practice/calendar.ts';
import { writeKey } from '../../../schema/practice/question.ts';
import type { Question } from '../../../schema/practice/question.ts';
import { typePrefix } from '../../../schema/units.ts';
import { ClientError } from '../../platform/client-error.ts';
import { normalQuestion } from '../ask-practice.ts';

export type KeyFigureArguments = {
  readonly period: Question['period'];
  readonly units?: readonly string[] | null;
};

/**
 * Refers key figures to the units and the register, for the period and the one before. Who may not have exact
 * figures of every unit asked gets the published ones, which are computed over all units.
 */
export function askKeyFigures({ period, units }: KeyFigureArguments, asserted: Asking) {
  const shown = questionOver(period, units).units;
  const isExact = mayReachAll(asserted, 'FIGURES', shown);
  if (!isExact && !isPublishedYear(period)) throw new ClientError('WHOLE_YEARS_ONLY');
  const asked = isExact ? units : null;
  const question = questionOver(period, asked);
  const before = { ...question, period: questionOver(periodBefore(period), asked).period };
  const key = writeKeyFigureKey({ edition: isExact ? 'EXACT' : 'PUBLISHED', shown, question, before });
  return { key, ...referTo(question, ''), ...referTo(before, 'Before') };
}

function questionOver(period: Question['period'], units: KeyFigureArguments['units']): Question {
  return normalQuestion({ filter: { period, units }, by: KEY_FIGURE_DIMENSIONS, countInmates: true });
}

function referTo(question: Question, suffix: '' | 'Before') {
  const key = writeKeyFigureUnitKey(question);
  return {
    [`units${suffix}`]: question.units.map((code) => ({ __typename: `${typePrefix(code)}Practice`, key })),
    [`inmates${suffix}`]: { __typename: 'InmatesPractice', key: writeKey(question) },
  };
}
