import type { ExportQuestion } from '../../../schema/exports/question.ts';
import { unlessBlocked } from '../../platform/records/blocked-persons.ts';

/** Which measures an export is about, in SQL over `asked`. */

/** In force on a day of the period and of every period granted, and within the filters. */
const WANTED = `started_on < "to" and last_day >= "from"
         and (facilities is null or facility = any(facilities))
         and (kinds is null or kind = any(kinds))
         and (asked.means is null or version.means = any(asked.means))
         and ${inEveryGrant(`started_on >= period."to" or last_day < period."from"`)}`;

/** That no period granted is missed; asked of no row where none was set. */
export function inEveryGrant(missed: string): string {
  return `(granted = '[]' or not exists (
                 select from jsonb_to_recordset(granted) as period("from" date, "to" date) where ${missed}))`;
}

/** Each measure stands in one register; see `REGISTERS`. */
const REGISTER = `case when kind = 'CONTROL_MEASURE' then 'control'
              when version.means in ('SECURITY_CELL', 'RESTRAINT_BED') then 'cell-and-bed'
              when kind = 'COERCIVE_MEASURE' then 'other-coercion'
              when version.means = 'LEISURE_EXCLUSION' or coalesce(legal_basis, '') like '40-%' then 'reactions'
              else 'exclusions' end`;

/** The measures as known at the moment asked for. */
export function chosenMeasures({ last }: ExportQuestion): string {
  return `(select version.*, ${REGISTER} as register
        from measure_version as version, asked
       where recorded_at <= "asOf" and superseded_at > "asOf" and not withdrawn
         and ${unlessBlocked('version.person')} and ${WANTED}
       ${last === null ? '' : 'order by started_on desc, id desc limit (select last from asked)'})`;
}

/** Also those that a correction has moved out of what is asked for, or withdrawn. */
export function everChosenMeasures(question: ExportQuestion): string {
  return question.last === null
    ? `(select distinct id, source, source_key from measure_version as version, asked
        where recorded_at <= "asOf" and ${WANTED})`
    : `(select id, source, source_key from ${chosenMeasures(question)} as chosen)`;
}

/** The columns of a measure by their names in the export, of the table alias given. */
export function measureFields(of: string): Readonly<Record<string, string>> {
  const own = (column: string) => `${of}.${column}`;
  const person = (column: string) => `case when asked.persons then ${of}.${column} end`;
  return {
    startedOn: own('started_on'),
    id: `asked.unit || ':' || ${of}.id`,
    source: own('source'),
    sourceKey: own('source_key'),
    kind: own('kind'),
    means: own('means'),
    legalBasis: own('legal_basis'),
    extent: own('extent'),
    facility: own('facility'),
    securityLevel: own('security_level'),
    startedAt: own('started_at'),
    endedOn: own('ended_on'),
    endedAt: own('ended_at'),
    ongoing: `${of}.is_interval and ${of}.ended_on is null`,
    hours: `${of}.length_seconds / 3600::float8`,
    person: person('person'),
    sex: own('sex'),
    ageGroup: own('age_group'),
    adultOn: person('adult_on'),
    custody: own('custody'),
    citizenship: own('citizenship'),
    vulnerability: own('vulnerability'),
    continues: own('continues'),
    decisionLevel: own('decision_level'),
    decisionRole: own('decision_role'),
    decidedAt: own('decided_at'),
    writtenAt: own('written_at'),
    justification: own('justification'),
    milderMeansTried: own('milder_means_tried'),
    partialConsidered: own('partial_considered'),
    bestInterestConsidered: own('best_interest_considered'),
    guardianToldAt: own('guardian_told_at'),
    inmateToldAt: own('inmate_told_at'),
    circumstances: own('circumstances'),
    participantRoles: own('participant_roles'),
    injuries: own('injuries'),
    debriefedAt: own('debriefed_at'),
    repairedStart: own('repaired_start'),
    repairedEnd: own('repaired_end'),
    version: own('version'),
    recordedAt: own('recorded_at'),
  };
}
