import { z } from 'zod';
import { CLEARANCES } from '../../schema/access/clearances.ts';
import type { Clearance } from '../../schema/access/clearances.ts';
import { UNITS } from '../../schema/units.ts';

const clearances = Object.keys(CLEARANCES) as [Clearance, ...Clearance[]];

/** What a unit's subgraph may have beside the environment of every subgraph. */
export const unitEnvironment = z.object({
  UNIT: z
    .enum(UNITS.map(({ code }) => code) as [string, ...string[]])
    .describe('Code of the unit in `schema/units.json`'),
  WITHHELD: z
    .string()
    .optional()
    .transform((text = '') => text.split(',').filter((name) => name !== ''))
    .pipe(z.array(z.enum(clearances)))
    .describe(
      'Clearances the unit gives nobody who has them for all units, separated by commas (see Access)',
    ),
});
