import type { GatheredIsolation } from '../../../schema/deviations/isolations.ts';
import type { Sql } from '../../platform/database.ts';
import type { Isolation } from '../../platform/isolation/passings.ts';

/** When one person was isolated, and what a finding tells of each measure. */
type PersonsIsolations = {
  readonly person: string;
  readonly isolations: readonly Isolation[];
  readonly told: readonly GatheredIsolation[];
};

/**
 * Exclusions and coercive measures of these persons. A source with days only is read as late as its start can have
 * been, and as long as its days are many.
 */
export async function readIsolations(
  sql: Sql,
  { persons, happened }: { readonly persons: readonly string[]; readonly happened: boolean },
): Promise<PersonsIsolations[]> {
  const rows = await sql.query<GatheredIsolation>(
    `select person, id as record, kind, means, extent, legal_basis as "legalBasis", facility, started_on as "startedOn",
            (extract(epoch from start_latest) * 1000)::float8 as "startedAt",
            ((extract(epoch from start_latest) + length_seconds) * 1000)::float8 as "endedAt",
            started_at is null as "byDay",
            ${happened ? HAPPENED : `'[]'::json`} as happened
       from measure_version as measure
      cross join lateral (
        select coalesce(started_at, (started_on + 1)::timestamp at time zone 'Europe/Oslo' - interval '1 second') as start_latest) as begun
      where superseded_at = 'infinity' and not withdrawn and is_interval and kind <> 'CONTROL_MEASURE' and person = any($1::text[])`,
    [persons],
  );
  return [...Map.groupBy(rows, ({ person }) => person)].map(([person, told]) => ({
    person,
    isolations: told.map((one) => ({ ...one, unit: '' })),
    told,
  }));
}

const HAPPENED = `(
  select coalesce(json_agg(json_build_object('event', event, 'level', level, 'at', extract(epoch from at) * 1000)), '[]')
    from (select 'HIGHER_DECISION' as event, level, decided_at as at, source, measure_source_key, superseded_at, withdrawn from higher_decision_version
          union all
          select 'REPORT_SENT', to_level, sent_at, source, measure_source_key, superseded_at, withdrawn from report_version) as entry
   where entry.source = measure.source and entry.measure_source_key = measure.source_key
     and entry.superseded_at = 'infinity' and not entry.withdrawn and at is not null)`;
