import { z } from 'zod';
import type { Database, Row } from '../platform/database.ts';
import { knownAt, Parameters } from '../platform/practice-sql.ts';
import { dataThrough } from '../platform/record-store.ts';
import { ClientError } from '../platform/server.ts';

/** Records of the unit, newest start first, page by page (Relay connection over a keyset). */
export type MeasureFilter = {
  readonly period?: { readonly from: string; readonly to: string } | null;
  readonly kinds?: readonly string[] | null;
  readonly means?: readonly string[] | null;
  readonly legalBases?: readonly string[] | null;
  readonly facilities?: readonly string[] | null;
  readonly length?: { readonly overDays?: number | null; readonly upToDays?: number | null } | null;
  readonly ongoing?: boolean | null;
  readonly asOf?: string | null;
};

export type MeasureRow = Row & { readonly id: string; readonly kind: string };
type Edge = { readonly cursor: string; readonly node: MeasureRow };
export type Page = {
  readonly filter: MeasureFilter;
  readonly edges: readonly Edge[];
  readonly nodes: readonly MeasureRow[];
  readonly pageInfo: {
    hasNextPage: boolean;
    hasPreviousPage: boolean;
    startCursor: string | null;
    endCursor: string | null;
  };
};

const LARGEST_PAGE = 500;
const DAY = 86_400;

export async function readMeasures(
  database: Database,
  {
    unit,
    filter = {},
    first = 50,
    after,
  }: { unit: string; filter?: MeasureFilter | null; first?: number; after?: string | null },
): Promise<Page> {
  if (first < 1 || first > LARGEST_PAGE) throw new ClientError('PAGE_SIZE_INVALID');
  const wanted = filter ?? {};
  const { parameters, where } = await restrict(database, wanted);
  const start = `coalesce(started_at, started_on::timestamp at time zone 'Europe/Oslo')`;
  const position = after == null ? null : readCursor(after);
  const beyond =
    position === null
      ? 'true'
      : `(${start}, id) < (${parameters.add(position[0], 'timestamptz')}, ${parameters.add(position[1], 'uuid')})`;
  const rows = await database.query<MeasureRow>(
    `select ${COLUMNS}, ${start} as "startedAt"
       from measure_version
      where ${where} and ${beyond}
      order by ${start} desc, id desc
      limit ${parameters.add(first + 1, 'int')}`,
    parameters.values,
  );
  const cutoff = await ongoingUntil(database, wanted);
  const edges = rows.slice(0, first).map((row): Edge => ({
    cursor: writeCursor(row),
    node: measureOf(row, { unit, cutoff }),
  }));
  return {
    filter: wanted,
    edges,
    nodes: edges.map(({ node }) => node),
    pageInfo: {
      hasNextPage: rows.length > first,
      hasPreviousPage: position !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

export async function countMeasures(database: Database, filter: MeasureFilter): Promise<number> {
  const { parameters, where } = await restrict(database, filter);
  const [row] = await database.query<{ count: number }>(
    `select count(*) as count from measure_version where ${where}`,
    parameters.values,
  );
  return row?.count ?? 0;
}

const COLUMNS = `id, kind, means, legal_basis as "legalBasis", extent, facility, security_level as "securityLevel",
  started_on as "startedOn", ended_on as "endedOn", started_at is null as "dayOnly", is_interval as "isInterval",
  coalesce(ended_at, ended_on::timestamp at time zone 'Europe/Oslo') as "endedAt", length_seconds as "lengthSeconds",
  person, sex, age_group as "ageGroup", custody, citizenship, vulnerability, continues, version, recorded_at as "recordedAt",
  decision_level as "decisionLevel", decision_role as "decisionRole", decided_at as "decidedAt", written_at as "writtenAt",
  justification, milder_means_tried as "milderMeansTried", partial_considered as "partialConsidered",
  inmate_told_at as "inmateToldAt"`;

async function restrict(database: Database, filter: MeasureFilter) {
  const parameters = new Parameters();
  const conditions = [
    knownAt(parameters, filter.asOf ?? null),
    parameters.oneOf('kind', filter.kinds ?? null),
    parameters.oneOf('means', filter.means ?? null),
    parameters.oneOf('legal_basis', filter.legalBases ?? null),
    parameters.oneOf('facility', filter.facilities ?? null),
  ];
  if (filter.period != null) {
    conditions.push(
      `started_on >= ${parameters.add(filter.period.from, 'date')} and started_on < ${parameters.add(filter.period.to, 'date')}`,
    );
  }
  if (filter.ongoing != null) {
    conditions.push(`(is_interval and ended_on is null) = ${parameters.add(filter.ongoing, 'boolean')}`);
  }
  const { overDays, upToDays } = filter.length ?? {};
  if (overDays != null || upToDays != null) {
    const cutoff = parameters.add(await ongoingUntil(database, filter), 'timestamptz');
    const length = `(case
      when ended_on is not null then length_seconds
      when started_at is null then greatest(0, (${cutoff} at time zone 'Europe/Oslo')::date - started_on) * 86400::bigint
      else greatest(0, floor(extract(epoch from ${cutoff}))::bigint - extract(epoch from started_at)::bigint) end)`;
    conditions.push('is_interval');
    if (overDays != null) conditions.push(`${length} > ${parameters.add(overDays * DAY, 'float8')}`);
    if (upToDays != null) conditions.push(`${length} <= ${parameters.add(upToDays * DAY, 'float8')}`);
  }
  return { parameters, where: conditions.join(' and ') };
}

async function ongoingUntil(database: Database, filter: MeasureFilter): Promise<string> {
  const through = await dataThrough(database, filter.asOf ?? null);
  const moments = [filter.asOf, through]
    .filter((moment) => moment != null)
    .map((moment) => Date.parse(moment));
  return new Date(Math.min(Date.now(), ...moments)).toISOString();
}

function measureOf(row: MeasureRow, { unit, cutoff }: { unit: string; cutoff: string }): MeasureRow {
  const ongoing = row['isInterval'] === true && row['endedOn'] === null;
  return {
    ...row,
    id: `${unit}:${row.id}`,
    precision: row['dayOnly'] === true ? 'DAY' : 'TIME',
    ongoing,
    hours: hoursOf(row, ongoing ? cutoff : null),
    legalBasis: row['legalBasis'] === null ? null : { code: row['legalBasis'] },
    inmate: row['person'] === null ? null : { pseudonym: row['person'] },
    decision: decisionOf(row),
  };
}

function hoursOf(row: MeasureRow, cutoff: string | null): number | null {
  if (row['isInterval'] !== true) return null;
  if (cutoff === null) return Number(row['lengthSeconds']) / 3600;
  if (row['dayOnly'] !== true) {
    return (
      Math.max(0, Math.floor(Date.parse(cutoff) / 1000) - Date.parse(String(row['startedAt'])) / 1000) / 3600
    );
  }
  const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Oslo', dateStyle: 'short' }).format(
    new Date(cutoff),
  );
  return Math.max(0, Date.parse(today) - Date.parse(String(row['startedOn']))) / 3_600_000;
}

function decisionOf(row: MeasureRow) {
  const decision = {
    level: row['decisionLevel'],
    role: row['decisionRole'],
    decidedAt: row['decidedAt'],
    writtenAt: row['writtenAt'],
    justification: row['justification'],
    milderMeansTried: row['milderMeansTried'],
    partialConsidered: row['partialConsidered'],
    inmateToldAt: row['inmateToldAt'],
  };
  return Object.values(decision).every((value) => value === null) ? null : decision;
}

const cursor = z.tuple([z.iso.datetime(), z.string().regex(/^[0-9a-f-]{36}$/)]);

function writeCursor(row: MeasureRow): string {
  return Buffer.from(JSON.stringify([row['startedAt'], row.id])).toString('base64url');
}

function readCursor(text: string): readonly [string, string] {
  try {
    return cursor.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
  } catch {
    throw new ClientError('CURSOR_INVALID');
  }
}
