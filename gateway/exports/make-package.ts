import { createHash, createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { rename } from 'node:fs/promises';
import project from '../../package.json' with { type: 'json' };
import { refusalOf } from '../../schema/access/permits.ts';
import type { Manifest } from '../../schema/exports/manifest.ts';
import { RULE_SET_VERSION } from '../../schema/rules/rule-set.ts';
import { readBasis } from './gather-unit.ts';
import type { ExportJob, ExportUnit } from './jobs.ts';
import { recordContents, textContent } from './package-contents.ts';
import type { Packer } from './packer.ts';
import { readmeText } from './readme-text.ts';
import type { Spool } from './spool.ts';
import { askPublished } from './public/ask-published.ts';
import { publicContents } from './public/public-contents.ts';
import { askFigures, NO_FIGURES } from './summary/ask-figures.ts';
import type { Ask } from './summary/ask-figures.ts';
import { renderSummary } from './summary/render-summary.ts';
import { summaryPages } from './summary/summary-pages.ts';
import type { PackageContent } from './write-package.ts';

/** Makes the package of what was gathered. It is at `target` when it is whole, and not before. */
export async function makePackage(
  job: ExportJob,
  {
    units,
    spool,
    target,
    draft,
    key,
    ask,
    packer,
    signal,
  }: {
    readonly units: readonly ExportUnit[];
    readonly spool: Spool;
    readonly target: string;
    /** Where it is written; nobody else writes there. */
    readonly draft: string;
    readonly key: KeyObject;
    readonly ask: Ask;
    readonly packer: Packer;
    readonly signal: AbortSignal;
  },
): Promise<{ readonly complete: boolean; readonly bytes: number }> {
  const { request } = job;
  const language = request.language === 'EN' ? 'en' : 'nb';
  const head = await headOf(job, units, spool);
  const readme = readmeText({ head, request, fingerprint: fingerprintOf(key) }, language);
  const full = request.edition === 'FULL';
  const published = full ? [] : await askPublished(job, ask);
  const [figures, tables] = full
    ? await Promise.all([askFigures(job, ask), recordContents(spool, request, { language, packer })])
    : [NO_FIGURES, publicContents(published, language)];
  const pages = summaryPages({ head, request, figures, published, rows: rowsIn(tables) });
  const contents = [
    textContent(language === 'nb' ? 'LES-MEG.txt' : 'README.txt', readme),
    textContent(
      language === 'nb' ? 'sammendrag.pdf' : 'summary.pdf',
      await renderSummary(pages, job.asOf, signal),
    ),
    ...tables,
  ];
  const bytes = await packer.package(draft, { contents, head, key });
  await rename(draft, target);
  return { complete: head.complete, bytes };
}

async function headOf(
  { id, request, asserted, requestedAt, asOf }: ExportJob,
  units: readonly ExportUnit[],
  spool: Spool,
): Promise<Omit<Manifest, 'files'>> {
  const [viewer] = asserted.viewers;
  if (viewer === undefined) throw new Error('nobody asked for the export');
  const standing = units.map(async ({ unit, status, failure }) => {
    const basis = await readBasis(spool, unit);
    return {
      unit,
      complete: status === 'READ',
      reason: status === 'READ' ? null : (failure ?? 'UNIT_UNAVAILABLE'),
      dataThrough: basis?.dataThrough ?? {},
      ruleSets: basis?.ruleSets ?? [],
    };
  });
  return {
    format: 'samsyn-inspection-package/1',
    id,
    complete: units.every(({ status }) => status === 'READ'),
    request,
    requester: {
      subject: viewer.subject,
      issuer: viewer.issuer,
      organisation: viewer.organisation,
      role: viewer.role,
      purpose: request.purpose,
    },
    requestedAt,
    madeAt: new Date().toISOString(),
    asOf,
    persons: request.edition === 'FULL' && refusalOf(asserted, 'PERSON', request.units[0] ?? null) === null,
    software: `samsyn ${project.version}`,
    ruleSet: RULE_SET_VERSION,
    units: await Promise.all(standing),
  };
}

/** Rows by unit and part, of the tables that are in the package. */
function rowsIn(contents: readonly PackageContent[]): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const units = new Map<string, Map<string, number>>();
  for (const { path, rows } of contents) {
    const [, unit, part] = /^data\/([^/]+)\/([^/]+)\.jsonl$/.exec(path) ?? [];
    if (unit === undefined || part === undefined || rows === null) continue;
    units.set(unit, (units.get(unit) ?? new Map<string, number>()).set(part, rows));
  }
  return units;
}

function fingerprintOf(key: KeyObject): string {
  return createHash('sha256')
    .update(createPublicKey(key).export({ type: 'spki', format: 'der' }))
    .digest('hex');
}
