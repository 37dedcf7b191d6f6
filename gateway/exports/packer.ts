import type { Column } from '../../schema/exports/columns.ts';
import { startThread } from './in-a-thread.ts';
import type { PackedTable } from './pack-table.ts';
import type { PackingTask } from './packing-worker.ts';
import type { Spool } from './spool.ts';
import type { Packing } from './write-package.ts';

/** Packs one export, in a thread of its own, a task after another. */
export type Packer = {
  chooseCases(spool: Spool, unit: string): Promise<unknown>;
  /** Once for each file, however often it is asked for. */
  table(file: string, columns: readonly Column[]): Promise<PackedTable>;
  /** Gives the length. */
  package(target: string, packing: Packing): Promise<number>;
  end(): Promise<void>;
};

export function startPacker(signal: AbortSignal): Packer {
  const thread = startThread(new URL('./packing-worker.ts', import.meta.url), signal);
  const ask = (task: PackingTask) => thread.ask(task);
  const tables = new Map<string, Promise<PackedTable>>();
  return {
    chooseCases: (spool, unit) => ask({ task: 'CHOOSE_CASES', spool, unit }),
    table: (file, columns) => {
      const known = tables.get(file);
      if (known !== undefined) return known;
      const packed = ask({ task: 'PACK_TABLE', file, columns }) as Promise<PackedTable>;
      // Whoever needs it asks again, and is told.
      packed.catch(() => undefined);
      tables.set(file, packed);
      return packed;
    },
    package: (target, packing) => ask({ task: 'WRITE_PACKAGE', target, packing }) as Promise<number>,
    end: () => thread.end(),
  };
}
