import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { asController, tokenFor } from './harness/access.ts';
import { runCommand } from './harness/command.ts';
import { startExportGateway } from './harness/export-gateway.ts';
import type { ExportGateway } from './harness/export-gateway.ts';
import { askGraphql, startFederation } from './harness/federation.ts';
import type { Federation } from './harness/federation.ts';
import { fetchPackage, finishedExport, readExport, requestExport } from './harness/inspection.ts';
import { importFile, pogoProfile, realDataPresent, realFile } from './harness/real-data.ts';

/** Inspection exports as a person gets them: asked for, gathered whatever happens, fetched, unpacked, verified. */
let federation: Federation;
let gateway: ExportGateway;
let folder: string;
beforeAll(async () => {
  federation = await startFederation({ withheld: { finnmark: ['RECORDS'], innlandet: ['PERSON'] } });
  folder = await mkdtemp(path.join(inject('folder'), 'exports-'));
  gateway = await startExportGateway(federation, { folder, patienceMs: 5000 });
});
afterAll(async () => {
  await gateway.close();
  await federation.close();
});

const PERIOD = { from: '2025-01-01', to: '2026-01-01' };
const HOSTILE = ['=HYPERLINK("http://x")', '«Åna»;\n"ø"', '\u202edneb', '@a', 'x'.repeat(150)];
const measures = (unit: string, count: number) =>
  Array.from({ length: count }, (_, index) => ({
    unit,
    sourceKey: `${unit} ${index}`,
    kind: 'EXCLUSION',
    means: 'EXCLUSION',
    start: `2025-${String((index % 12) + 1).padStart(2, '0')}-01T10:00:00+01:00`,
    end: `2025-${String((index % 12) + 1).padStart(2, '0')}-03T10:00:00+01:00`,
    facility: HOSTILE[index % HOSTILE.length],
    person: `p${index}`,
    decision: { justification: 'å'.repeat(2000) },
  }));

const inspectorOf = async (sub: string, units: string[], more: object = {}) => ({
  authorization: `Bearer ${await tokenFor({ sub, role: 'inspector', units, persons: true, period: PERIOD, ...more })}`,
});

test('a package holds every record once, and the same request gives the same data again', async () => {
  for (const unit of ['vest', 'troms']) await federation.importRecords('measures', measures(unit, 300));
  const asked = await requestExport(gateway.url, { units: ['vest', 'troms'], period: PERIOD });
  expect(asked).toMatchObject({ status: 'WAITING', complete: null, downloadUrl: null });
  const job = await finishedExport(gateway.url, asked.id);
  expect(job).toMatchObject({ status: 'READY', complete: true, rows: 1800 });
  expect(job.units.map(({ code, status, partsRead }: any) => [code, status, partsRead])).toEqual([
    ['troms', 'READ', 16],
    ['vest', 'READ', 16],
  ]);
  const unpacked = await fetchPackage(gateway.url, job, folder);
  expect((await runCommand('export', ['verify', unpacked.zip])).code).toBe(0);
  expect(
    execFileSync(
      'openssl',
      'pkeyutl -verify -rawin -pubin -inkey public-key.pem -in manifest.json -sigfile manifest.json.sig'.split(
        ' ',
      ),
      { cwd: unpacked.folder, encoding: 'utf8' },
    ),
  ).toBe('Signature Verified Successfully\n');
  expect((await unpacked.text('LES-MEG.txt')).split('\r\n')[2]).toContain('Pakken er fullstendig');
  for (const unit of ['vest', 'troms']) {
    const sent = measures(unit, 300);
    const keys = (rows: any[]) => new Set(rows.map(({ sourceKey }) => sourceKey));
    const lines = await unpacked.lines(`data/${unit}/exclusions.jsonl`);
    expect(lines).toHaveLength(300);
    expect(keys(lines)).toEqual(keys(sent));
    expect(new Set(lines.map(({ facility }) => facility))).toEqual(new Set(HOSTILE));
    const csv: any[] = parse(await unpacked.text(`data/${unit}/exclusions.csv`), { columns: true });
    expect(keys(csv)).toEqual(keys(sent));
    expect(new Set(csv.map(({ facility }) => facility.replace(/^'/, '')))).toEqual(new Set(HOSTILE));
    const excel: any[] = parse(await unpacked.text(`excel/${unit}/exclusions.csv`), {
      columns: true,
      delimiter: ';',
      bom: true,
    });
    expect(keys(excel)).toEqual(keys(sent));
  }
  for (const { path: name, rows } of unpacked.manifest.files.filter(({ path: one }: any) =>
    one.endsWith('.jsonl'),
  ))
    expect([name, (await unpacked.lines(name)).length]).toEqual([name, rows]);

  const again = await requestExport(gateway.url, {
    units: ['vest', 'troms'],
    period: PERIOD,
    asOf: job.asOf,
  });
  await federation.importRecords('measures', measures('vest', 310));
  const second = await fetchPackage(gateway.url, await finishedExport(gateway.url, again.id), folder);
  const data = ({ files }: any) => files.filter(({ path: name }: any) => /^(data|excel)\//.test(name));
  expect(data(second.manifest)).toEqual(data(unpacked.manifest));
});

test('a unit that withholds its records, or whom they are about, gives them to no export either', async () => {
  for (const unit of ['finnmark', 'innlandet']) await federation.importRecords('measures', measures(unit, 3));
  const asked = await requestExport(gateway.url, { units: ['finnmark', 'innlandet'], period: PERIOD });
  const job = await finishedExport(gateway.url, asked.id);
  expect(job).toMatchObject({ status: 'READY', complete: false });
  expect(job.units.map(({ code, status, failure }: any) => [code, status, failure])).toEqual([
    ['finnmark', 'MISSING', 'WITHHELD_BY_UNIT'],
    ['innlandet', 'READ', null],
  ]);
  const unpacked = await fetchPackage(gateway.url, job, folder);
  expect(existsSync(path.join(unpacked.folder, 'data/finnmark'))).toBe(false);
  const rows = await unpacked.lines('data/innlandet/exclusions.jsonl');
  expect(rows.map(({ person }) => person)).toEqual([null, null, null]);
});

test('only who asked sees an export and fetches it, by a link that was made for them', async () => {
  const inspector = await inspectorOf('i', ['vest']);
  const asked = await requestExport(gateway.url, { units: ['vest'], period: PERIOD, last: 5 }, inspector);
  const job = await finishedExport(gateway.url, asked.id, inspector);
  const url = new URL(job.downloadUrl, gateway.url);
  expect((await fetch(url, { headers: inspector })).status).toBe(200);
  expect((await fetch(url)).status).toBe(401);
  const other = await inspectorOf('j', ['vest']);
  expect((await fetch(url, { headers: other })).status).toBe(404);
  expect(await readExport(gateway.url, asked.id, other)).toBe(null);
  const narrowed = await inspectorOf('i', ['vest'], { persons: false });
  expect(await (await fetch(url, { headers: narrowed })).json()).toMatchObject({ code: 'NOT_PERMITTED' });
  const moved = await inspectorOf('i', ['troms']);
  expect(await (await fetch(url, { headers: moved })).json()).toMatchObject({ code: 'NOT_PERMITTED' });
  url.searchParams.set('expires', String(Date.now() + 3_600_000));
  expect(await (await fetch(url, { headers: inspector })).json()).toMatchObject({ code: 'LINK_EXPIRED' });

  const refused = async (input: object, headers: Record<string, string>) =>
    (await requestExport(gateway.url, { period: PERIOD, ...input }, headers)).extensions.code;
  expect(await refused({ units: ['vest', 'oslo'] }, inspector)).toBe('EXPORT_NOT_PERMITTED');
  const analyst = { authorization: `Bearer ${await tokenFor({ sub: 'a', role: 'analyst' })}` };
  expect(await refused({ units: ['vest'] }, analyst)).toBe('EXPORT_NOT_PERMITTED');
  expect(await refused({ units: ['atlantis'] }, inspector)).toBe('UNKNOWN_UNIT');
  expect(
    await refused({ units: ['vest'], period: { from: '2026-01-01', to: '2025-01-01' } }, inspector),
  ).toBe('PERIOD_INVALID');
  expect(await refused({ units: ['vest'], asOf: '2199-01-01T00:00:00Z' }, inspector)).toBe(
    'AS_OF_NOT_REACHED',
  );
});

test('a cancelled export leaves nothing behind', async () => {
  await federation.stop('vest');
  const asked = await requestExport(gateway.url, { units: ['vest'], period: PERIOD });
  await sleep(1500);
  const cancel = `mutation ($id: ID!) { cancelInspectionExport(id: $id) { status downloadUrl } }`;
  expect((await askGraphql(gateway.url, cancel, { id: asked.id })).data.cancelInspectionExport).toEqual({
    status: 'CANCELLED',
    downloadUrl: null,
  });
  while ((await readdir(folder)).includes(asked.id)) await sleep(200);
  await federation.restart('vest');
});

test('a package past its time is deleted from the disk, and its link refused with a code that says so', async () => {
  await gateway.close();
  const keeping = await startExportGateway(federation, { folder, keepHours: 4 / 3600 });
  try {
    const asked = await requestExport(keeping.url, { units: ['vest'], period: PERIOD });
    const { id, downloadUrl } = await finishedExport(keeping.url, asked.id);
    expect(await readdir(folder)).toContain(`${id}.zip`);
    const fetched = await fetch(`${keeping.url}${downloadUrl}`, { headers: asController });
    expect([fetched.status, (await fetched.arrayBuffer()).byteLength > 1000]).toEqual([200, true]);
    const status = async () => (await readExport(keeping.url, id)).status;
    await expect.poll(status, { timeout: 60_000 }).toBe('EXPIRED');
    const refused = await fetch(`${keeping.url}${downloadUrl}`, { headers: asController });
    expect([refused.status, await refused.json()]).toMatchObject([410, { code: 'EXPORT_EXPIRED' }]);
    expect((await readExport(keeping.url, id)).downloadUrl).toBeNull();
    await expect.poll(() => readdir(folder), { timeout: 60_000 }).not.toContain(`${id}.zip`);
  } finally {
    await keeping.close();
    await gateway.start();
  }
});

test('a unit that stays away is told of first thing, and one that comes back is read after all', async () => {
  await federation.stop('troms');
  const without = await requestExport(gateway.url, {
    units: ['vest', 'troms'],
    period: PERIOD,
    language: 'EN',
  });
  const job = await finishedExport(gateway.url, without.id);
  expect(job).toMatchObject({ status: 'READY', complete: false });
  expect(job.units[0]).toMatchObject({ code: 'troms', status: 'MISSING', failure: 'UNIT_UNAVAILABLE' });
  const unpacked = await fetchPackage(gateway.url, job, folder);
  expect((await unpacked.text('README.txt')).split('\r\n').slice(2, 4)).toEqual([
    'THE PACKAGE IS INCOMPLETE. These units did not answer, or not to the end:',
    '  Troms: The unit does not answer.',
  ]);
  expect(existsSync(path.join(unpacked.folder, 'data/troms'))).toBe(false);
  const { stdout } = await runCommand('export', ['verify', unpacked.zip], {
    environment: { SAMSYN_LANGUAGE: 'en' },
  });
  expect(stdout).toContain('INCOMPLETE: these units did not answer, or not to the end: troms.');

  const later = await requestExport(gateway.url, { units: ['troms'], period: PERIOD });
  await sleep(1500);
  expect(await readExport(gateway.url, later.id)).toMatchObject({ status: 'RUNNING' });
  await federation.restart('troms');
  expect(await finishedExport(gateway.url, later.id)).toMatchObject({ status: 'READY', complete: true });
});

test('the public edition holds published figures and no record', async () => {
  const ministry = { authorization: `Bearer ${await tokenFor({ sub: 'm', role: 'ministry' })}` };
  const asked = await requestExport(
    gateway.url,
    { units: ['vest'], period: PERIOD, edition: 'PUBLIC' },
    ministry,
  );
  const job = await finishedExport(gateway.url, asked.id, ministry);
  expect(job).toMatchObject({ status: 'READY', complete: true, units: [] });
  const unpacked = await fetchPackage(gateway.url, job, folder, ministry);
  expect(unpacked.manifest.files.map(({ path: name }: any) => name)).toEqual([
    'LES-MEG.txt',
    'sammendrag.pdf',
    'data/tall.csv',
    'data/tall.jsonl',
    'excel/tall.csv',
    'schemas/tall.schema.json',
  ]);
  const rows = await unpacked.lines('data/tall.jsonl');
  const answer = await askGraphql(
    gateway.url,
    `{ publishedFigures(period: { from: "2025-01-01", to: "2026-01-01" }) { quarters { quarter groups {
       unit { code } kind extent sex figures { status reason started inmateDays ratePer1000InmateDays } } } } }`,
    {},
    ministry,
  );
  const published = answer.data.publishedFigures.quarters.flatMap(({ quarter, groups }: any) =>
    groups
      .filter(({ unit }: any) => unit === null || unit.code === 'vest')
      .map(({ unit, figures, ...group }: any) => ({
        quarter,
        unit: unit?.code ?? null,
        ...group,
        ...figures,
      })),
  );
  expect(rows).toEqual(published);
  expect(rows.length).toBeGreaterThan(0);
  for (const name of ['data/tall.csv', 'data/tall.jsonl', 'excel/tall.csv', 'LES-MEG.txt'])
    expect(await unpacked.text(name)).not.toMatch(/vest \d|p\d+|ååå/);
});

describe.runIf(realDataPresent)('real placements', () => {
  test('exported for two units and read back, every placement is there once, as it was sent', async () => {
    await importFile(federation, {
      profile: pogoProfile(),
      bytes: realFile('pogo/segregation-2016-2018.csv'),
      name: 'pogo.csv',
      fields: { through: '2018-06-01T00:00:00+02:00' },
    });
    const period = { from: '2010-01-01', to: '2018-06-01' };
    const asked = await requestExport(gateway.url, { units: ['agder', 'sor-vest'], period });
    const unpacked = await fetchPackage(gateway.url, await finishedExport(gateway.url, asked.id), folder);
    const prefixes: [string, string][] = Object.entries(pogoProfile().unit.prefixes);
    const unitOf = (office: string) => prefixes.find(([prefix]) => office.startsWith(prefix))?.[1];
    const sent: any[] = parse(realFile('pogo/segregation-2016-2018.csv'), { columns: true, bom: true });
    const day = (text: string) => {
      const [month = '', date = '', year = ''] = text.split('/');
      return text === '' ? '' : `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`;
    };
    for (const unit of ['agder', 'sor-vest']) {
      const rows = (
        await Promise.all(
          ['exclusions', 'reactions'].map(async (register) =>
            parse(await unpacked.text(`data/${unit}/${register}.csv`), { columns: true }),
          ),
        )
      ).flat() as any[];
      const seen = rows.map(({ sourceKey, startedOn, endedOn, facility }) =>
        [sourceKey, startedOn, endedOn, facility].join('|'),
      );
      const expected = sent
        .filter(({ facility_aor }) => unitOf(facility_aor) === unit)
        .map((row) =>
          [row.hashid, day(row.placement_date), day(row.release_date), row.facility.trim()].join('|'),
        );
      expect(seen).toHaveLength(expected.length);
      expect(new Set(seen)).toEqual(new Set(expected));
      expect(seen.length).toBeGreaterThan(400);
    }
  });
});
