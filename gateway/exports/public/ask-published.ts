import { z } from 'zod';
import type { ExportJob } from '../jobs.ts';
import type { Ask } from '../summary/ask-figures.ts';

const answer = z.object({
  publishedFigures: z.object({
    quarters: z.array(
      z.object({
        quarter: z.string(),
        status: z.string(),
        reason: z.string().nullable(),
        groups: z.array(
          z.object({
            unit: z.object({ code: z.string() }).nullable(),
            kind: z.string().nullable(),
            extent: z.string().nullable(),
            sex: z.string().nullable(),
            figures: z.object({
              status: z.string(),
              reason: z.string().nullable(),
              started: z.int().nullable(),
              inmateDays: z.int().nullable(),
              ratePer1000InmateDays: z.number().nullable(),
            }),
          }),
        ),
      }),
    ),
  }),
});

export type PublishedRow = {
  readonly quarter: string;
  /** Null for all units together. */
  readonly unit: string | null;
  readonly kind: string | null;
  readonly extent: string | null;
  readonly sex: string | null;
  readonly status: string;
  readonly reason: string | null;
  readonly started: number | null;
  readonly inmateDays: number | null;
  readonly ratePer1000InmateDays: number | null;
};

const QUERY = `query Published($period: PeriodInput!) { publishedFigures(period: $period) { quarters { quarter status reason
  groups { unit { code } kind extent sex figures { status reason started inmateDays ratePer1000InmateDays } } } } }`;

/**
 * The published figures of the units asked for and of all together, of the whole quarters within the period. Other
 * slices are not published: they would tell hidden figures by subtraction.
 */
export async function askPublished(job: ExportJob, ask: Ask): Promise<readonly PublishedRow[]> {
  const { period, units } = job.request;
  const quarters = period === null ? null : wholeQuarters(period);
  if (quarters === null) return [];
  const { publishedFigures } = answer.parse(await ask(job, QUERY, { period: quarters }));
  return publishedFigures.quarters.flatMap(({ quarter, status, reason, groups }): PublishedRow[] => {
    const nothing = {
      unit: null,
      kind: null,
      extent: null,
      sex: null,
      started: null,
      inmateDays: null,
      ratePer1000InmateDays: null,
    };
    if (groups.length === 0) return [{ quarter, status, reason, ...nothing }];
    return groups
      .filter(({ unit }) => unit === null || units.includes(unit.code))
      .map(({ unit, kind, extent, sex, figures }) => ({
        quarter,
        unit: unit?.code ?? null,
        kind,
        extent,
        sex,
        ...figures,
      }));
  });
}

/** Null where there is none. */
function wholeQuarters({ from, to }: { readonly from: string; readonly to: string }) {
  const first = quarterOn(from, 2);
  const end = quarterOn(to, 0);
  return first < end ? { from: first, to: end } : null;
}

/** The first day of the quarter of a day, or with two months' grace of the first that begins on it or after. */
function quarterOn(day: string, grace: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const months = year * 12 + month - 1 + (grace > 0 && date > 1 ? grace + 1 : grace);
  const begin = Math.floor(months / 3) * 3;
  return `${Math.floor(begin / 12)}-${String((begin % 12) + 1).padStart(2, '0')}-01`;
}
