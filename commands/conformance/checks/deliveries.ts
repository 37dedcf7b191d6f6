import { createHash, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { sourceKey } from '../../../schema/records/source-keys.ts';
import type { SourceKey } from '../../../schema/records/source-keys.ts';
import { compare } from '../check.ts';
import type { Check, Difference } from '../check.ts';
import { refusalCode } from '../error-codes.ts';
import { listMeasures, wholeYear } from '../measure-list.ts';
import { TEXTS } from '../texts.ts';
import { parseJson, read, SOURCE } from '../unit-client.ts';
import type { UnitClient } from '../unit-client.ts';

/** How the gateway brings a file to a unit, several deliveries on their way at once. */
export const DELIVERY_CHECKS: readonly Check[] = [
  { code: 'SEQUENCE', text: TEXTS.SEQUENCE, run: checkSequence },
  { code: 'ORIGINALS', text: TEXTS.ORIGINALS, run: checkOriginals },
  { code: 'KEYS', text: TEXTS.KEYS, run: checkKeys },
];

function exclusion(key: string, year: number, part: object = {}) {
  const start = `${year}-03-04`;
  return { sourceKey: key, kind: 'EXCLUSION', means: 'EXCLUSION', start, end: start, ...part };
}

async function checkSequence(unit: UnitClient): Promise<Difference[]> {
  const importId = randomUUID();
  const send = async (sequence: number) => {
    const rows = [{ row: sequence, original: null, record: exclusion(unit.key(`part ${sequence}`), 1994) }];
    const answer = await unit.postJson('/records/measures', { ...ENVELOPE, importId, sequence, rows });
    return answer.status === 200
      ? parseJson(answer.text)
      : `${answer.status} ${refusalCode(answer.text) ?? ''}`;
  };
  const came = [await send(2), await send(1), await send(2), await send(2)];
  const taken = (row: number) => [{ row, outcome: 'NEW' }];
  const { totalCount } = await listMeasures(unit, { filter: { period: wholeYear(1994) } });
  return [
    ...compare('sequence 2, 1, 2, 2', ['409 OUT_OF_ORDER', taken(1), taken(2), '409 OUT_OF_ORDER'], came),
    ...compare('totalCount', 2, totalCount),
  ];
}

async function checkOriginals(unit: UnitClient): Promise<Difference[]> {
  const faulty = exclusion(unit.key('original 2'), 1993, { end: '1993-01-01' });
  const rows = [
    { row: 1, record: exclusion(unit.key('original 1'), 1993) },
    { row: 2, record: faulty },
  ];
  const importId = randomUUID();
  const asked = await unit.postJson('/records/measures', { ...ENVELOPE, importId, rows });
  const { totalCount } = await listMeasures(unit, { filter: { period: wholeYear(1993) } });
  const whole = [rows[0], { ...rows[1], original: JSON.stringify(faulty) }];
  const given = await unit.postJson('/records/measures', { ...ENVELOPE, importId, rows: whole });
  return [
    ...compare('POST /records/measures', { originalsOf: [2] }, parseJson(asked.text)),
    ...compare('totalCount', 0, totalCount),
    ...compare(
      'POST /records/measures',
      [{ outcome: 'NEW' }, { outcome: 'QUARANTINED' }],
      parseJson(given.text),
    ),
  ];
}

async function checkKeys(unit: UnitClient): Promise<Difference[]> {
  const keys = [1, 2, 3, 4, 5].map((number) => unit.key(`key ${number}`));
  const records = keys.map((key) => exclusion(key, 1992));
  await unit.post('measures', records);
  await unit.post('measures', [{ ...records[4], withdrawn: true }]);
  const all = await readKeys(unit, 50);
  const ids = all.map(({ id }) => id);
  const own = all.filter(({ key }) => keys.includes(key)).map(({ id, key }) => `${key} ${id}`);
  return [
    ...compare('id', ids.toSorted(), ids),
    ...compare(
      'keys',
      keys.slice(0, 4).map((key) => `${key} ${idOf(key)}`),
      own.toSorted(),
    ),
  ];
}

/** The id by which the gateway finds the same key at two units. */
function idOf(key: string): string {
  return createHash('sha256')
    .update(`measures\0${SOURCE}\0${key}`)
    .digest('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
}

async function readKeys(unit: UnitClient, pageSize: number): Promise<SourceKey[]> {
  const keys: SourceKey[] = [];
  for (let page = 0; page < 1000; page += 1) {
    const search = new URLSearchParams({ source: SOURCE, first: String(pageSize) });
    const last = keys.at(-1);
    if (last !== undefined) search.set('after', last.id);
    const answer = await unit.request(`/records/measures/keys?${search.toString()}`);
    const found = read('GET /records/measures/keys', answer, z.array(sourceKey));
    keys.push(...found);
    if (found.length < pageSize) break;
  }
  return keys;
}

const ENVELOPE = { file: 'conformance', source: SOURCE };
