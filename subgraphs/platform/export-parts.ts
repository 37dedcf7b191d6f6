import { PassThrough } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { END_OF_PART, exportQuestion } from '../../schema/exports/question.ts';
import type { ExportQuestion } from '../../schema/exports/question.ts';
import { refusalOf } from '../../schema/access/permits.ts';
import type { Asking } from '../../schema/access/permits.ts';
import type { Clearance } from '../../schema/access/clearances.ts';
import { findUnit } from '../../schema/units.ts';
import { z } from 'zod';
import { grantedPeriods } from './access/require-clearance.ts';
import type { Look } from '../../database/access-log/look.ts';
import { reachFor } from './database.ts';
import type { Database } from './database.ts';
import { atOneMoment } from './records/write-lock.ts';

/** The statement of a part: a select over `asked` in the order of the part's key. */
export type PartStatement = (question: ExportQuestion) => string;

const LONGEST = '30min';
const afterRow = z.array(z.union([z.string(), z.int()])).min(1);
const jsonText = z.string().transform((text, context) => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    context.addIssue('JSON expected');
    return z.NEVER;
  }
});
const query = z.strictObject({
  question: jsonText.pipe(exportQuestion),
  /** The key of the last row somebody has; absent at the beginning. */
  after: jsonText.pipe(afterRow).optional(),
});

/**
 * `GET /export/{part}?question=…&after=…`: a part of an inspection export as JSON Lines, past GraphQL, in one
 * pass and with no more in memory than is on its way. Ends with `END_OF_PART`, or is not whole.
 */
export function registerExportParts(
  app: FastifyInstance,
  options: {
    readonly database: Database;
    readonly needs: Extract<Clearance, 'RECORDS' | 'CASES'>;
    readonly parts: ReadonlyMap<string, PartStatement>;
    /** What the owner gives nobody who is cleared for all units. */
    readonly withheld: readonly Clearance[];
  },
): void {
  const { database, needs, parts, withheld } = options;
  app.get<{ Params: { part: string } }>(
    '/export/:part',
    { config: { needs: `ANY_${needs}`, action: 'EXPORT' } },
    async (request, reply) => {
      const asked = query.safeParse(request.query);
      const statement = parts.get(request.params.part);
      if (!asked.success || statement === undefined) return reply.code(400).send({ code: 'BAD_REQUEST' });
      const { question, after } = asked.data;
      if (findUnit(question.unit) === undefined) return reply.code(404).send({ code: 'UNKNOWN_UNIT' });
      request.look.at(question.unit);
      const asking = { ...request.asserted, withheld };
      const refusal = refusalOf(asking, needs, question.unit);
      if (refusal !== null) return reply.code(403).send({ code: refusal });
      if (!(await isReached(database, question.asOf)))
        return reply.code(409).send({ code: 'AS_OF_NOT_REACHED' });
      const lines = new PassThrough();
      const reached = database.within(reachFor(asking, needs, question.unit));
      copyLines(reached, { question, after, asking, statement, lines, look: request.look }).catch(
        (error: Error) => {
          request.log.warn({ err: error }, 'export part cut off');
          lines.destroy(error);
        },
      );
      return reply.type('application/x-ndjson').send(lines);
    },
  );
}

async function copyLines(
  database: Database,
  {
    question,
    after,
    asking,
    statement,
    lines,
    look,
  }: {
    readonly question: ExportQuestion;
    readonly after: z.infer<typeof afterRow> | undefined;
    readonly asking: Asking;
    readonly statement: PartStatement;
    readonly lines: PassThrough;
    readonly look: Look;
  },
): Promise<void> {
  await atOneMoment(database, question.asOf, async (sql) => {
    await sql.query(`set local timezone = 'Europe/Oslo'`);
    await sql.query(`set local statement_timeout = '${LONGEST}'`);
    // How many rows a setting chooses cannot be foreseen; one index search for each of a million costs the most.
    if (question.last === null) await sql.query('set local enable_nestloop = off');
    const asked = {
      ...question,
      after: after ?? null,
      persons: refusalOf(asking, 'PERSON', question.unit) === null,
      granted: grantedPeriods(asking),
    };
    await sql.query(`select set_config('samsyn.export', $1, true)`, [JSON.stringify(asked)]);
    look.shows(await sql.copyOut(asLines(statement(question)), lines));
  });
  lines.end(END_OF_PART);
}

/** What is asked, as a table of one row that every statement reads: COPY takes no parameters. */
export const ASKED = `asked as materialized (
      select * from jsonb_to_record(current_setting('samsyn.export')::jsonb) as given(
        unit text, "from" date, "to" date, "asOf" timestamptz, facilities text[], kinds text[], means text[], last int,
        after jsonb, persons boolean, granted jsonb))`;

/** JSON has no control characters of its own, so nothing in a line is ever quoted. */
function asLines(select: string): string {
  return `copy (
    with ${ASKED}
    select row_to_json(line)::text from (${select}) as line
  ) to stdout with (format csv, delimiter e'\\x01', quote e'\\x02')`;
}

async function isReached(database: Database, asOf: string): Promise<boolean> {
  const [clock] = await database.query<{ reached: boolean }>(
    'select $1::timestamptz <= clock_timestamp() as reached',
    [asOf],
  );
  return clock?.reached === true;
}
