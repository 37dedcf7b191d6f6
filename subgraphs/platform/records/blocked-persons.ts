import type { Sql } from '../database.ts';

/** Persons who are blocked, in SQL. */
const BLOCKED =
  '(select person from person_block group by person having (array_agg(blocked order by id desc))[1])';

/**
 * The rule of blocking (sperring, the regulation on personal data § 6), in SQL: what shows records of persons shows
 * none of one who is blocked. Figures, deviations and what is due are counted without it.
 */
export function unlessBlocked(person: string): string {
  return `(${person} in ${BLOCKED}) is not true`;
}

/** The same for texts that may name the person. */
export function namesNoneBlocked(texts: readonly string[]): string {
  const word = `'(^|[^A-Za-z0-9_-])' || blocked.person || '([^A-Za-z0-9_-]|$)'`;
  return `not exists (select from ${BLOCKED} as blocked where ${texts.map((text) => `${text} ~ (${word})`).join(' or ')})`;
}

/** Notes that a person is blocked, or shown again; whoever is so already is not noted twice. */
export async function blockPerson(
  sql: Sql,
  {
    person,
    blocked,
    reason,
    actor,
  }: { readonly person: string; readonly blocked: boolean; readonly reason: string; readonly actor: string },
): Promise<unknown> {
  await sql.query(
    `insert into person_block (person, blocked, reason, actor)
     select $1, $2, $3, $4
      where coalesce((select blocked from person_block where person = $1 order by id desc limit 1), false) <> $2`,
    [person, blocked, reason, actor],
  );
  const [row] = await sql.query('select records_of_person($1) as counts', [person]);
  return row?.['counts'];
}
