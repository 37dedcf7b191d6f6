import { withinGranted } from '../platform/access/require-clearance.ts';
import type { Period } from '../platform/access/require-clearance.ts';
import type { Database, Row, Sql } from '../platform/database.ts';
import { knownAt, Parameters } from '../platform/practice-sql.ts';
import { unlessBlocked } from '../platform/records/blocked-persons.ts';
import { dataThrough } from '../platform/records/declarations.ts';
import { atOneMoment } from '../platform/records/write-lock.ts';
import type { MeasureOfEntries } from './entry-loaders.ts';
import { pageOf, readPosition } from '../platform/page.ts';
import type { Page, PageArguments } from '../platform/page.ts';

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

export type MeasureRow = Row & {
  readonly id: string;
  readonly kind: string;
  readonly entriesOf: MeasureOfEntries;
};
export type MeasurePage = Page<MeasureRow> & Which;
type Which = { readonly filter: MeasureFilter; readonly granted: readonly Period[] };

const DAY = 86_400;

export async function readMeasures(
  database: Database,
  {
    unit,
    filter,
    granted,
    ...page
  }: PageArguments & { unit: string; filter?: MeasureFilter | null; granted: readonly Period[] },
): Promise<MeasurePage> {
  const { first, position } = readPosition(page);
  const wanted = filter ?? {};
  return atOneMoment(database, wanted.asOf ?? null, async (sql) => {
    const { parameters, where } = await restrict(sql, { filter: wanted, granted });
    const beyond =
      position === null
        ? 'true'
        : `(begins_at, id) < (${parameters.add(position[0], 'timestamptz')}, ${parameters.add(position[1], 'uuid')})`;
    const rows = await sql.query<MeasureRow>(
      `select ${COLUMNS}, begins_at as "startedAt"
         from measure_version
        where ${where} and ${beyond}
        order by begins_at desc, id desc
        limit ${parameters.add(first + 1, 'int')}`,
      parameters.values,
    );
    const cutoff = await ongoingUntil(sql, wanted);
    const nodeOf = (row: Row) => measureOf(row, { unit, cutoff, asOf: wanted.asOf ?? null });
    return { filter: wanted, granted, ...pageOf(rows, { first, position, orderedBy: 'startedAt', nodeOf }) };
  });
}

export async function countMeasures(database: Database, which: Which): Promise<number> {
  return atOneMoment(database, which.filter.asOf ?? null, async (sql) => {
    const { parameters, where } = await restrict(sql, which);
    const [row] = await sql.query<{ count: number }>(
      `select count(*) as count from measure_version where ${where}`,
      parameters.values,
    );
    return row?.count ?? 0;
  });
}

const COLUMNS = `id, source, source_key as "sourceKey", kind, means, legal_basis as "legalBasis", extent, facility,
  security_level as "securityLevel", started_on as "startedOn", ended_on as "endedOn", started_at is null as "dayOnly",
  is_interval as "isInterval", coalesce(ended_at, ended_on::timestamp at time zone 'Europe/Oslo') as "endedAt",
  length_seconds as "lengthSeconds", person, sex, age_group as "ageGroup", adult_on as "adultOn", custody, citizenship, vulnerability, continues,
  version, recorded_at as "recordedAt", decision_level as "decisionLevel", decision_role as "decisionRole",
  decided_at as "decidedAt", written_at as "writtenAt", justification, milder_means_tried as "milderMeansTried",
  partial_considered as "partialConsidered", best_interest_considered as "bestInterestConsidered",
  guardian_told_at as "guardianToldAt", inmate_told_at as "inmateToldAt", circumstances,
  participant_roles as "participantRoles", injuries, debriefed_at as "debriefedAt",
  repaired_start as "repairedStart", repaired_end as "repairedEnd"`;

async function restrict(sql: Sql, { filter, granted }: Which) {
  const parameters = new Parameters();
  const conditions = [
    knownAt(parameters, filter.asOf ?? null),
    unlessBlocked('person'),
    parameters.oneOf('kind', filter.kinds ?? null),
    parameters.oneOf('means', filter.means ?? null),
    parameters.oneOf('legal_basis', filter.legalBases ?? null),
    parameters.oneOf('facility', filter.facilities ?? null),
    ...withinGranted(parameters, granted, { from: 'started_on', to: 'last_day' }),
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
    const cutoff = parameters.add(await ongoingUntil(sql, filter), 'timestamptz');
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

async function ongoingUntil(sql: Sql, filter: MeasureFilter): Promise<string> {
  const through = await dataThrough(sql, 'measures', filter.asOf ?? null);
  const moments = [filter.asOf, through]
    .filter((moment) => moment != null)
    .map((moment) => Date.parse(moment));
  return new Date(Math.min(Date.now(), ...moments)).toISOString();
}

function measureOf(
  row: Row,
  { unit, cutoff, asOf }: { unit: string; cutoff: string; asOf: string | null },
): MeasureRow {
  const ongoing = row['isInterval'] === true && row['endedOn'] === null;
  return {
    ...row,
    id: `${unit}:${String(row['id'])}`,
    kind: String(row['kind']),
    entriesOf: { source: String(row['source']), sourceKey: String(row['sourceKey']), asOf },
    precision: row['dayOnly'] === true ? 'DAY' : 'TIME',
    ongoing,
    hours: hoursOf(row, ongoing ? cutoff : null),
    legalBasis: row['legalBasis'] === null ? null : { code: row['legalBasis'] },
    inmate: row['person'] === null ? null : { pseudonym: row['person'] },
    decision: decisionOf(row),
    register: registerOf(row),
    repair: row['repairedStart'] === null ? null : { start: row['repairedStart'], end: row['repairedEnd'] },
  };
}

function hoursOf(row: Row, cutoff: string | null): number | null {
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

function decisionOf(row: Row) {
  const decision = {
    level: row['decisionLevel'],
    role: row['decisionRole'],
    decidedAt: row['decidedAt'],
    writtenAt: row['writtenAt'],
    justification: row['justification'],
    milderMeansTried: row['milderMeansTried'],
    partialConsidered: row['partialConsidered'],
    bestInterestConsidered: row['bestInterestConsidered'],
    guardianToldAt: row['guardianToldAt'],
    inmateToldAt: row['inmateToldAt'],
  };
  return Object.values(decision).every((value) => value === null) ? null : decision;
}

/** The register of coercive measures; null where the source has none of it. */
function registerOf(row: Row) {
  return row['participantRoles'] === null
    ? null
    : {
        circumstances: row['circumstances'],
        participantRoles: row['participantRoles'],
        injuries: row['injuries'],
        debriefedAt: row['debriefedAt'],
      };
}
