import { z } from 'zod';
import type { UnitClient } from './unit-client.ts';

/** The fields of a measure, without the entries that follow it. */
const FIELDS = `__typename id source sourceKey kind means legalBasis { code } facility securityLevel startedAt startedOn
  endedAt endedOn precision repair { start end } ongoing hours continues inmate { pseudonym } sex ageGroup adultOn custody citizenship vulnerability
  decision { level role decidedAt writtenAt justification milderMeansTried partialConsidered bestInterestConsidered
    guardianToldAt inmateToldAt }
  version recordedAt ... on Exclusion { extent } ... on CoerciveMeasure { register { circumstances participantRoles
    injuries debriefedAt } }`;

const node = z.looseObject({
  id: z.string(),
  source: z.string(),
  sourceKey: z.string(),
  startedAt: z.string(),
  version: z.int(),
  recordedAt: z.iso.datetime(),
});
export type MeasureNode = z.infer<typeof node>;

const pageInfo = z.object({
  hasNextPage: z.boolean(),
  hasPreviousPage: z.boolean(),
  startCursor: z.string().nullable(),
  endCursor: z.string().nullable(),
});
const connection = z.object({
  edges: z.array(z.object({ cursor: z.string(), node: z.object({ id: z.string() }) })),
  nodes: z.array(node),
  pageInfo,
  totalCount: z.int(),
});
const unitPage = z.object({ measures: connection });

export type ListQuestion = {
  readonly filter?: Readonly<Record<string, unknown>> | null;
  readonly first?: number;
  readonly after?: string | null;
  /** Further fields of a measure. */
  readonly more?: string;
};

/** A page of the unit's measures. */
export async function listMeasures(unit: UnitClient, asked: ListQuestion = {}) {
  const question = { ...measuresQuery(asked), schema: unitPage };
  return (await unit.entity('Unit', { code: unit.code }, question)).measures;
}

/** The same as a question that may be refused. */
export function measuresQuery({ filter = null, first = 500, after = null, more = '' }: ListQuestion) {
  return {
    declare: ', $filter: MeasureFilter, $first: Int, $after: String',
    fields: `code measures(filter: $filter, first: $first, after: $after) { edges { cursor node { id } }
      nodes { ${FIELDS} ${more} } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount }`,
    variables: { filter, first, after },
  };
}

/** The one measure with this key, started in this year; null where the unit shows none. */
export async function findMeasure(
  unit: UnitClient,
  {
    sourceKey,
    year,
    asOf = null,
    more,
  }: { sourceKey: string; year: number; asOf?: string | null; more?: string },
): Promise<MeasureNode | null> {
  const filter = { period: wholeYear(year), asOf };
  const { nodes } = await listMeasures(unit, { filter, ...(more !== undefined && { more }) });
  return nodes.find((measure) => measure.sourceKey === sourceKey) ?? null;
}

/** Each check that writes has a year of its own, before those of the figures. */
export function wholeYear(year: number): { readonly from: string; readonly to: string } {
  return { from: `${year}-01-01`, to: `${year + 1}-01-01` };
}
