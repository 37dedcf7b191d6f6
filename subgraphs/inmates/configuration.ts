import { z } from 'zod';

/** What the register needs beside the environment of every subgraph. */
export const inmatesEnvironment = z.object({
  PSEUDONYM_KEY: z
    .string()
    .min(32)
    .describe('Secret the pseudonyms are made with, at least 32 characters; never change or lose it'),
});
