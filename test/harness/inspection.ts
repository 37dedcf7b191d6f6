import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { expect, inject } from 'vitest';
import { asController } from './access.ts';
import { askGraphql } from './federation.ts';
import type { Federation } from './federation.ts';

const FIELDS = `id status edition requestedAt asOf complete bytes rows expiresAt downloadUrl
  units { code status partsRead parts rows failure message }`;

/** What a person does who wants a package. */
export async function requestExport(
  url: string,
  input: object,
  headers: Record<string, string> = {},
): Promise<any> {
  const answer = await askGraphql(
    url,
    `mutation ($input: InspectionExportInput!) { requestInspectionExport(input: $input) { ${FIELDS} } }`,
    { input: { purpose: 'tilsyn', ...input } },
    headers,
  );
  return answer.errors?.[0] ?? answer.data.requestInspectionExport;
}

export async function readExport(
  url: string,
  id: string,
  headers: Record<string, string> = {},
): Promise<any> {
  const query = `query ($id: ID!) { inspectionExport(id: $id) { ${FIELDS} } }`;
  return (await askGraphql(url, query, { id }, headers)).data.inspectionExport;
}

/** The export when it has come to an end, whatever became of the gateway in between. */
export async function finishedExport(
  url: string,
  id: string,
  headers: Record<string, string> = {},
): Promise<any> {
  for (;;) {
    const job = await readExport(url, id, headers).catch(() => null);
    if (job !== null && job.status !== 'WAITING' && job.status !== 'RUNNING') return job;
    await sleep(100);
  }
}

/** Fetches the package into the folder, and unpacks it with another program than made it. */
export async function fetchPackage(
  url: string,
  job: { downloadUrl: string },
  folder: string,
  headers: Record<string, string> = asController,
): Promise<Unpacked> {
  const response = await fetch(new URL(job.downloadUrl, url), { headers });
  expect(response.status).toBe(200);
  const unpacked = await mkdtemp(path.join(folder, 'package-'));
  const zip = `${unpacked}.zip`;
  await writeFile(zip, Buffer.from(await response.arrayBuffer()));
  execFileSync('unzip', ['-q', zip, '-d', unpacked]);
  const text = (name: string) => readFile(path.join(unpacked, name), 'utf8');
  const lines = async (name: string) =>
    (await text(name))
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  return { zip, folder: unpacked, text, lines, manifest: JSON.parse(await text('manifest.json')) };
}

export type Unpacked = {
  readonly zip: string;
  readonly folder: string;
  readonly manifest: any;
  text(name: string): Promise<string>;
  lines(name: string): Promise<any[]>;
};

/** PostgreSQL ends every connection to this federation's databases, whoever holds them. */
export async function loseConnections(federation: Federation): Promise<void> {
  const admin = new Client({ connectionString: inject('adminUrl') });
  await admin.connect();
  const [, worker, suffix] = new URL(federation.databaseUrl('vest')).pathname.split('_');
  await admin.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname like $1 and pid <> pg_backend_pid()`,
    [`test_${worker}_${suffix}_%`],
  );
  await admin.end();
}
