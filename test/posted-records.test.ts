import { afterAll, beforeAll, expect, test } from 'vitest';
import { asSystem } from './harness/access.ts';
import { startFederation } from './harness/federation.ts';
import type { Federation } from './harness/federation.ts';

/** A unit's own system posts to its own subgraph. */
let federation: Federation;
beforeAll(async () => {
  federation = await startFederation();
});
afterAll(() => federation.close());

const exclusion = (sourceKey: string, part: object = {}) => ({
  sourceKey,
  kind: 'EXCLUSION',
  means: 'EXCLUSION',
  start: '2025-03-01',
  end: '2025-03-04',
  ...part,
});

async function post(lines: readonly (object | string)[], headers: Record<string, string> = {}) {
  const response = await fetch(`${federation.urls['agder']}/records/measures/lines`, {
    method: 'POST',
    headers: { ...asSystem, 'content-type': 'application/x-ndjson', 'x-source': 'fagsystem', ...headers },
    body: lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join(''),
  });
  const text = await response.text();
  const answers = text.split('\n').flatMap((line): any[] => (line === '' ? [] : [JSON.parse(line)]));
  return { status: response.status, headers: response.headers, answers };
}
const stored = async () => {
  const answer = await federation.ask('{ unit(code: "agder") { measures { nodes { sourceKey version } } } }');
  return answer.data.unit.measures.nodes;
};

test('each line is answered: what came of it, and in quarantine why, in the sender’s language', async () => {
  const { status, answers } = await post(
    [exclusion('a'), '', 'no JSON', exclusion('b', { end: '2025-01-01' }), exclusion('a')],
    { 'accept-language': 'en' },
  );
  expect(status).toBe(200);
  expect(answers).toEqual([
    { row: 1, outcome: 'NEW', reason: null },
    {
      row: 3,
      outcome: 'QUARANTINED',
      reason: { code: 'ROW_UNREADABLE', field: null, message: 'The row cannot be read.' },
    },
    {
      row: 4,
      outcome: 'QUARANTINED',
      reason: { code: 'END_BEFORE_START', field: null, message: 'The end is before the start.' },
    },
    { row: 5, outcome: 'UNCHANGED', reason: null },
  ]);
  expect(await stored()).toEqual([{ sourceKey: 'a', version: 1 }]);
});

test('a request under the same key gets the same answer and is taken once, also when sent many at a time', async () => {
  const key = { 'idempotency-key': 'delivery 17' };
  const first = await post([exclusion('c')], key);
  expect(first.answers).toEqual([{ row: 1, outcome: 'NEW', reason: null }]);
  const again = await Promise.all([1, 2].map(() => post([exclusion('c')], key)));
  expect(again.map(({ answers }) => answers)).toEqual([first.answers, first.answers]);
  expect(await post([exclusion('d')], key)).toMatchObject({
    status: 422,
    answers: [{ code: 'IDEMPOTENCY_KEY_REUSED' }],
  });
  expect((await stored()).filter(({ sourceKey }: any) => sourceKey === 'd')).toEqual([]);
});

test('too many rows are refused whole, with a public code', async () => {
  const lines = Array.from({ length: 5001 }, (_, index) => exclusion(`many ${index}`));
  expect(await post(lines)).toMatchObject({ status: 413, answers: [{ code: 'TOO_MANY_ROWS' }] });
  expect(await stored()).toHaveLength(2);
});

test('more at once than is taken is told to come again, and nothing is lost or taken twice', async () => {
  const batches = Array.from({ length: 12 }, (_, batch) =>
    Array.from({ length: 400 }, (_unused, index) => exclusion(`crowd ${batch} ${index}`)),
  );
  let refused = 0;
  await Promise.all(
    batches.map(async (batch) => {
      for (;;) {
        const { status, headers } = await post(batch);
        if (status === 200) return;
        expect(status).toBe(429);
        expect(headers.get('retry-after')).toBe('1');
        refused += 1;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }),
  );
  expect(refused).toBeGreaterThan(0);
  const answer = await federation.ask(
    '{ practice(filter: { period: { from: "2025-01-01", to: "2026-01-01" }, units: ["agder"] }) { total { started } } }',
  );
  expect(answer.data.practice.total.started).toBe(2 + 12 * 400);
});
