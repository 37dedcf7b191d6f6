import { z } from 'zod';

/** How many deviations there are, in which state, and for how long: `FollowUpFigures` without its statuses. */
export const followUpCounts = z.object({
  deviations: z.int(),
  open: z.int(),
  overdue: z.int(),
  inSystemicCases: z.int(),
  actionsPlanned: z.int(),
  actionsOverdue: z.int(),
  medianDaysOpen: z.number().nullable(),
  medianDaysToClose: z.number().nullable(),
});
