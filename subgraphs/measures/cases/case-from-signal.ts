import { z } from 'zod';
import type { Database } from '../../platform/database.ts';
import { lockForWriting } from '../../platform/records/write-lock.ts';
import { evidence, unseal } from '../evidence/evidence.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { refuse } from './case-answer.ts';
import type { CaseAnswer } from './case-answer.ts';
import type { Actor } from './reach.ts';
import { startSystemicCase } from './systemic-case.ts';

/**
 * Opens a systemic case of what a comparison signalled, with the evidence frozen. No rule was broken, so the case
 * stands under a code of its own: one open case for each indicator and group in a unit.
 */
export async function openCaseFromSignal(
  database: Database,
  wanted: { readonly evidence: string; readonly note: string; readonly by: Actor },
): Promise<CaseAnswer> {
  const { note, by } = wanted;
  if (by.party !== 'DIRECTORATE') return refuse('NOT_PERMITTED', null);
  const found = await unseal(database, wanted.evidence);
  if (found === null) return refuse('EVIDENCE_INVALID', null);
  if (found.signal === 'NONE' || found.signal === 'NOT_COMPARABLE') return refuse('NO_SIGNAL', null);
  return database.transaction(async (sql) => {
    const recordedAt = await lockForWriting(sql);
    const answer = await startSystemicCase(sql, {
      rule: codeOf(found),
      units: found.units,
      note,
      by,
      recordedAt,
    });
    if (answer.error === null && answer.case !== null)
      await sql.query('insert into case_evidence (case_id, recorded_at, evidence) values ($1, $2, $3)', [
        answer.case.id,
        recordedAt,
        JSON.stringify(found),
      ]);
    return answer;
  });
}

function codeOf({ indicator, rule, group }: Evidence): string {
  return ['DIFFERENCE', indicator, rule, group].filter((part) => part !== null).join(':');
}

/** The evidence of a case; null for cases that were not made of a signal. */
export async function readEvidence(database: Database, caseId: string) {
  const [row] = z
    .array(z.object({ frozenAt: z.string(), evidence }))
    .parse(
      await database.query(
        'select recorded_at as "frozenAt", evidence from case_evidence where case_id = $1',
        [caseId],
      ),
    );
  return row === undefined ? null : { ...row.evidence, frozenAt: row.frozenAt };
}
