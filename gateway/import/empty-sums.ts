import type { ImportSums } from '../../schema/records/delivery.ts';

export function emptySums(importId: string): ImportSums {
  return {
    importId,
    read: 0,
    accepted: 0,
    new: 0,
    changed: 0,
    unchanged: 0,
    quarantined: 0,
    blank: 0,
    undelivered: 0,
    undeliveredTo: [],
    reasons: {},
    unknown: {},
    repaired: 0,
    withdrawn: 0,
    notWithdrawn: [],
    conflicts: 0,
    conflictsSeen: [],
    examples: {},
  };
}
