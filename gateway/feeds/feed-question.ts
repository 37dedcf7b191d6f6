import { z } from 'zod';
import type { Language, PublicCode } from '../../schema/public-codes.ts';
import { MEASURE_KINDS } from '../../schema/vocabulary.ts';
import { INDICATORS } from '../../schema/comparison/indicators.ts';
import { findUnit } from '../../schema/units.ts';
import type { FeedDescription } from './feed.ts';

export const FEED_PARAMETERS = {
  from: {
    nb: 'Første dag (ÅÅÅÅ-MM-DD). Uten: de siste tolv hele månedene, fire kvartalene eller kalenderåret.',
    en: 'First day (YYYY-MM-DD). Without: the last twelve whole months, four quarters or calendar year.',
  },
  to: { nb: 'Dagen etter siste dag (ÅÅÅÅ-MM-DD).', en: 'The day after the last day (YYYY-MM-DD).' },
  unit: {
    nb: 'Bare disse enhetene (koder, komma imellom).',
    en: 'Only these units (codes, commas between).',
  },
  kind: {
    nb: 'Bare disse typene tiltak (komma imellom).',
    en: 'Only these kinds of measures (commas between).',
  },
  by: {
    nb: 'Inndelingen (komma imellom); tom for alt under ett.',
    en: 'What it is divided by (commas between); empty for all in one.',
  },
  indicator: { nb: 'Hva enhetene sammenlignes etter.', en: 'What the units are compared by.' },
  asOf: { nb: 'Som kjent på dette tidspunktet (RFC 3339).', en: 'As known at this moment (RFC 3339).' },
  validOn: { nb: 'Regler som gjelder denne dagen.', en: 'Rules valid on this day.' },
} as const;
export type FeedParameter = keyof typeof FEED_PARAMETERS;
/** Every feed takes these. */
const ALWAYS = ['lang', 'dialect'] as const;

const DIALECTS = ['rfc4180', 'excel-nb'] as const;
export type Dialect = (typeof DIALECTS)[number];

/** What is asked of a feed, every value as the answer depends on it. */
export type FeedQuestion = {
  readonly language: Language;
  readonly dialect: Dialect;
  readonly period: { readonly from: string; readonly to: string };
  readonly units: readonly string[] | null;
  readonly kinds: readonly string[] | null;
  readonly by: readonly string[];
  readonly indicator: string;
  readonly asOf: string | null;
  readonly validOn: string;
};

/** Why a question cannot be asked: a public code, which parameter, and what it takes. */
export type BadParameter = {
  readonly code: PublicCode;
  readonly parameter: string;
  readonly expected: string;
};

const day = z.iso.date();
const list = (item: z.ZodType<string, string>) =>
  z
    .union([z.string(), z.array(z.string())])
    .transform((given) => [given].flat().flatMap((one) => one.split(',').filter((part) => part !== '')))
    .pipe(z.array(item));

/** What each parameter takes, and how it is told where something else came. */
const values = (feed: FeedDescription) =>
  ({
    from: [day, 'YYYY-MM-DD'],
    to: [day, 'YYYY-MM-DD'],
    unit: [list(z.string()), 'oslo,troms'],
    kind: [list(z.enum(MEASURE_KINDS)), MEASURE_KINDS.join(',')],
    by: [
      list(z.string().refine((one) => feed.dividedBy.allowed.includes(one))).refine(
        (by) => by.length <= feed.dividedBy.most,
      ),
      feed.dividedBy.allowed.join(','),
    ],
    indicator: [z.string().refine((code) => INDICATORS.has(code)), [...INDICATORS.keys()].join(' | ')],
    asOf: [z.iso.datetime({ offset: true }), '2025-06-30T12:00:00Z'],
    validOn: [day, 'YYYY-MM-DD'],
    lang: [z.enum(['nb', 'en']), 'nb | en'],
    dialect: [z.enum(DIALECTS), DIALECTS.join(' | ')],
  }) as const satisfies Record<FeedParameter | (typeof ALWAYS)[number], readonly [z.ZodType, string]>;

/** Reads the query of a feed's address. Nothing in it is passed over in silence. */
export function readQuestion(
  feed: FeedDescription,
  query: Readonly<Record<string, unknown>>,
  { language, today }: { readonly language: Language; readonly today: string },
): { readonly asked: FeedQuestion } | { readonly bad: BadParameter } {
  const taken: readonly string[] = [...feed.parameters, ...ALWAYS];
  const stranger = Object.keys(query).find((name) => !taken.includes(name));
  if (stranger !== undefined)
    return {
      bad: { code: 'FEED_PARAMETER_UNKNOWN', parameter: stranger, expected: taken.join(', ') },
    };
  const expected = values(feed);
  const read = z
    .object(Object.fromEntries(Object.entries(expected).map(([name, [type]]) => [name, type.optional()])))
    .safeParse(query);
  if (!read.success) {
    const parameter = String(read.error.issues[0]?.path[0]) as keyof typeof expected;
    return {
      bad: { code: 'FEED_PARAMETER_INVALID', parameter, expected: expected[parameter][1] },
    };
  }
  const given = read.data as { [Name in keyof typeof expected]?: z.infer<(typeof expected)[Name][0]> };
  const period = { ...feed.period(today), ...pick(given) };
  if (period.from >= period.to)
    return { bad: { code: 'PERIOD_INVALID', parameter: 'from', expected: 'from < to' } };
  const unknownUnit = given.unit?.find((code) => findUnit(code) === undefined);
  if (unknownUnit !== undefined)
    return { bad: { code: 'UNKNOWN_UNIT', parameter: 'unit', expected: 'GET /feeds/units.csv' } };
  return {
    asked: {
      language: given.lang ?? language,
      dialect: given.dialect ?? 'rfc4180',
      period,
      units: given.unit === undefined || given.unit.length === 0 ? null : given.unit,
      kinds: given.kind === undefined || given.kind.length === 0 ? null : given.kind,
      by: given.by ?? feed.dividedBy.byDefault,
      indicator: given.indicator ?? 'STARTED_RATE',
      asOf: given.asOf ?? null,
      validOn: given.validOn ?? today,
    },
  };
}

function pick({ from, to }: { from?: string | undefined; to?: string | undefined }) {
  return { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
}

/** Twelve whole months before the month of `today` (`YYYY-MM-DD`). */
export function lastTwelveMonths(today: string): { from: string; to: string } {
  return yearBefore(`${today.slice(0, 7)}-01`);
}

/** Four whole quarters before the quarter of `today`. */
export function lastQuarters(today: string): { from: string; to: string } {
  const month = 3 * Math.floor((Number(today.slice(5, 7)) - 1) / 3) + 1;
  return yearBefore(`${today.slice(0, 4)}-${String(month).padStart(2, '0')}-01`);
}

/** The calendar year before that of `today`. */
export function lastYear(today: string): { from: string; to: string } {
  return yearBefore(`${today.slice(0, 4)}-01-01`);
}

function yearBefore(to: string): { from: string; to: string } {
  return { from: `${Number(to.slice(0, 4)) - 1}${to.slice(4)}`, to };
}
