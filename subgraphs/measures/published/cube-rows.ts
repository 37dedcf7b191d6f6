import { EXTENTS, MEASURE_KINDS, SEXES } from '../../../schema/vocabulary.ts';
import type { MeasureKind } from '../../../schema/vocabulary.ts';

type Sex = (typeof SEXES)[number];
type Extent = (typeof EXTENTS)[number];

/** A row of the published cube: measures of a quarter, by kind, extent and sex; null sums all of them up. */
export type CubeRow = {
  readonly name: string;
  /** Number of the row that sums it up; null for the first. */
  readonly parent: number | null;
  readonly kind: MeasureKind | null;
  /** Null for all extents, and for kinds that have none. */
  readonly extent: Extent | null;
  readonly sex: Sex | null;
};

/**
 * The rows form a tree, each summed up by the one above: quarter, kind, extent (of exclusions), sex. Only
 * these sums are published, and whoever wants another adds published cells up: so disclosure control has one
 * hierarchy and the columns to reckon with, and no more.
 */
export const CUBE_ROWS: readonly CubeRow[] = cubeRows();

function cubeRows(): CubeRow[] {
  const rows: CubeRow[] = [];
  const add = (row: Omit<CubeRow, 'name'>): number => {
    const name = [row.kind, row.extent, row.sex].filter((part) => part !== null).join(' ');
    return rows.push({ ...row, name: name === '' ? 'ALL' : name }) - 1;
  };
  const root = add({ parent: null, kind: null, extent: null, sex: null });
  for (const kind of MEASURE_KINDS) {
    const ofKind = add({ parent: root, kind, extent: null, sex: null });
    for (const extent of kind === 'EXCLUSION' ? EXTENTS : [null]) {
      const above = extent === null ? ofKind : add({ parent: ofKind, kind, extent, sex: null });
      for (const sex of SEXES) add({ parent: above, kind, extent, sex });
    }
  }
  return rows;
}
