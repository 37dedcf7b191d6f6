import { createHmac } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { completedYears } from '../../schema/practice/calendar.ts';
import { pseudonymQuestion } from '../../schema/records/pseudonyms.ts';
import type { PseudonymAnswer, PseudonymQuestion } from '../../schema/records/pseudonyms.ts';
import { AGE_GROUPS } from '../../schema/vocabulary.ts';
import type { Database, Sql } from '../platform/database.ts';

/**
 * `POST /pseudonyms`: the pseudonym of each identifier, in order. It is an HMAC-SHA-256 under a key only the
 * register holds: the same person always has the same, and nobody else can make or turn one back.
 */
export function registerPseudonyms(app: FastifyInstance, database: Database, key: string): void {
  app.post('/pseudonyms', { config: { needs: 'ANY_IMPORT', action: 'READ' } }, async (request, reply) => {
    const asked = pseudonymQuestion.safeParse(request.body);
    if (!asked.success) return reply.code(400).send({ code: 'BAD_REQUEST' });
    const pseudonyms = asked.data.identifiers.map((identifier) => pseudonymOf(identifier, key));
    for (const pseudonym of pseudonyms) request.look.person(pseudonym);
    const minors = await minorsAmong(database, pseudonyms, asked.data.minorOn);
    return { pseudonyms, minors } satisfies PseudonymAnswer;
  });
}

/** 32 letters and digits, 192 bits of the HMAC; spaces in the identifier do not count. */
function pseudonymOf(identifier: string, key: string): string {
  const normal = identifier.replaceAll(/\s/g, '');
  return createHmac('sha256', key).update(normal).digest('base64url').slice(0, 32);
}

async function minorsAmong(
  sql: Sql,
  pseudonyms: readonly string[],
  minorOn: PseudonymQuestion['minorOn'],
): Promise<PseudonymAnswer['minors']> {
  if (minorOn.length === 0) return [];
  const asked = [...new Set(minorOn.flatMap(([place]) => pseudonyms[place] ?? []))];
  const persons = await sql.query<{ pseudonym: string; birthDate: string }>(
    `select pseudonym, birth_date as "birthDate" from person_version
      where superseded_at = 'infinity' and not withdrawn and birth_date is not null and pseudonym = any($1::text[])`,
    [asked],
  );
  const births = new Map(persons.map(({ pseudonym, birthDate }) => [pseudonym, birthDate]));
  return minorOn.map(([place, day]) => {
    const birthDate = births.get(pseudonyms[place] ?? '');
    return birthDate === undefined ? null : completedYears(birthDate, day) < AGE_GROUPS.UNDER_18.to;
  });
}
