import { expect, test } from 'vitest';
import { generateSynthetic } from '../local/synthetic/generate.ts';
import { readFinding } from '../schema/comparison/readings.ts';
import { comparePopulation, optionsOf, runExperiment } from './harness/fairness-experiment.ts';

test('in ten populations unfairness is found, case mix seen through, and fairness left alone', () => {
  const outcome = runExperiment(Array.from({ length: 10 }, (_, seed) => seed + 1));
  expect(outcome.falselyFlagged.length).toBeLessThanOrEqual(2);
  expect(outcome.leastExpected).toBeGreaterThanOrEqual(100);
  expect(outcome.found.length).toBeGreaterThanOrEqual(9);
  expect(outcome.seenThrough.length).toBeGreaterThanOrEqual(9);
  expect(outcome.lookDifferent.length).toBeGreaterThanOrEqual(7);
});

test('a unit that has registered nothing is told as under-reporting', () => {
  const silenced = [...generateSynthetic(optionsOf(1))].filter(
    (item) =>
      item.kind !== 'RECORD' || item.target !== 'measures' || (item.record as any).unit !== 'nordland',
  );
  const results = comparePopulation(silenced, { from: '2025-01-01', to: '2026-01-01' })();
  const [silent, ...others] = results.filter(({ signal }) => signal === 'UNDER_REPORTING');
  expect(others).toEqual([]);
  expect(silent?.unit).toEqual({ code: 'nordland' });
  expect(silent?.figures).toMatchObject({ observed: 0, ratio: 0 });
  expect(silent?.figures.chanceOfNone).toBeLessThan(1e-6);
  expect(silent && readFinding(silent.finding, silent, 'nb')).toMatch(
    /^Nordland: 0 utelukkelser; \d+ var ventet ut fra sammensetningen etter sikkerhetsnivå, domstype, kjønn og alder\. At ingenting er registrert, skjer tilfeldig sjeldnere enn én gang av 1\s000\s000: undersøk om registreringer mangler\. Forskjellen er også større enn den vanligvis er mellom enhetene\.$/,
  );
});
