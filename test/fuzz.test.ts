import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROLE_NAMES } from '../schema/access/roles.ts';
import { UNITS } from '../schema/units.ts';
import { startFederation } from './harness/federation.ts';
import type { Federation } from './harness/federation.ts';
import { fuzzRole } from './harness/fuzz.ts';
import { leaksIn, MARKED_UNITS, plantMarkers } from './harness/markers.ts';
import { ANYBODY } from './harness/anybody.ts';

const QUERIES = Number(process.env['FUZZ_QUERIES'] ?? '1000');
const PATIENCE_MS = 1_800_000;

let federation: Federation;
beforeAll(async () => {
  federation = await startFederation({ feedIntervalMs: 100 });
  await plantMarkers(federation);
  // Most of the time would go to the feeds, asked every tenth of a second, and to units that hold no marker.
  await federation.stopFeeds();
  for (const { code } of UNITS) if (!MARKED_UNITS.includes(code)) await federation.stop(code);
});
afterAll(() => federation.close());

test('every marker is there for who may see it, and told for who may not', async () => {
  const answer = await federation.ask(
    `{ units { measures { nodes { sourceKey continues decision { role justification } reassessments { justification }
         inmate { pseudonym birthYear } repair { start } } } regimeDays(period: { from: "2025-01-01", to: "2026-01-01" }) { nodes { minutesOutOfCell } } }
       deviations { nodes { steps { note } } } }`,
  );
  const text = JSON.stringify(answer);
  const [controller] = ANYBODY.viewers;
  if (controller === undefined) throw new Error('nobody');
  const kinds = (role: 'controller' | 'analyst') =>
    new Set(leaksIn(text, { ...controller, role }, 'test').map((marker) => marker.replace(/_[a-z]+$/, '')));
  expect(kinds('controller')).toEqual(new Set());
  expect([...kinds('analyst')].toSorted()).toEqual(
    ['oslo', 'troms']
      .flatMap((unit) => [
        `M_CASES_${unit}`,
        `M_OUTSIDE_${unit}`,
        `M_PERSON_${unit}`,
        `M_RECORDS_${unit}`,
        `birth year in ${unit}`,
        `minutes in ${unit}`,
      ])
      .toSorted(),
  );
});

test.each(ROLE_NAMES)(
  'whatever %s asks, there is no fault of ours, nothing shown that is not permitted, and nothing beyond the limits',
  async (role) => {
    const { asked, answered, refused } = await fuzzRole(federation, role, { queries: QUERIES });
    expect(asked).toBeGreaterThanOrEqual(QUERIES);
    expect(answered).toBeGreaterThan(refused);
    expect(refused).toBeGreaterThan(0);
  },
  PATIENCE_MS,
);
