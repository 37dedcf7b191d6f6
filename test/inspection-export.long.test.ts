import { mkdtemp } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, inject, test } from 'vitest';
import { runCommand } from './harness/command.ts';
import { startExportGateway } from './harness/export-gateway.ts';
import { startFederation } from './harness/federation.ts';
import { fetchPackage, finishedExport, loseConnections, requestExport } from './harness/inspection.ts';

const UNITS = ['agder', 'vest', 'troms'];
const ROUNDS = 8;
const PERIOD = { from: '2025-01-01', to: '2026-01-01' };

test('whatever is killed at whatever moment, the package has every row once', async () => {
  const federation = await startFederation();
  const folder = await mkdtemp(path.join(inject('folder'), 'exports-'));
  const gateway = await startExportGateway(federation, { folder, patienceMs: 120_000 });
  const sent = UNITS.flatMap((unit) =>
    Array.from({ length: 4000 }, (_, index) => ({
      unit,
      sourceKey: `${unit} ${index}`,
      kind: 'EXCLUSION',
      means: 'EXCLUSION',
      start: '2025-03-01',
      end: '2025-03-04',
      decision: { justification: 'å'.repeat(1500) },
    })),
  );
  for (let from = 0; from < sent.length; from += 2000)
    await federation.importRecords('measures', sent.slice(from, from + 2000));
  const blows = [
    async () => {
      await gateway.kill();
      await gateway.start();
    },
    async () => {
      const unit = UNITS[Math.floor(Math.random() * UNITS.length)] ?? 'vest';
      await federation.stop(unit);
      await sleep(Math.random() * 1000);
      await federation.restart(unit);
    },
    () => loseConnections(federation),
  ];
  for (let round = 0; round < ROUNDS; round += 1) {
    const { id } = await requestExport(gateway.url, { units: UNITS, period: PERIOD });
    const finished = finishedExport(gateway.url, id);
    for (const blow of [0, 1, 2]) {
      await sleep(Math.random() * 1500);
      await blows[(round + blow) % blows.length]?.();
    }
    const job = await finished;
    expect(job).toMatchObject({ status: 'READY', complete: true });
    const unpacked = await fetchPackage(gateway.url, job, folder);
    for (const unit of UNITS) {
      const rows = await unpacked.lines(`data/${unit}/exclusions.jsonl`);
      expect(rows).toHaveLength(4000);
      expect(new Set(rows.map(({ sourceKey }) => sourceKey)).size).toBe(4000);
    }
    expect((await runCommand('export', ['verify', unpacked.zip])).code).toBe(0);
  }
  await gateway.close();
  await federation.close();
}, 900_000);
