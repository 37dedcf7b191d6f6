import type { Assertion } from '../../schema/access/assertion.ts';
import { SUBGRAPHS } from '../../schema/units.ts';

/** Somebody who may see everything, for gateways that do not know their callers. */
export const ANYBODY: Assertion = {
  viewers: [
    {
      issuer: 'test',
      subject: 'test',
      organisation: null,
      supplier: null,
      role: 'officer',
      units: [...SUBGRAPHS],
      period: null,
      persons: true,
    },
  ],
  purpose: 'test',
  operation: { name: null, hash: '' },
};
