import { z } from 'zod';
import { INDICATORS } from '../../../schema/comparison/indicators.ts';
import { UNITS } from '../../../schema/units.ts';
import { mayReachAll } from '../../../schema/access/permits.ts';
import type { ExportJob } from '../jobs.ts';

/** Asks the gateway's own graph, as the requester. Null where there is no answer. */
export type Ask = (
  job: Pick<ExportJob, 'asserted'>,
  query: string,
  variables: Readonly<Record<string, unknown>>,
) => Promise<unknown>;

const INDICATORS_SHOWN = [
  'STARTED_RATE',
  'HOURS_RATE',
  'WHOLE_SHARE',
  'OVER_14_DAYS_SHARE',
  'OVER_42_DAYS_SHARE',
  'SECURITY_CELL_RATE',
  'RESTRAINT_BED_RATE',
  'COMPLETE_SHARE',
] as const;

const limits = z.object({ lower95: z.number(), upper95: z.number() }).nullable();
const compared = z.object({
  unit: z.object({ code: z.string() }).nullable(),
  reading: z.string(),
  figures: z.object({
    observed: z.number().nullable(),
    exposure: z.number().nullable(),
    value: z.number().nullable(),
    valueLimits: limits,
    ratio: z.number().nullable(),
    ratioLimits: limits,
  }),
});
export type Compared = z.infer<typeof compared>;
const ofUnits = z.array(z.object({ unit: z.object({ code: z.string() }) }));
const comparisonAnswer = z.object({
  comparison: z.object({
    coverage: z.object({ missing: ofUnits }),
    notComparable: ofUnits,
    results: z.array(compared),
  }),
});

const figures = z.object({
  started: z.int().nullable(),
  inForceAtEnd: z.int().nullable(),
  hours: z.number().nullable(),
  medianHours: z.number().nullable(),
  ratePer1000InmateDays: z.number().nullable(),
});
const practice = z.object({
  kinds: z.object({
    coverage: z.object({ answered: ofUnits }),
    groups: z.array(
      z.object({
        unit: z.object({ code: z.string() }),
        kind: z.string(),
        figures: figures.extend({
          deviations: z
            .array(
              z.object({
                rule: z.object({ code: z.string(), title: z.string().nullable() }),
                count: z.int(),
              }),
            )
            .nullable(),
        }),
      }),
    ),
  }),
  months: z.object({
    groups: z.array(
      z.object({
        unit: z.object({ code: z.string() }),
        month: z.string(),
        figures: z.object({ started: z.int().nullable() }),
      }),
    ),
  }),
});

type UnitPractice = z.infer<typeof practice>;

export type IndicatorFigures = {
  readonly name: string;
  readonly share: boolean;
  /** Over all units that could be compared; null where the requester may not see them, or nothing was counted. */
  readonly national: number | null;
  readonly results: readonly Compared[];
  /** Units that are in no figure of it: they did not answer, or cannot be compared. */
  readonly without: readonly string[];
};
export type SummaryFigures = {
  readonly practice: UnitPractice | null;
  readonly indicators: readonly IndicatorFigures[];
  /** Names of indicators that were not answered. */
  readonly unanswered: readonly string[];
  /** Whether the units stand beside all others. */
  readonly besideAll: boolean;
};

export const NO_FIGURES: SummaryFigures = {
  practice: null,
  indicators: [],
  unanswered: [],
  besideAll: false,
};

/** The figures of a summary; nothing where no period was asked for, since figures are of a period. */
export async function askFigures(job: ExportJob, ask: Ask): Promise<SummaryFigures> {
  const { request, asOf, asserted } = job;
  if (request.period === null) return NO_FIGURES;
  const all = UNITS.map(({ code }) => code);
  const besideAll = mayReachAll(asserted, 'FIGURES', all);
  const { period, kinds, means, facilities, units } = request;
  const filter = {
    period,
    asOf,
    units,
    ...Object.fromEntries(Object.entries({ kinds, means, facilities }).filter(([, value]) => value !== null)),
  };
  const asking = askingTwice(ask);
  const answer = await asking(job, practice, {
    query: practiceQuery(request.language),
    variables: { filter },
  });
  const compare = { ...filter, units: besideAll ? all : units };
  const indicators = await Promise.all(
    INDICATORS_SHOWN.map((indicator) => askIndicator(job, asking, { indicator, filter: compare, besideAll })),
  );
  return {
    practice: answer,
    indicators: indicators.filter((one) => typeof one !== 'string'),
    unanswered: indicators.filter((one) => typeof one === 'string'),
    besideAll,
  };
}

type Asking = <T>(
  job: ExportJob,
  answer: z.ZodType<T>,
  asked: { readonly query: string; readonly variables: Readonly<Record<string, unknown>> },
) => Promise<T | null>;

/** What did not answer in time often does when it is asked again: its databases have just read the same. */
function askingTwice(ask: Ask): Asking {
  return async (job, answer, { query, variables }) => {
    const read = async () => answer.safeParse(await ask(job, query, variables)).data ?? null;
    return (await read()) ?? (await read());
  };
}

/** The figures of an indicator, or its name where they were not answered. */
async function askIndicator(
  job: ExportJob,
  asking: Asking,
  { indicator, filter, besideAll }: { indicator: string; filter: object; besideAll: boolean },
): Promise<IndicatorFigures | string> {
  const known = INDICATORS.get(indicator);
  if (known === undefined) throw new Error(`${indicator} is no indicator`);
  const { language } = job.request;
  const name = known.name[language === 'EN' ? 'en' : 'nb'];
  const query = comparisonQuery(language);
  const read = (await asking(job, comparisonAnswer, { query, variables: { filter, indicator } }))?.comparison;
  if (read === undefined) return name;
  const sum = (of: 'observed' | 'exposure') =>
    read.results.reduce((total, { figures: one }) => total + (one[of] ?? 0), 0);
  return {
    name,
    share: known.per === 'MEASURES',
    national: besideAll && sum('exposure') > 0 ? (sum('observed') / sum('exposure')) * known.scale : null,
    results: read.results,
    without: [...read.coverage.missing, ...read.notComparable].map(({ unit }) => unit.code),
  };
}

const practiceQuery = (language: string) => `query Summary($filter: PracticeFilter!) {
  kinds: practice(filter: $filter, by: [UNIT, KIND]) {
    coverage { answered { unit { code } } }
    groups { unit { code } kind figures {
      started inForceAtEnd hours medianHours ratePer1000InmateDays
      deviations { rule { code title(language: ${language}) } count } } } }
  months: practice(filter: $filter, by: [UNIT, MONTH]) { groups { unit { code } month figures { started } } }
}`;

const comparisonQuery = (
  language: string,
) => `query SummaryComparison($filter: PracticeFilter!, $indicator: ComparisonIndicator!) {
  comparison(filter: $filter, indicator: $indicator) {
    coverage { missing { unit { code } } } notComparable { unit { code } }
    results { unit { code } reading(language: ${language})
      figures { observed exposure value valueLimits { lower95 upper95 } ratio ratioLimits { lower95 upper95 } } } }
}`;
