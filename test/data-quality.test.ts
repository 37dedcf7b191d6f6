import { afterAll, beforeAll, expect, test } from 'vitest';
import { startFederation } from './harness/federation.ts';
import type { Federation } from './harness/federation.ts';
import { importFile } from './harness/real-data.ts';

let federation: Federation;
beforeAll(async () => {
  federation = await startFederation();
  await bring(
    'journal',
    ['1;Oslo;1.2.2025;22.1.2025;20;K', '2;Vest;1.1.2025;3.1.2025;2;M', '3;Oslo;5.5.2025;1.1.2024;;M'],
    {
      through: '2025-06-01T00:00:00+02:00',
    },
  );
  await bring('journal', ['1;Oslo;1.2.2025;22.1.2025;20;K', '2;Vest;1.1.2025;9.1.2025;8;?']);
  await federation.importRecords('supervision', [
    { unit: 'oslo', measure: '1', sourceKey: 's', supervisedAt: '2025-02-01T10:00:00Z' },
  ]);
});
afterAll(() => federation.close());

function bring(source: string, lines: readonly string[], fields: Record<string, string> = {}) {
  return importFile(federation, {
    profile: {
      target: 'measures',
      source,
      delimiter: ';',
      unit: { column: 'enhet', prefixes: { Oslo: 'oslo', Vest: 'vest' } },
      sourceKey: { column: 'sak' },
      fields: {
        kind: { value: 'EXCLUSION' },
        means: { value: 'EXCLUSION' },
        legalBasis: { value: '37-1-b' },
        start: { column: 'fra', format: 'D.M.YYYY' },
        end: { column: 'til', format: 'D.M.YYYY' },
        sex: { column: 'kjønn', values: { K: 'FEMALE', M: 'MALE' }, unknown: 'UNKNOWN' },
      },
      declaredLength: { column: 'dager', unit: 'DAYS' },
      repair: 'DAY_MONTH_SWAP',
    },
    bytes: Buffer.from(['sak;enhet;fra;til;dager;kjønn', ...lines].join('\n')),
    name: 'journal.csv',
    fields,
  });
}

const QUALITY = `coverage { complete answered { unit { code } } missing { unit { code } reason } }
  total { records withdrawn repaired added changed unchanged quarantined waiting
    waitingReasons { reason message(language: EN) count } unknownValues { field count } medianDelayHours }
  sources { unit { code } source target dataThrough lastImport { file }
    figures { records added changed unchanged quarantined waiting repaired } }`;

type Source = { readonly unit: { readonly code: string }; readonly target: string };

test('quality is told by unit, source and target, and added up nationally with coverage', async () => {
  const answer = await federation.ask(`{ dataQuality { ${QUALITY} } }`);
  expect(answer.errors).toBeUndefined();
  const { coverage, total, sources } = answer.data.dataQuality;
  expect(coverage).toMatchObject({ complete: true, missing: [] });
  expect(coverage.answered).toHaveLength(12);
  expect(total).toMatchObject({
    records: 3,
    withdrawn: 0,
    repaired: 1,
    added: 3,
    changed: 1,
    unchanged: 1,
    quarantined: 1,
    waiting: 1,
    waitingReasons: [{ reason: 'END_BEFORE_START', message: 'The end is before the start.', count: 1 }],
  });
  expect(total.unknownValues).toContainEqual({ field: 'sex', count: 1 });
  expect(total.unknownValues).toContainEqual({ field: 'person', count: 2 });
  // Recorded now, begun in January 2025; told in whole bins of at most 1 %.
  const hoursSince = (day: string) => (Date.now() - Date.parse(day)) / 3_600_000;
  expect(total.medianDelayHours).toBeGreaterThan(hoursSince('2025-01-03') - 1);
  expect(total.medianDelayHours).toBeLessThan(hoursSince('2024-12-31') * 1.01);
  const of = (unit: string, target: string) =>
    (sources as Source[]).find((one) => one.unit.code === unit && one.target === target);
  expect(of('oslo', 'measures')).toMatchObject({
    source: 'journal',
    dataThrough: '2025-05-31T22:00:00.000Z',
    lastImport: { file: 'journal.csv' },
  });
  expect(of('oslo', 'supervision')).toMatchObject({ source: 'test', figures: { records: 1, added: 1 } });
  expect(of('vest', 'measures')).toMatchObject({ figures: { records: 1, added: 1, changed: 1 } });
});

test('a repaired record says how its dates were written, and figures count it', async () => {
  const answer =
    await federation.ask(`{ unit(code: "oslo") { measures { nodes { sourceKey startedOn endedOn repair { start end } } } }
    practice(filter: { period: { from: "2025-01-01", to: "2026-01-01" } }) { total { started repairedRecords } } }`);
  expect(answer.errors).toBeUndefined();
  expect(answer.data).toEqual({
    unit: {
      measures: {
        nodes: [
          {
            sourceKey: '1',
            startedOn: '2025-01-02',
            endedOn: '2025-01-22',
            repair: { start: '1.2.2025', end: '22.1.2025' },
          },
        ],
      },
    },
    practice: { total: { started: 2, repairedRecords: 1 } },
  });
});

test('a unit that does not answer is named, and the others are told', async () => {
  await federation.stop('vest');
  const answer = await federation.ask(`{ dataQuality { ${QUALITY} } }`);
  await federation.restart('vest');
  const { coverage, total } = answer.data.dataQuality;
  expect(coverage).toMatchObject({
    complete: false,
    missing: [{ unit: { code: 'vest' }, reason: 'UNIT_UNAVAILABLE' }],
  });
  expect(coverage.answered).toHaveLength(11);
  expect(total.records).toBe(2);
});

test('an unknown unit is refused with a public code', async () => {
  const answer = await federation.ask('{ dataQuality(units: ["atlantis"]) { coverage { complete } } }');
  expect(answer.errors?.map((error) => error.extensions?.code)).toEqual(['UNKNOWN_UNIT']);
});
