import type { RowOutcome } from '../../../schema/records/delivery.ts';
import type { Sql } from '../database.ts';

export type ImportStep = 'IMPORT' | 'WITHDRAWAL' | 'RELEASE' | 'UNDO';

/** Notes what a delivery, or another step of an import, came to. */
export async function logDelivery(
  sql: Sql,
  options: {
    readonly importId: string;
    readonly recordedAt: string;
    readonly target: string;
    readonly source: string;
    readonly file: string;
    readonly actor: string;
    readonly outcomes: readonly RowOutcome[];
    readonly step?: ImportStep;
    readonly undoes?: string;
    readonly sequence?: number;
    readonly withdrawn?: number;
    readonly unknown?: Readonly<Record<string, number>>;
  },
): Promise<void> {
  const count = (wanted: RowOutcome['outcome']) =>
    options.outcomes.filter(({ outcome }) => outcome === wanted).length;
  await sql.query(
    `insert into import_delivery (import_id, sequence, recorded_at, target, source, file, actor, step, undoes,
                                  added, changed, unchanged, quarantined, withdrawn, unknown_values)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
    [
      options.importId,
      options.sequence ?? null,
      options.recordedAt,
      options.target,
      options.source,
      options.file,
      options.actor,
      options.step ?? 'IMPORT',
      options.undoes ?? null,
      count('NEW'),
      count('CHANGED'),
      count('UNCHANGED'),
      count('QUARANTINED'),
      options.withdrawn ?? 0,
      JSON.stringify(options.unknown ?? {}),
    ],
  );
}

/** Whether all deliveries of the import before this one have been taken. */
export async function isNext(sql: Sql, importId: string, sequence: number): Promise<boolean> {
  const [row] = await sql.query<{ last: number }>(
    'select coalesce(max(sequence), 0) as last from import_delivery where import_id = $1',
    [importId],
  );
  return row?.last === sequence - 1;
}
