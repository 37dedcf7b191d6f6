import { REGIME_DAY_COLUMNS } from '../../../schema/exports/columns.ts';
import { EXPORT_PARTS, findPart, REGISTERS } from '../../../schema/exports/parts.ts';
import type { ExportPart } from '../../../schema/exports/parts.ts';
import type { ExportQuestion } from '../../../schema/exports/question.ts';
import type { PartStatement } from '../../platform/export-parts.ts';
import { unlessBlocked } from '../../platform/records/blocked-persons.ts';
import { ENTRIES, REGIME_DAY_COLUMNS as DAY_TABLE_COLUMNS } from '../entry-rows.ts';
import type { EntryTarget } from '../entry-rows.ts';
import { chosenMeasures, inEveryGrant, measureFields } from './chosen-measures.ts';
import { corrections } from './corrections.ts';
import { entryFields, selectColumns } from './select-columns.ts';
import { timeline } from './timeline.ts';

/** What a unit gives to an inspection export, by part. */
export const UNIT_PARTS: ReadonlyMap<string, PartStatement> = new Map([
  ...REGISTERS.map((register) => [register, measuresIn(partOf(register))] as const),
  ...Object.keys(ENTRIES).map((target) => [target, entriesOf(target as EntryTarget)] as const),
  ['timeline', timeline],
  ['corrections', corrections],
  ['regime-days', regimeDays],
]);

function partOf(code: string): ExportPart {
  const part = findPart(code);
  if (part === undefined) throw new Error(`${code} is not among ${EXPORT_PARTS.length} parts`);
  return part;
}

function measuresIn({ code, columns }: ExportPart): PartStatement {
  const selected = selectColumns(columns, measureFields('measure'));
  return (question) => `
    select ${selected} from ${chosenMeasures(question)} as measure, asked
     where register = '${code}'
       and (after is null or (started_on, measure.id) > ((after->>0)::date, ${uuidIn('after->>1')}))
     order by started_on, measure.id`;
}

function entriesOf(target: EntryTarget): PartStatement {
  const { table, columns } = ENTRIES[target];
  const selected = selectColumns(partOf(target).columns, {
    measureStartedOn: 'measure.started_on',
    measureId: `asked.unit || ':' || measure.id`,
    ...entryFields('entry', columns),
  });
  return (question) => `
    select ${selected}
      from asked, ${chosenMeasures(question)} as measure
      join ${table} as entry on entry.source = measure.source and entry.measure_source_key = measure.source_key
     where entry.recorded_at <= "asOf" and entry.superseded_at > "asOf" and not entry.withdrawn
       and (after is null
            or (measure.started_on, measure.id, entry.id) > ((after->>0)::date, ${uuidIn('after->>1')}, (after->>2)::uuid))
     order by measure.started_on, measure.id, entry.id`;
}

/**
 * A person is locked in by a decision on the days an exclusion, a cell or a bed of the same person is in force;
 * all other locked-in hours rest on none (de facto isolation).
 */
function regimeDays(question: ExportQuestion): string {
  const selected = selectColumns(REGIME_DAY_COLUMNS, {
    ...entryFields('regime', DAY_TABLE_COLUMNS),
    person: 'case when asked.persons then regime.person end',
    decisionInForce: 'in_force',
    hoursLockedInWithoutDecision:
      'case when in_force then 0 else round((1440 - minutes_out_of_cell) / 60.0, 2)::float8 end',
  });
  return `
    with held as materialized (
      select person, started_on, last_day
        from measure_version, asked
       where recorded_at <= "asOf" and superseded_at > "asOf" and not withdrawn and is_interval
         and (kind = 'EXCLUSION' or measure_version.means in ('SECURITY_CELL', 'RESTRAINT_BED'))),
    chosen as materialized (
      select day.*
        from regime_day_version as day, asked
       where day.recorded_at <= "asOf" and day.superseded_at > "asOf" and not day.withdrawn
         and ${unlessBlocked('day.person')}
         and day.day >= "from" and day.day < "to"
         and (facilities is null or facility = any(facilities))
         and ${inEveryGrant('day.day >= period."to" or day.day < period."from"')}
         and (after is null or (day.day, day.id) > ((after->>0)::date, (after->>1)::uuid))
         ${question.last === null ? '' : ofChosen(question)}),
    decided as (
      select distinct chosen.id
        from chosen join held on held.person = chosen.person and chosen.day between held.started_on and held.last_day)
    select ${selected}
      from (select chosen.*, decided.id is not null as in_force
              from chosen left join decided on decided.id = chosen.id) as regime, asked
     order by day, regime.id`;
}

/** Of the last measures only the days they were in force belong. */
function ofChosen(question: ExportQuestion): string {
  return `and exists (select from ${chosenMeasures(question)} as chosen
                       where chosen.person = day.person and day.day between chosen.started_on and chosen.last_day)`;
}

function uuidIn(text: string): string {
  return `split_part(${text}, ':', 2)::uuid`;
}
