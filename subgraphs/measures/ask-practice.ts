import { randomBytes } from 'node:crypto';
import type { Asking } from '../../schema/access/permits.ts';
import { findLegalBasis } from '../../schema/legal-bases.ts';
import { bucketsOf } from '../../schema/practice/calendar.ts';
import { writeKey } from '../../schema/practice/question.ts';
import type { Question } from '../../schema/practice/question.ts';
import { findUnit, typePrefix, UNITS } from '../../schema/units.ts';
import type { PracticeDimension } from '../../schema/vocabulary.ts';
import { requireUnits } from '../platform/access/require-clearance.ts';
import { ClientError } from '../platform/client-error.ts';

type Optional<T> = T | null | undefined;
export type PracticeArguments = {
  readonly filter: {
    readonly period: { readonly from: string; readonly to: string };
    readonly units?: Optional<readonly string[]>;
    readonly regions?: Optional<readonly string[]>;
    readonly length?: Optional<{
      readonly overDays?: Optional<number>;
      readonly upToDays?: Optional<number>;
    }>;
    readonly asOf?: Optional<string>;
    readonly kinds?: Optional<Question['kinds']>;
    readonly facilities?: Optional<Question['facilities']>;
    readonly securityLevels?: Optional<Question['securityLevels']>;
    readonly means?: Optional<Question['means']>;
    readonly legalBases?: Optional<Question['legalBases']>;
    readonly extents?: Optional<Question['extents']>;
    readonly sexes?: Optional<Question['sexes']>;
    readonly ageGroups?: Optional<Question['ageGroups']>;
    readonly custodies?: Optional<Question['custodies']>;
    readonly citizenships?: Optional<Question['citizenships']>;
    readonly vulnerabilities?: Optional<Question['vulnerabilities']>;
  };
  readonly by: readonly PracticeDimension[];
  readonly countInmates: boolean;
};

const DAY = 86_400;
const MOST_BUCKETS = 600;

/** Checks the question and refers it to every unit asked and to the register. */
export function askPractice(asked: PracticeArguments, asserted: Asking) {
  const question = questionOf(asked, asserted);
  const key = writeKey(question);
  return {
    key,
    units: question.units.map((code) => ({ __typename: `${typePrefix(code)}Practice`, key })),
    inmates: { __typename: 'InmatesPractice', key },
  };
}

/** The question in one normal form; fails where somebody who asks may not have exact figures of a unit in it. */
export function questionOf(asked: PracticeArguments, asserted: Asking): Question {
  const question = normalQuestion(asked);
  requireUnits(asserted, 'FIGURES', question.units);
  return question;
}

export function normalQuestion({ filter, by, countInmates }: PracticeArguments): Question {
  const { period } = filter;
  if (period.from >= period.to || period.from < '1900-01-01' || period.to > '2200-01-01')
    throw new ClientError('PERIOD_INVALID');
  if (bucketsOf(period, by).length > MOST_BUCKETS) throw new ClientError('TOO_MANY_GROUPS');
  if (filter.units?.some((code) => findUnit(code) === undefined)) throw new ClientError('UNKNOWN_UNIT');
  if (filter.legalBases?.some((code) => findLegalBasis(code) === undefined))
    throw new ClientError('UNKNOWN_LEGAL_BASIS');
  if (filter.asOf != null && Date.parse(filter.asOf) > Date.now()) throw new ClientError('AS_OF_NOT_REACHED');
  const units = UNITS.filter(
    ({ code, region }) =>
      (filter.units?.includes(code) ?? true) && (filter.regions?.includes(region) ?? true),
  ).map(({ code }) => code);
  return {
    period,
    units,
    kinds: filter.kinds ?? null,
    facilities: filter.facilities ?? null,
    securityLevels: filter.securityLevels ?? null,
    means: filter.means ?? null,
    legalBases: filter.legalBases ?? null,
    extents: filter.extents ?? null,
    overSeconds: seconds(filter.length?.overDays),
    upToSeconds: seconds(filter.length?.upToDays),
    sexes: filter.sexes ?? null,
    ageGroups: filter.ageGroups ?? null,
    custodies: filter.custodies ?? null,
    citizenships: filter.citizenships ?? null,
    vulnerabilities: filter.vulnerabilities ?? null,
    asOf: filter.asOf ?? null,
    // Figures count whole seconds, so nothing is lost, and questions of one second are one question.
    now: new Date(Math.floor(Date.now() / 1000) * 1000).toISOString(),
    by: [...new Set(by)],
    personKey: countInmates ? randomBytes(24).toString('base64url') : null,
  };
}

function seconds(days: Optional<number>): number | null {
  return days == null ? null : days * DAY;
}
