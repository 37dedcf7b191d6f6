import { BIN_EDGES, LENGTH_BANDS, summariseLengths } from './lengths.ts';
import type { Cell, Deviations, FinalCell } from './state.ts';

export function emptyCell(): Cell {
  return {
    started: 0,
    ongoing: 0,
    inForceAtEnd: 0,
    seconds: 0,
    ended: 0,
    endedSeconds: 0,
    completeRecords: 0,
    repairedRecords: 0,
    bins: [],
    ongoingByBand: LENGTH_BANDS.map(() => 0),
    persons: [],
    deviations: [],
  };
}

/** Adding is all that is ever done with the cells of several units: integers, so the order does not matter. */
export function addCells(cells: readonly Cell[]): Cell {
  const sum = emptyCell();
  const persons = new Set<string>();
  for (const part of cells) {
    sum.started += part.started;
    sum.ongoing += part.ongoing;
    sum.inForceAtEnd += part.inForceAtEnd;
    sum.seconds += part.seconds;
    sum.ended += part.ended;
    sum.endedSeconds += part.endedSeconds;
    sum.completeRecords += part.completeRecords;
    sum.repairedRecords += part.repairedRecords;
    sum.ongoingByBand = sum.ongoingByBand.map((value, band) => value + (part.ongoingByBand[band] ?? 0));
    for (const person of part.persons ?? []) persons.add(person);
  }
  return {
    ...sum,
    bins: addBins(cells.map(({ bins }) => bins)),
    persons: cells.some((part) => part.persons === null) ? null : [...persons],
    deviations: addDeviations(cells.map(({ deviations }) => deviations)),
  };
}

function addDeviations(parts: readonly Deviations[]): Deviations {
  const sums = new Map<string, number>();
  for (const deviations of parts)
    for (const [rule, more] of deviations) sums.set(rule, (sums.get(rule) ?? 0) + more);
  return [...sums].toSorted(([left], [right]) => (left < right ? -1 : 1));
}

function addBins(parts: readonly Cell['bins'][]): Cell['bins'] {
  // Most groups have one unit's measures in them, or none.
  const [first = [], ...others] = parts.filter((bins) => bins.length > 0);
  if (others.length === 0) return first;
  const sums = new Float64Array(BIN_EDGES.length + 1);
  for (const bins of [first, ...others]) for (const [bin, more] of bins) sums[bin] = (sums[bin] ?? 0) + more;
  const added: Cell['bins'] = [];
  for (const [bin, sum] of sums.entries()) if (sum !== 0) added.push([bin, sum]);
  return added;
}

/** The cell with what its bins come to; nothing can be added to it any more. */
export function finishCell({ bins, ...counted }: Cell): FinalCell {
  return { ...counted, lengths: summariseLengths(bins) };
}
