import { z } from 'zod';
import { isPublicCode, sentence } from '../../schema/public-codes.ts';
import type { Language } from '../../schema/public-codes.ts';
import { findUnit } from '../../schema/units.ts';
import type { Cell, ColumnOf } from './feed.ts';
import { column, says } from './column.ts';

/** What of `Coverage` every feed asks for. */
export const COVERAGE_FRAGMENT = `fragment FeedCoverage on Coverage {
  complete
  answered { unit { code } dataThrough }
  missing { unit { code } reason }
  ruleSets
  registers { register answered reason }
}`;

export const coverageAnswer = z.object({
  complete: z.boolean(),
  answered: z.array(z.object({ unit: z.object({ code: z.string() }), dataThrough: z.string().nullable() })),
  missing: z.array(z.object({ unit: z.object({ code: z.string() }), reason: z.string() })),
  ruleSets: z.array(z.string()),
  registers: z.array(
    z.object({ register: z.string(), answered: z.boolean(), reason: z.string().nullable() }),
  ),
});

/** A unit or a register that the feed lacks. */
type Missing = {
  readonly code: string;
  readonly name: string;
  readonly reason: string;
  readonly sentence: string;
};
export type FeedCoverage = {
  readonly complete: boolean;
  readonly missing: readonly Missing[];
  readonly answered: readonly {
    readonly code: string;
    readonly name: string;
    readonly dataThrough: string | null;
  }[];
  readonly ruleSets: readonly string[];
};

export function readCoverage(
  { complete, answered, missing, registers, ruleSets }: z.infer<typeof coverageAnswer>,
  language: Language,
): FeedCoverage {
  return {
    complete,
    missing: [
      ...missing.map(({ unit, reason }) => missingOne(unit.code, reason, language)),
      ...registers
        .filter((register) => !register.answered)
        .map(({ register, reason }) => missingOne(register, reason ?? '', language)),
    ],
    answered: answered.map(({ unit, dataThrough }) => ({
      code: unit.code,
      name: nameOf(unit.code, language),
      dataThrough,
    })),
    ruleSets,
  };
}

export function missingOne(code: string, reason: string, language: Language): Missing {
  const told = isPublicCode(reason) ? sentence(reason, language) : reason;
  return { code, name: nameOf(code, language), reason, sentence: told };
}

export function nameOf(code: string, language: Language): string {
  const register = { nb: 'Innsatteregisteret', en: 'Inmates register' };
  return (findUnit(code)?.name ?? register)[language];
}

/** The same note in every row, so that it is still there after somebody has copied the rows into a sheet. */
export const NOTE_COLUMNS: readonly ColumnOf<FeedCoverage>[] = [
  column<FeedCoverage>({
    name: 'complete',
    type: 'BOOLEAN',
    part: 'NOTE',
    ...says(
      ['Fullstendig', 'Om alle enheter og registre det ble spurt etter, svarte. Lik i alle rader.'],
      ['Complete', 'Whether all units and registers asked for have answered. The same in all rows.'],
    ),
    value: ({ complete }) => complete,
  }),
  column<FeedCoverage>({
    name: 'missing',
    type: 'TEXT',
    part: 'NOTE',
    ...says(
      [
        'Mangler',
        'Koder for enheter og registre som ikke er med, med mellomrom imellom. Tom når alt er med. Lik i alle rader.',
      ],
      [
        'Missing',
        'Codes of units and registers that are not included, with spaces between. Empty when all are. The same in all rows.',
      ],
    ),
    value: ({ missing }) => missing.map(({ code }) => code).join(' ') || null,
  }),
  column<FeedCoverage>({
    name: 'note',
    type: 'TEXT',
    part: 'NOTE',
    ...says(
      ['Merknad', 'Hva som mangler og hvorfor, som setning. Tom når alt er med. Lik i alle rader.'],
      ['Note', 'What is missing and why, as a sentence. Empty when nothing is. The same in all rows.'],
    ),
    value: noteOf,
  }),
];

function noteOf({ missing }: FeedCoverage, language: Language): Cell {
  if (missing.length === 0) return null;
  const said = missing.map((one) => `${one.name}: ${one.sentence}`).join(' ');
  return language === 'nb' ? `Ufullstendig. ${said}` : `Incomplete. ${said}`;
}
