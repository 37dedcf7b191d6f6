import { expect, test } from 'vitest';
import { runExperiment } from './harness/fairness-experiment.ts';

test('in 200 populations unfairness is found, case mix seen through, and fairness left alone', () => {
  const outcome = runExperiment(Array.from({ length: 200 }, (_, seed) => seed + 1));
  expect(outcome.falselyFlagged.length).toBeLessThanOrEqual(17);
  expect(outcome.leastExpected).toBeGreaterThanOrEqual(100);
  expect(outcome.found.length).toBeGreaterThanOrEqual(190);
  expect(outcome.seenThrough.length).toBeGreaterThanOrEqual(190);
});
