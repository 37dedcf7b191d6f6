import type { RuleSet } from '../../../schema/rules/rule-set.ts';
import type { Sql } from '../../platform/database.ts';
import type { Finding } from './finding.ts';

type Asked = { readonly texts: readonly string[]; readonly records: readonly string[] };

/**
 * Which of these records have a justification that is, to the letter, that of a measure begun before; what only
 * continues that measure may say the same.
 */
export async function findRepeatedJustifications(
  sql: Sql,
  set: RuleSet,
  { texts, records }: Asked,
): Promise<Finding[]> {
  const rules = set.rules.filter(
    ({ demands, enabled }) =>
      enabled && demands.type === 'PATTERN' && demands.pattern === 'JUSTIFICATION_REPEATED',
  );
  const found = rules.map(({ code, validFrom, validTo }) =>
    sql.query<Finding>(REPEATED, [texts, code, validFrom, validTo ?? 'infinity', records]),
  );
  return (await Promise.all(found)).flat();
}

/**
 * The records of these texts whose standing may be another since some were written: those, the first of each text,
 * and the one that is or was first without them. A text may stand in very many.
 */
export async function recordsConcerned(sql: Sql, { texts, records }: Asked): Promise<string[]> {
  const rows = await sql.query<{ id: string }>(
    `with ${ORDERED}, written as (select id, source, source_key, justification from measure_version where id = any($2::uuid[]) and superseded_at = 'infinity')
     select id from ordered
      where place <= 2 or id in (select id from written) or (source, continues) in (select source, source_key from written)
      union select id from written where justification = any($1::text[])`,
    [texts, records],
  );
  return rows.map(({ id }) => id);
}

const ORDERED = `
  same as (
    select id, kind, means, facility, started_on, source, source_key, continues, justification,
           coalesce(started_at, (started_on + 1)::timestamp at time zone 'Europe/Oslo' - interval '1 second') as started
      from measure_version
     where superseded_at = 'infinity' and justification is not null and not withdrawn and justification = any($1::text[])),
  ordered as (select *, row_number() over (partition by justification order by started, id) as place from same)`;

const REPEATED = `
  with ${ORDERED}
  select id as record, $2 as rule, 1 as occurrence, 'measures' as target, facility, kind, means,
         started_on as "startedOn", started as "dueAt", null as "metAt"
    from ordered
   where place > 1 and id = any($5::uuid[]) and started_on >= $3 and started_on < $4
     and not exists (select from same as before where before.justification = ordered.justification
                        and before.source = ordered.source and before.source_key = ordered.continues)`;
