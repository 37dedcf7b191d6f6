import type { Question } from '../../../schema/practice/question.ts';
import { writeKey } from '../../../schema/practice/question.ts';
import { CUBE_DIMENSIONS, hasEnded, quartersOf } from '../../../schema/published/cube.ts';
import { typePrefix } from '../../../schema/units.ts';
import { ClientError } from '../../platform/client-error.ts';
import { normalQuestion } from '../ask-practice.ts';

/** As many quarters as ten years have. */
const MOST_QUARTERS = 40;

/** Refers the published cube to every unit and to the register: whole quarters that have ended, and no filter. */
export function askPublished({ period }: Pick<Question, 'period'>) {
  const question = normalQuestion({ filter: { period }, by: CUBE_DIMENSIONS, countInmates: true });
  const quarters = quartersOf(period);
  if (quarters === null) throw new ClientError('WHOLE_QUARTERS_ONLY');
  if (!hasEnded(period)) throw new ClientError('QUARTER_NOT_ENDED');
  if (quarters.length > MOST_QUARTERS) throw new ClientError('TOO_MANY_GROUPS');
  const key = writeKey(question);
  return {
    key,
    units: question.units.map((code) => ({ __typename: `${typePrefix(code)}Practice`, key })),
    inmates: { __typename: 'InmatesPractice', key },
  };
}
