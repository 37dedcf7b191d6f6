import type { Bucket } from '../../../schema/practice/calendar.ts';
import { addCells, emptyCell } from '../../../schema/practice/cells.ts';
import { EMPTY_KEY } from '../../../schema/practice/state.ts';
import type { Cell, GroupKey } from '../../../schema/practice/state.ts';
import type { PracticeDimension } from '../../../schema/vocabulary.ts';
import type { Row } from '../../platform/database.ts';
import type { Shortcomings } from '../duties/count-deviations.ts';

/** What a unit counted in one bucket under one combination of the other dimensions. */
export type Group = { readonly bucket: number; readonly key: GroupKey; readonly cell: Cell };

/** Where a dimension of the record is: its column, and its field in a group's key. */
export const COLUMNS: Partial<
  Record<PracticeDimension, { readonly column: string; readonly key: keyof GroupKey }>
> = {
  FACILITY: { column: 'facility', key: 'facility' },
  SECURITY_LEVEL: { column: 'security_level', key: 'securityLevel' },
  KIND: { column: 'kind', key: 'kind' },
  MEANS: { column: 'means', key: 'means' },
  LEGAL_BASIS: { column: 'legal_basis', key: 'legalBasis' },
  EXTENT: { column: 'extent', key: 'extent' },
  SEX: { column: 'sex', key: 'sex' },
  AGE_GROUP: { column: 'age_group', key: 'ageGroup' },
  CUSTODY: { column: 'custody', key: 'custody' },
  CITIZENSHIP: { column: 'citizenship', key: 'citizenship' },
  VULNERABILITY: { column: 'flag', key: 'vulnerability' },
};

/** A row of sums as a cell; lengths and persons come beside it. */
export function cellOf(row: Row, { deviations, incomplete }: Shortcomings): Cell {
  const started = Number(row['started']);
  return {
    ...emptyCell(),
    started,
    ongoing: Number(row['ongoing']),
    inForceAtEnd: Number(row['in_force_at_end']),
    seconds: Number(row['seconds']),
    ended: Number(row['ended']),
    endedSeconds: Number(row['ended_seconds']),
    completeRecords: started - incomplete,
    repairedRecords: Number(row['repaired_records']),
    deviations,
  };
}

/** `bin count bin count …` as pairs. */
export function readBins(text: unknown): [number, number][] {
  if (typeof text !== 'string') return [];
  const numbers = text.split(' ').map(Number);
  return Array.from({ length: numbers.length / 2 }, (_, pair) => [
    numbers[2 * pair] ?? 0,
    numbers[2 * pair + 1] ?? 0,
  ]);
}

export function keyOf(row: Row, bucket: Bucket | undefined): GroupKey {
  const key: GroupKey = {
    ...EMPTY_KEY,
    year: bucket?.year ?? null,
    quarter: bucket?.quarter ?? null,
    month: bucket?.month ?? null,
  };
  for (const { column, key: name } of Object.values(COLUMNS)) {
    const value = row[column];
    if (typeof value === 'string') Object.assign(key, { [name]: value });
  }
  return key;
}

/** Everything adds up over time but the stock: that of the whole period is that of its last part. */
export function addUpOverTime(groups: readonly Group[], last: number): Cell {
  return addCells(groups.map(({ bucket, cell }) => (bucket === last ? cell : { ...cell, inForceAtEnd: 0 })));
}
