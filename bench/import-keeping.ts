import { randomUUID } from 'node:crypto';
import { delivery } from '../schema/records/delivery.ts';
import { RULE_SET } from '../schema/rules/rule-set.ts';
import { openDatabase } from '../subgraphs/platform/database.ts';
import { doorFor } from '../subgraphs/platform/records/record-door.ts';
import type { RecordDoor } from '../subgraphs/platform/records/record-door.ts';
import { keepForMeasures } from '../subgraphs/unit/duties/keep-deviations.ts';
import { measureKind } from '../subgraphs/unit/measure-rows.ts';
import { keepMonths } from '../subgraphs/unit/practice/keep-months.ts';
import { sampleRecord } from './import-sample.ts';
import { median, print, secondsOf, spread } from './report.ts';

const DELIVERIES = 5;
const ROWS_PER_DELIVERY = 1000;

/**
 * What it costs an import to keep the rollups and the deviations in the transaction that writes: the same
 * deliveries taken in with neither, with the rollups, and with both, in turn.
 */
export async function benchKeeping(databaseUrl: string, repeats: number): Promise<void> {
  const database = openDatabase(databaseUrl, { connections: 2 });
  const doors = {
    records: doorFor(database, measureKind),
    months: doorFor(database, { ...measureKind, keep: keepMonths }),
    deviations: doorFor(database, { ...measureKind, keep: keepForMeasures(RULE_SET) }),
  };
  const rates = { records: [] as number[], months: [] as number[], deviations: [] as number[] };
  for (let run = 0; run < repeats; run += 1) {
    rates.records.push(await secondsFor(doors.records, `bare-${run}`));
    rates.months.push(await secondsFor(doors.months, `months-${run}`));
    rates.deviations.push(await secondsFor(doors.deviations, `deviations-${run}`));
  }
  await database.close();
  const per = (seconds: readonly number[]) =>
    spread(seconds.map((one) => (one / (DELIVERIES * ROWS_PER_DELIVERY)) * 1e6));
  const bare = median(rates.records);
  const [months, deviations] = [median(rates.months) - bare, median(rates.deviations) - bare];
  const share = (part: number) => `${Math.round((100 * part) / (bare + months + deviations))} %`;
  print(`  writing without what is kept    ${per(rates.records)} microseconds a row`);
  print(`  with the rollups                ${per(rates.months)}   (${share(months)} of all writing)`);
  print(`  with the deviations             ${per(rates.deviations)}   (${share(deviations)} of all writing)`);
}

async function secondsFor(door: RecordDoor, source: string): Promise<number> {
  const importId = randomUUID();
  const deliveries = Array.from({ length: DELIVERIES }, (_none, number) =>
    delivery.parse({
      importId,
      sequence: number + 1,
      source,
      file: source,
      rows: Array.from({ length: ROWS_PER_DELIVERY }, (_row, place) => {
        const row = number * ROWS_PER_DELIVERY + place + 1;
        return { row, record: sampleRecord(row) };
      }),
    }),
  );
  return secondsOf(async () => {
    for (const one of deliveries) await door.deliver(one, { actor: 'bench' });
  });
}
