import { randomUUID } from 'node:crypto';
import { assertionSigner } from '../../schema/access/assertion.ts';
import type { Assertion } from '../../schema/access/assertion.ts';
import type { Role } from '../../schema/access/roles.ts';
import type { Viewer } from '../../schema/access/viewer.ts';
import { keyFromSecret } from '../../local/access.ts';

/** What the gateway would tell the unit of somebody in this role. */
export function forRole(role: Role, units: readonly string[], period: Viewer['period'] = null): Assertion {
  return {
    viewers: [
      {
        issuer: 'samsyn-conformance',
        subject: role,
        organisation: null,
        supplier: null,
        role,
        units: [...units],
        period,
        persons: true,
      },
    ],
    purpose: 'conformance',
    operation: { name: null, hash: '' },
  };
}

/** Signs with a key the unit does not know. */
export const strangerSigner = assertionSigner(keyFromSecret(randomUUID()));
