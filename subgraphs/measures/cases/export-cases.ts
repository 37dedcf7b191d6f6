import type { FastifyInstance } from 'fastify';
import type { Database } from '../../platform/database.ts';
import { registerExportParts } from '../../platform/export-parts.ts';
import type { PartStatement } from '../../platform/export-parts.ts';

/** The part of inspection exports the directorate owns: deviations of a unit, and their dialogue. */
export function registerCaseExport(app: FastifyInstance, database: Database): void {
  registerExportParts(app, { database, needs: 'CASES', parts: CASE_PARTS, withheld: [] });
}

const DUE_ON = `(duty_due_at at time zone 'Europe/Oslo')::date`;

/**
 * Of measures begun before the period ends, where they began or the duty fell due in it or later: the directorate
 * does not know when a measure ended.
 */
const CHOSEN = `(
      select one.* from case_version as one, asked
       where recorded_at <= "asOf" and superseded_at > "asOf" and not systemic and one.unit = asked.unit
         and started_on < "to" and greatest(started_on, ${DUE_ON}) >= "from"
         and (facilities is null or facility = any(facilities))
         and (kinds is null or kind = any(kinds))
         and (asked.means is null or one.means = any(asked.means))
         and not exists (select from jsonb_to_recordset(granted) as period("from" date, "to" date)
                          where started_on >= period."to" or greatest(started_on, ${DUE_ON}) < period."from"))`;

const deviations: PartStatement = () => `
    select one.case_id as "caseId", one.unit || ':' || one.record as "measureId", one.rule, one.occurrence,
           one.rule_set as "ruleSet", one.facility, one.kind, one.means, one.started_on as "startedOn",
           one.duty_due_at as "dutyDueAt", one.met_at as "metAt", one.first_seen_at as "firstSeenAt", one.status,
           one.waits_for as "waitsFor", one.due_on as "dueOn", one.action, one.action_deadline as "actionDeadline",
           one.systemic_case as "systemicCase", one.version
      from ${CHOSEN} as one, asked
     where after is null or one.case_id > (after->>0)::uuid
     order by one.case_id`;

/** Every step of those cases, and of the systemic cases they are part of. */
const dialogue: PartStatement = () => `
    select step.case_id as "caseId", step.version, step.step, step.recorded_at as "recordedAt", step.party, step.actor,
           step.note, step.status
      from case_version as step, asked
     where step.recorded_at <= "asOf"
       and step.case_id in (select unnest(array[case_id, systemic_case]) from ${CHOSEN} as one)
       and (after is null or (step.case_id, step.version) > ((after->>0)::uuid, (after->>1)::int))
     order by step.case_id, step.version`;

export const CASE_PARTS: ReadonlyMap<string, PartStatement> = new Map([
  ['deviations', deviations],
  ['dialogue', dialogue],
]);
