import { z } from 'zod';

/** What the directorate's subgraph may have beside the environment of every subgraph. */
export const measuresEnvironment = z.object({
  GATEWAY_URL: z
    .url()
    .optional()
    .describe(
      'Gateway, through which the units’ deviations and keys are fetched; without it no cases are opened',
    ),
  FEED_INTERVAL_MS: z.coerce
    .number()
    .int()
    .min(100)
    .default(5000)
    .describe('Pause between two looks at a unit’s deviations, and at keys, milliseconds'),
  ISOLATION_INTERVAL_MS: z.coerce
    .number()
    .int()
    .min(100)
    .default(300_000)
    .describe('Pause between two times isolation is added up over the units, milliseconds'),
  CASE_WAIT_DAYS: z.coerce
    .number()
    .min(0)
    .max(365)
    .default(3)
    .describe(
      'So long after a deviation was first seen its case is opened, though the unit has not declared complete what would have met it, days',
    ),
  SAMSYN_TOKEN: z.string().min(1).optional().describe('Token it shows the gateway'),
});
