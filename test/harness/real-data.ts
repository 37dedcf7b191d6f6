import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import type { Federation } from './federation.ts';

/** Real placements: see the README of the folder. Without the folder the tests that use it are skipped. */
const folder = path.join(import.meta.dirname, '../../../shared/real-data');
export const realDataPresent = existsSync(folder);
if (!realDataPresent)
  process.stderr.write('Skipped: ../shared/real-data is absent, so the real placements are not tested.\n');

export const realFile = (name: string): Buffer => readFileSync(path.join(folder, name));
export const realJson = (name: string) => JSON.parse(realFile(name).toString('utf8'));

/** Which unit each field office stands in for. */
export function officePrefixes(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(realJson('units.json') as Record<string, string[]>).flatMap(([unit, offices]) =>
      offices.map((office) => [office, unit]),
    ),
  );
}

/** Each of the publisher's nine reasons stands in for one legal basis. */
export const BASIS_OF_REASON: Record<string, string> = {
  Disciplinary: '40-2-d',
  'Facility Security Threat': '37-1-e',
  'Hunger Strike': '37-1-b',
  Medical: '37-1-c',
  'Mental Illness': '37-1-a',
  Other: '37-8',
  'Pending Disciplinary': '39',
  'Protective Custody': '37-9-wish',
  'Suicide Risk Placement': '37-9-building',
};

export function pogoProfile() {
  return {
    target: 'measures',
    source: 'pogo',
    unit: { column: 'facility_aor', prefixes: officePrefixes() },
    sourceKey: { column: 'hashid' },
    fields: {
      start: { column: 'placement_date', format: 'M/D/YYYY' },
      end: { column: 'release_date', format: 'M/D/YYYY' },
      kind: { value: 'EXCLUSION' },
      means: { value: 'EXCLUSION' },
      extent: { value: 'WHOLE' },
      facility: { column: 'facility' },
      sex: { column: 'gender', values: { Male: 'MALE', Female: 'FEMALE' } },
      legalBasis: { column: 'placement_reason_type', values: BASIS_OF_REASON },
      'decision.writtenAt': { column: 'created', format: 'M/D/YYYY H:mm' },
    },
    flags: [
      {
        flag: 'MENTAL_ILLNESS',
        column: 'mental_illness',
        values: ['Mental Illness', 'Serious Mental Illness'],
      },
    ],
  };
}

/** Sends a file with its profile, as the import command does. */
export async function importFile(
  federation: Federation,
  options: {
    readonly profile: { readonly target: string } & Readonly<Record<string, unknown>>;
    readonly bytes: Uint8Array;
    readonly name: string;
    readonly fields?: Readonly<Record<string, string>>;
  },
): Promise<any> {
  const form = new FormData();
  form.set('profile', JSON.stringify(options.profile));
  for (const [name, value] of Object.entries(options.fields ?? {})) form.set(name, value);
  form.set('file', new Blob([Buffer.from(options.bytes)]), options.name);
  const url = `${federation.url}/import/${options.profile.target}`;
  return (await fetch(url, { method: 'POST', body: form })).json();
}
