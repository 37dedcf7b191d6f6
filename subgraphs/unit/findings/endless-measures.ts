import { MEANS } from '../../../schema/vocabulary.ts';
import type { RuleSet } from '../../../schema/rules/rule-set.ts';
import type { Sql } from '../../platform/database.ts';
import type { Finding } from './finding.ts';

/** Measures without a stop, of these records, that would have lasted longer by now than is plausible. */
export async function findEndlessMeasures(
  sql: Sql,
  set: RuleSet,
  { records, through }: { readonly records: readonly string[]; readonly through: string },
): Promise<Finding[]> {
  const found = set.rules.flatMap(({ code, enabled, validFrom, validTo, appliesTo, demands }) => {
    if (!enabled || demands.type !== 'PATTERN' || demands.pattern !== 'START_WITHOUT_STOP') return [];
    const { kinds, means, exceptLegalBases } = appliesTo;
    const applies = Object.entries(MEANS).filter(
      ([name, { kind }]) => (kinds?.includes(kind) ?? true) && (means?.some((one) => one === name) ?? true),
    );
    const values = [
      records,
      code,
      demands.limit ?? 0,
      applies.map(([name]) => name),
      exceptLegalBases ?? [],
      validFrom,
      validTo ?? 'infinity',
      through,
    ];
    return [sql.query<Finding>(ENDLESS, values)];
  });
  return (await Promise.all(found)).flat();
}

const ENDLESS = `
  select id as record, $2 as rule, 1 as occurrence, 'measures' as target, facility, kind, means,
         started_on as "startedOn", due as "dueAt", null as "metAt"
    from measure_version
   cross join lateral (
     select coalesce(started_at, (started_on + 1)::timestamp at time zone 'Europe/Oslo' - interval '1 second')
            + $3::int * interval '1 minute' as due) as late
   where superseded_at = 'infinity' and is_interval and ended_on is null and not withdrawn and id = any($1::uuid[])
     and means = any($4::text[]) and (legal_basis is null or legal_basis <> all($5::text[]))
     and due < $8::timestamptz
     and (due at time zone 'Europe/Oslo')::date >= $6::date and (due at time zone 'Europe/Oslo')::date < $7::date`;
