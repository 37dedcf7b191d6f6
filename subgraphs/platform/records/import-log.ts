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
    readonly withdrawn?: number;
    readonly unknown?: Readonly<Record<string, number>>;
  },
): Promise<void> {
  const count = (wanted: RowOutcome['outcome']) =>
    options.outcomes.filter(({ outcome }) => outcome === wanted).length;
  await sql.query(
    `insert into import_delivery (import_id, recorded_at, target, source, file, actor, step, undoes,
                                  added, changed, unchanged, quarantined, withdrawn, unknown_values)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
    [
      options.importId,
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
