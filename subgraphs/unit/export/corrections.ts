import { ENTRY_COLUMNS, MEASURE_COLUMNS } from '../../../schema/exports/columns.ts';
import type { Column } from '../../../schema/exports/columns.ts';
import type { ExportQuestion } from '../../../schema/exports/question.ts';
import { unlessBlocked } from '../../platform/records/blocked-persons.ts';
import { ENTRIES } from '../entry-rows.ts';
import type { EntryTarget } from '../entry-rows.ts';
import { everChosenMeasures, measureFields } from './chosen-measures.ts';
import { entryFields, selectColumns } from './select-columns.ts';

/** What identifies a version, and what follows from other fields. */
const SAME = new Set([
  'id',
  'source',
  'sourceKey',
  'version',
  'recordedAt',
  'measureId',
  'measureStartedOn',
  'hours',
  'ongoing',
]);
const changing = (columns: readonly Column[]) => columns.filter(({ name }) => !SAME.has(name));

/** Every version but the first of a measure and of what follows it, field by field beside the one it replaced. */
export function corrections(question: ExportQuestion): string {
  const entries = (Object.keys(ENTRIES) as EntryTarget[]).map((target) => {
    const { table, columns } = ENTRIES[target];
    return compared({
      register: target,
      recordId: 'later.id::text',
      table,
      content: (of) => selectColumns(changing(ENTRY_COLUMNS[target]), entryFields(of, columns)),
      where: `(later.source, later.measure_source_key) in (select source, source_key from concerned)`,
    });
  });
  const measures = compared({
    register: 'measures',
    recordId: `asked.unit || ':' || later.id`,
    table: 'measure_version',
    content: (of) => selectColumns(changing(MEASURE_COLUMNS), measureFields(of)),
    where: 'later.id in (select id from concerned)',
  });
  return `
    with concerned as materialized (
      select * from ${everChosenMeasures(question)} as ever
       where not exists (select from measure_version as was where was.id = ever.id and not (${unlessBlocked('was.person')})))
    select register, "recordId", version, field, "sourceKey", "recordedAt", before, after
      from (${[measures, ...entries].join(' union all ')}) as correction, (select after as beyond from asked) as position
     where beyond is null
        or (register, "recordId", version, field) > (beyond->>0, beyond->>1, (beyond->>2)::int, beyond->>3)
     order by register, "recordId", version, field`;
}

function compared(options: {
  readonly register: string;
  readonly recordId: string;
  readonly table: string;
  readonly content: (of: string) => string;
  readonly where: string;
}): string {
  const { register, recordId, table, content, where } = options;
  const fields = (of: string) =>
    `jsonb_each((select to_jsonb(content) from (select ${content(of)}, ${of}.withdrawn) as content))`;
  return `
       select '${register}' as register, ${recordId} as "recordId", later.version, changed.field,
              later.source_key as "sourceKey", later.recorded_at as "recordedAt", changed.before, changed.after
         from asked, ${table} as later
         join ${table} as earlier on earlier.id = later.id and earlier.version = later.version - 1
        cross join lateral (
              select key as field, was.value::text as before, is_now.value::text as after
                from ${fields('earlier')} as was join ${fields('later')} as is_now using (key)
               where was.value <> is_now.value) as changed
        where later.version > 1 and later.recorded_at <= "asOf" and ${where}`;
}
