import { z } from 'zod';
import entries from './units.json' with { type: 'json' };

/**
 * The unit registry: the one list of units. GraphQL types, subgraph names, ports, databases and the
 * compose file all derive from `units.json`. A further unit is one line there and one deployment.
 */
export type UnitEntry = {
  readonly code: string;
  readonly name: { readonly nb: string; readonly en: string };
  /** The region (region) the unit's prisons belong to today, in Norwegian. */
  readonly region: string;
};

const unitEntry = z.object({
  code: z.string().regex(/^[a-z]+(-[a-z]+)*$/),
  name: z.object({ nb: z.string().min(1), en: z.string().min(1) }),
  region: z.string().min(1),
});

export const UNITS: readonly UnitEntry[] = z.array(unitEntry).min(1).parse(entries);

export const INMATES_SUBGRAPH = 'inmates';
export const MEASURES_SUBGRAPH = 'measures';

/** Every subgraph's name, in the order their local ports follow. */
export const SUBGRAPHS: readonly string[] = [
  ...UNITS.map((unit) => unit.code),
  INMATES_SUBGRAPH,
  MEASURES_SUBGRAPH,
];

export const GATEWAY = 'gateway';
/** Every program with a database of its own. */
export const PROGRAMS: readonly string[] = [...SUBGRAPHS, GATEWAY];

export function findUnit(code: string): UnitEntry | undefined {
  return UNITS.find((unit) => unit.code === code);
}

/** `sor-ost` → `SorOst`, the prefix of the unit's own GraphQL types. */
export function typePrefix(code: string): string {
  return code
    .split('-')
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('');
}
