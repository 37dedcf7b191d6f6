import { RULE_SET } from '../schema/rules/rule-set.ts';
import { openDatabase } from '../subgraphs/platform/database.ts';
import type { VersionTable } from '../subgraphs/platform/records/record-kind.ts';
import { lockForWriting } from '../subgraphs/platform/records/write-lock.ts';
import { keepForMeasures } from '../subgraphs/unit/duties/keep-deviations.ts';
import { keepMonths } from '../subgraphs/unit/practice/keep-months.ts';
import { secondsOf } from './report.ts';

/** Rows that a delivery of an import has. */
const DELIVERY = 1000;

/**
 * Seconds it takes to keep the months, and to judge, for the records of a source: once more after they were
 * imported, as the deliveries did, by the same code and with nothing kept at the beginning.
 */
export async function keepingSeconds(
  ownerUrl: string,
  source: string,
): Promise<{ readonly months: number; readonly judging: number }> {
  const database = openDatabase(ownerUrl, { connections: 1 });
  try {
    await database.query('truncate practice_month, practice_month_length, deviation, deviation_month');
    const versions = await database.query<{ id: string; version: number }>(
      'select id, version from measure_version where source = $1 order by recorded_at, source_key',
      [source],
    );
    const through = (keep: NonNullable<VersionTable['keep']>) =>
      secondsOf(async () => {
        for (let from = 0; from < versions.length; from += DELIVERY) {
          const delivered = versions.slice(from, from + DELIVERY).map((one) => ({ ...one, holds: true }));
          await database.transaction(async (sql) =>
            keep(sql, { versions: delivered, recordedAt: await lockForWriting(sql) }),
          );
        }
      });
    return { months: await through(keepMonths), judging: await through(keepForMeasures(RULE_SET)) };
  } finally {
    await database.close();
  }
}
