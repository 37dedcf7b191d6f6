import { machineAccess } from '../local/access.ts';
import type { MachineAccess } from '../local/access.ts';
import { SUBGRAPHS } from '../schema/units.ts';

/** Keys for as long as a bench runs, the same for every contender. */
const access = machineAccess({ assertion_key: 'for benches', token_key: 'for benches too' });
export const benchAccess: MachineAccess = {
  ...access,
  // All the load comes from one caller.
  gatewayEnvironment: {
    ...access.gatewayEnvironment,
    LIMITS: JSON.stringify({ requestsIn10Seconds: 1_000_000, atOnce: 10_000 }),
  },
};

export const benchToken = await benchAccess.writeToken(
  { sub: 'bench', role: 'officer', units: [...SUBGRAPHS], persons: true },
  { seconds: 24 * 3600 },
);
/** Headers of somebody who may see and bring in everything. */
export const asOfficer = { authorization: `Bearer ${benchToken}`, 'samsyn-purpose': 'bench' };
