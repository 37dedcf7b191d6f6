import { parentPort, workerData } from 'node:worker_threads';
import type { ExportRequest } from '../../schema/exports/request.ts';
import type { Spool } from './spool.ts';
import { writePackage } from './write-package.ts';
import type { Packing } from './write-package.ts';
import { writeTables } from './write-tables.ts';

/** One of the two things a package is made by that go through every row. */
export type PackingTask =
  | { readonly spool: Spool; readonly request: ExportRequest }
  | { readonly target: string; readonly packing: Packing };

const task = workerData as PackingTask;
parentPort?.postMessage(
  'spool' in task
    ? await writeTables(task.spool, task.request)
    : await writePackage(task.target, task.packing),
);
