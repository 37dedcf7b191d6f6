import type { RuleSet } from '../../../schema/rules/rule-set.ts';
import type { Sql } from '../../platform/database.ts';
import { isCumulative, passings } from '../../platform/isolation/passings.ts';
import type { Isolation } from '../../platform/isolation/passings.ts';
import type { Finding } from './finding.ts';
import { readIsolations } from './isolations.ts';

/** Total isolation (samlet utelukkelsestid) of these persons within the unit, by every rule on it. */
export async function findTotalIsolation(
  sql: Sql,
  set: RuleSet,
  { persons, through }: { readonly persons: readonly string[]; readonly through: string },
): Promise<Finding[]> {
  const rules = set.rules.filter(isCumulative);
  const now = Date.parse(through);
  const over = ({ isolations }: { isolations: readonly Isolation[] }) =>
    rules.flatMap((rule) =>
      passings(isolations, rule, now).map((passing) => ({ rule: rule.code, ...passing })),
    );
  // What was decided and reported is read only for those few who were isolated for so long.
  const long = (await readIsolations(sql, { persons, happened: false }))
    .filter((one) => over(one).length > 0)
    .map(({ person }) => person);
  if (long.length === 0) return [];
  const known = await readIsolations(sql, { persons: long, happened: true });
  return known.flatMap((one) =>
    over(one).flatMap(({ rule, record, occurrence, dueAt, metAt }): Finding[] => {
      const measure = one.told.find((other) => other.record === record);
      if (measure === undefined) return [];
      const { facility, kind, means, startedOn } = measure;
      const moments = {
        dueAt: new Date(dueAt).toISOString(),
        metAt: metAt === null ? null : new Date(metAt).toISOString(),
      };
      return [{ record, rule, occurrence, target: 'measures', facility, kind, means, startedOn, ...moments }];
    }),
  );
}
