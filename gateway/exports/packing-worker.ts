import { parentPort } from 'node:worker_threads';
import type { Column } from '../../schema/exports/columns.ts';
import { keepChosenCases } from './chosen-cases.ts';
import { packTable } from './pack-table.ts';
import type { Spool } from './spool.ts';
import { writePackage } from './write-package.ts';
import type { Packing } from './write-package.ts';

/** The things a package is made by that go through every row or byte. */
export type PackingTask =
  | { readonly task: 'CHOOSE_CASES'; readonly spool: Spool; readonly unit: string }
  | { readonly task: 'PACK_TABLE'; readonly file: string; readonly columns: readonly Column[] }
  | { readonly task: 'WRITE_PACKAGE'; readonly target: string; readonly packing: Packing };

parentPort?.on('message', (task: PackingTask) => {
  void done(task).then((result) => parentPort?.postMessage(result));
});

function done(task: PackingTask): Promise<unknown> {
  switch (task.task) {
    case 'CHOOSE_CASES':
      return keepChosenCases(task.spool, task.unit);
    case 'PACK_TABLE':
      return packTable(task.file, task.columns);
    default:
      return writePackage(task.target, task.packing);
  }
}
