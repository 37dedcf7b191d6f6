import type { Manifest } from '../../../schema/exports/manifest.ts';
import { EXPORT_PARTS } from '../../../schema/exports/parts.ts';
import type { ExportRequest } from '../../../schema/exports/request.ts';
import { isPublicCode, sentence } from '../../../schema/public-codes.ts';
import type { Language } from '../../../schema/public-codes.ts';
import { findUnit } from '../../../schema/units.ts';
import type { PublishedRow } from '../public/ask-published.ts';
import { publishedPages } from '../public/published-pages.ts';
import type { PublishedPages } from '../public/published-pages.ts';
import type { Compared, IndicatorFigures, SummaryFigures } from './ask-figures.ts';
import { speaking } from './speaking.ts';
import type { Say } from './speaking.ts';
import { SUMMARY_WORDS } from './words.ts';
import type { SummaryWords } from './words.ts';

export type Table = { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] };
type Ratio = {
  readonly name: string;
  readonly value: string;
  readonly limits: string;
  readonly national: string;
  readonly ratio: string;
  readonly at: number | null;
  readonly from: number | null;
  readonly to: number | null;
};
type UnitPages = {
  readonly name: string;
  /** What stands in the place of figures; null where there are some. */
  readonly noFigures: string | null;
  readonly through: Table;
  readonly judgedBy: string;
  readonly tables: Table;
  readonly kinds: Table;
  readonly months: readonly { readonly month: string; readonly started: number }[];
  readonly ratios: readonly Ratio[];
  readonly deviations: Table;
};
/** What the template sets: text ready to be read, and what charts are drawn from. */
export type SummaryPages = {
  readonly language: Language;
  readonly words: SummaryWords;
  readonly standing: { readonly complete: boolean; readonly lines: readonly string[] };
  readonly facts: readonly (readonly [string, string])[];
  readonly besideAll: boolean;
  /** Which units the figures of the country are without; empty where they are whole. */
  readonly besideWithout: string;
  /** Which indicators were not answered; empty where all were. */
  readonly unanswered: string;
  /** Of the public edition; empty in the full one. */
  readonly published: readonly PublishedPages[];
  /** Of the full edition; empty in the public one. */
  readonly units: readonly UnitPages[];
};

export type SummaryBasis = {
  readonly head: Omit<Manifest, 'files'>;
  readonly request: ExportRequest;
  readonly figures: SummaryFigures;
  /** Of the public edition. */
  readonly published: readonly PublishedRow[];
  /** Rows of each table of a unit that was read to its end, by the code of the part. */
  readonly rows: ReadonlyMap<string, ReadonlyMap<string, number>>;
};

export function summaryPages({ head, request, figures, published, rows }: SummaryBasis): SummaryPages {
  const language = request.language === 'EN' ? 'en' : 'nb';
  const words = SUMMARY_WORDS[language];
  const say = speaking(language);
  const { practice } = figures;
  const full = request.edition === 'FULL';
  return {
    language,
    words,
    standing: standingOf(head, language),
    facts: factsOf(head, request, { language, words }),
    besideAll: figures.besideAll,
    besideWithout: besideWithout(figures, { language, words }),
    unanswered:
      figures.unanswered.length === 0 ? '' : `${words.unanswered} ${figures.unanswered.join(', ')}.`,
    published: full ? [] : publishedPages(published, request.units, { language, say }),
    units: (full ? request.units : []).map((unit) => {
      const standing = head.units.find((one) => one.unit === unit);
      const own = <T extends { readonly unit: { readonly code: string } }>(groups: readonly T[] = []) =>
        groups.filter(({ unit: { code } }) => code === unit);
      const answered = own(practice?.kinds.coverage.answered).length > 0;
      const kinds = own(practice?.kinds.groups);
      return {
        name: findUnit(unit)?.name[language] ?? unit,
        noFigures: answered ? null : request.period === null ? words.noPeriod : words.noFigures,
        judgedBy: standing?.ruleSets.join(', ') || '–',
        through: {
          head: [words.source, words.through],
          rows: Object.entries(standing?.dataThrough ?? {}).map(([target, moment]) => [
            target === 'measures' ? words.measures : nameOf(target, language),
            moment === null ? words.undeclared : say.moment(moment),
          ]),
        },
        tables: {
          head: [words.table, words.rows],
          rows: EXPORT_PARTS.map((part) => {
            const count = rows.get(unit)?.get(part.code);
            return [part[language], count === undefined ? words.notRead : say.number(count, 0)];
          }),
        },
        kinds: {
          head: [words.kind, words.started, words.inForce, words.hours, words.median, words.rate],
          rows: kinds.map(({ kind, figures: one }) => [
            Object.entries(words.kinds).find(([code]) => code === kind)?.[1] ?? kind,
            say.number(one.started, 0),
            say.number(one.inForceAtEnd, 0),
            say.number(one.hours, 0),
            say.number(one.medianHours, 1),
            say.number(one.ratePer1000InmateDays, 2),
          ]),
        },
        months: own(practice?.months.groups).map(({ month, figures: one }) => ({
          month,
          started: one.started ?? 0,
        })),
        ratios: figures.indicators.flatMap((indicator) => ratioOf(indicator, unit, say)),
        deviations: {
          head: [words.rule, words.count],
          rows: deviationsIn(kinds).map(({ name, count }) => [name, say.number(count, 0)]),
        },
      };
    }),
  };
}

/** By rule, the most frequent first. A measure is of one kind, so that those of the kinds add up. */
function deviationsIn(kinds: NonNullable<SummaryFigures['practice']>['kinds']['groups']) {
  const all = kinds.flatMap(({ figures }) => figures.deviations ?? []);
  return [...Map.groupBy(all, ({ rule }) => rule.code)]
    .map(([code, same]) => ({
      code,
      name: same[0]?.rule.title ?? code,
      count: same.reduce((sum, { count }) => sum + count, 0),
    }))
    .filter(({ count }) => count > 0)
    .toSorted((one, other) => other.count - one.count || (one.code < other.code ? -1 : 1));
}

function standingOf({ complete, units }: SummaryBasis['head'], language: Language): SummaryPages['standing'] {
  const words = SUMMARY_WORDS[language];
  if (complete) return { complete, lines: [words.complete] };
  const missing = units.flatMap(({ unit, complete: whole, reason }) =>
    whole
      ? []
      : [
          `${findUnit(unit)?.name[language] ?? unit}: ${isPublicCode(reason) ? sentence(reason, language) : '–'}`,
        ],
  );
  return { complete, lines: [words.incomplete, ...missing] };
}

function besideWithout(
  { besideAll, indicators }: SummaryFigures,
  { language, words }: { readonly language: Language; readonly words: SummaryWords },
): string {
  const missing = [...new Set(indicators.flatMap(({ without }) => without))].toSorted();
  if (!besideAll || missing.length === 0) return '';
  return `${words.besideWithout} ${missing.map((code) => findUnit(code)?.name[language] ?? code).join(', ')}.`;
}

function factsOf(
  head: SummaryBasis['head'],
  { units, period, last }: ExportRequest,
  { language, words }: { readonly language: Language; readonly words: SummaryWords },
): [string, string][] {
  const say = speaking(language);
  const { subject, organisation, purpose } = head.requester;
  return [
    [words.units, units.map((code) => findUnit(code)?.name[language] ?? code).join(', ')],
    [words.period, period === null ? words.unlimited : say.period(period)],
    ...(last === null ? [] : [[words.last, String(last)] as [string, string]]),
    [words.asOf, say.moment(head.asOf)],
    [words.requester, organisation === null ? subject : `${subject}, ${organisation}`],
    [words.purpose, purpose],
    [words.rules, head.ruleSet],
    [words.software, head.software],
    [words.package, head.id],
  ];
}

function nameOf(target: string, language: Language): string {
  return EXPORT_PARTS.find(({ code }) => code === target)?.[language] ?? target;
}

function ratioOf({ name, share, national, results }: IndicatorFigures, unit: string, say: Say): Ratio[] {
  const own: Compared | undefined = results.find((one) => one.unit?.code === unit);
  if (own === undefined || own.figures.value === null) return [];
  const { value, valueLimits } = own.figures;
  // Beside itself alone every unit is as expected, which says nothing.
  const { ratio, ratioLimits } = national === null ? { ratio: null, ratioLimits: null } : own.figures;
  const amount = (one: number | null) =>
    share && one !== null ? `${say.number(one * 100, 1)} %` : say.number(one, 2);
  return [
    {
      name,
      value: amount(value),
      limits: valueLimits === null ? '–' : `${amount(valueLimits.lower95)} – ${amount(valueLimits.upper95)}`,
      national: amount(national),
      ratio: say.number(ratio, 2),
      at: ratio,
      from: ratioLimits?.lower95 ?? null,
      to: ratioLimits?.upper95 ?? null,
    },
  ];
}
