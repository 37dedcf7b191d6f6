import type { Delivery, DeliveryAnswer, ImportEnd, RowOutcome } from '../../../schema/records/delivery.ts';
import type { Target } from '../../../schema/records/targets.ts';
import { ClientError } from '../client-error.ts';
import type { Database } from '../database.ts';
import { finishImport } from './complete-files.ts';
import type { EndedBy } from './complete-files.ts';
import { isNext, logDelivery } from './import-log.ts';
import { quarantine } from './quarantine.ts';
import type { RecordKind, VersionTable } from './record-kind.ts';
import { takeDelivery } from './take-delivery.ts';
import type { DeliveredBy } from './take-delivery.ts';
import { lockForWriting } from './write-lock.ts';

/** How records of one target come in; `versions` is where their versions are, null where none are kept. */
export type RecordDoor = {
  readonly versions: VersionTable | null;
  deliver(delivery: Delivery, by: DeliveredBy): Promise<DeliveryAnswer>;
  finish(end: ImportEnd, by: EndedBy): Promise<number | null>;
};

export function doorFor<R>(anywhere: Database, kind: RecordKind<R>): RecordDoor {
  const database = anywhere.within({ as: 'IMPORT' });
  return {
    versions: kind,
    deliver: (delivery, by) => takeDelivery(database, kind, delivery, by),
    finish: (end, by) => finishImport(database, kind, end, by),
  };
}

/** Keeps every row in quarantine, for rows that belong to no unit; a row released goes on to its unit. */
export function quarantineDoor(database: Database, target: Target): RecordDoor {
  return {
    versions: null,
    deliver: async (delivery, { actor }) => {
      const faulty = delivery.rows.map((row) => ({ row, reasons: row.faults }));
      const outcome = ({ row, reasons }: (typeof faulty)[number]): RowOutcome =>
        reasons.length === 0
          ? { row: row.row, outcome: 'UNCHANGED', reason: null }
          : { row: row.row, outcome: 'QUARANTINED', reason: reasons[0] ?? null };
      if (delivery.check || faulty.every(({ reasons }) => reasons.length === 0)) return faulty.map(outcome);
      return database.within({ as: 'IMPORT' }).transaction(async (sql) => {
        const recordedAt = await lockForWriting(sql);
        const { importId, source, file, sequence } = delivery;
        if (!(await isNext(sql, importId, sequence))) throw new ClientError('OUT_OF_ORDER');
        const outcomes = await quarantine(sql, { target, delivery, faulty, recordedAt });
        const log = { importId, sequence, recordedAt, target, source, file, actor, outcomes };
        await logDelivery(sql, log);
        return outcomes;
      });
    },
    finish: async () => 0,
  };
}
