import { z } from 'zod';
import type { Asking } from '../../schema/access/permits.ts';
import { summariseLengths } from '../../schema/practice/lengths.ts';
import { addQuality, qualityState, readQualityKey, writeQualityKey } from '../../schema/quality.ts';
import type { QualityCell } from '../../schema/quality.ts';
import { isReasonCode, reasonSentence } from '../../schema/records/reasons.ts';
import type { Language } from '../../schema/public-codes.ts';
import { findUnit, typePrefix, UNITS } from '../../schema/units.ts';
import { requireUnits } from '../platform/access/require-clearance.ts';
import { ClientError } from '../platform/client-error.ts';
import { partOf, readParts } from './answered-parts.ts';

const HOUR = 3600;

/** Refers the question of data quality to every unit asked. */
export function askQuality(units: readonly string[] | null | undefined, asserted: Asking) {
  if (units?.some((code) => findUnit(code) === undefined)) throw new ClientError('UNKNOWN_UNIT');
  const codes = UNITS.map(({ code }) => code).filter((code) => units?.includes(code) ?? true);
  requireUnits(asserted, 'QUALITY', codes);
  const key = writeQualityKey(codes);
  return { key, units: codes.map((code) => ({ __typename: `${typePrefix(code)}Practice`, key })) };
}

/** Adds up what the units answered about the quality of their records. */
export function answerQuality(reference: { readonly key: string; readonly units?: unknown }) {
  const question = readQualityKey(reference.key);
  if (question === null || reference.units === undefined) return { key: reference.key };
  const parts = z.array(partOf).catch([]).parse(reference.units);
  const { answered, missing } = readParts(question.units, parts, qualityState);
  const sources = answered.flatMap(({ code, state }) =>
    state.sources.map(({ cell, ...source }) => ({ ...source, unit: { code }, figures: figuresOf(cell) })),
  );
  const cells = answered.flatMap(({ state }) => state.sources.map(({ cell }) => cell));
  return {
    key: reference.key,
    coverage: {
      complete: missing.length === 0,
      answered: answered.map(({ code }) => ({
        unit: { code },
        dataThrough: null,
        ruleSet: null,
        ruleSets: [],
      })),
      missing: missing.map(({ code, reason }) => ({ unit: { code }, reason })),
      ruleSets: [],
      registers: [],
      ratesFrom: [],
    },
    total: answered.length === 0 ? null : figuresOf(addQuality(cells)),
    sources,
  };
}

export function reasonMessage(name: string, language: Language): string {
  const [, code = '', field = null] = /^(\w+?)(?:\((.*)\))?$/.exec(name) ?? [];
  return isReasonCode(code) ? reasonSentence({ code, field }, language) : name;
}

function figuresOf({ waitingReasons, unknownValues, delays, ...cell }: QualityCell) {
  const { medianSeconds, p90Seconds } = summariseLengths(delays);
  return {
    ...cell,
    waitingReasons: waitingReasons.map(([reason, count]) => ({ reason, count })),
    unknownValues: unknownValues.filter(([, count]) => count > 0).map(([field, count]) => ({ field, count })),
    medianDelayHours: hours(medianSeconds),
    p90DelayHours: hours(p90Seconds),
  };
}

function hours(seconds: number | null): number | null {
  return seconds === null ? null : seconds / HOUR;
}
