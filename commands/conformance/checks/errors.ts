import { randomUUID } from 'node:crypto';
import { isPublicCode } from '../../../schema/public-codes.ts';
import { compare } from '../check.ts';
import type { Check, Difference } from '../check.ts';
import { codesOf, leakIn, refusalCode } from '../error-codes.ts';
import { measuresQuery } from '../measure-list.ts';
import { TEXTS } from '../texts.ts';
import { SOURCE } from '../unit-client.ts';
import type { UnitClient } from '../unit-client.ts';

/** What is refused, and how. */
export const ERROR_CHECKS: readonly Check[] = [
  { code: 'ERRORS', text: TEXTS.ERRORS, run: checkErrors },
  { code: 'BAD_REQUESTS', text: TEXTS.BAD_REQUESTS, run: checkBadRequests },
];

async function checkErrors(unit: UnitClient): Promise<Difference[]> {
  const measures = (filter: Readonly<Record<string, unknown>>) =>
    unit.entityQuery('Unit', { code: unit.code }, measuresQuery({ filter }));
  const questions = {
    'not GraphQL': { query: 'measures please' },
    'unknown field': { query: '{ _service { secret } }' },
    'bad date': measures({ period: { from: 'i går', to: '2025-01-01' } }),
    'bad enum': measures({ kinds: ['NONSENSE'] }),
    'asOf not reached': measures({ asOf: '2199-01-01T00:00:00Z' }),
    // A character no database text can hold, and a question that is none: what breaks inside stays inside.
    'NUL in a filter': measures({ facilities: ['\0'] }),
    'bad key': unit.entityQuery('Practice', { key: '{' }, { fields: 'state' }),
  };
  const found: Difference[] = [];
  for (const [about, { query, ...rest }] of Object.entries(questions)) {
    const answer = await unit.ask(query, 'variables' in rest ? rest.variables : {});
    const codes = codesOf(answer);
    // An answer without errors is none of this check's business where the question was answerable.
    if (about !== 'NUL in a filter') found.push(...compare(`errors (${about})`, true, codes.length > 0));
    found.push(
      ...codes.flatMap((code) =>
        compare(`extensions.code (${about}): ${String(code)}`, true, isPublicCode(code)),
      ),
    );
    found.push(...compare(`errors (${about})`, null, leakIn(JSON.stringify(answer.errors ?? []))));
  }
  return found;
}

async function checkBadRequests(unit: UnitClient): Promise<Difference[]> {
  const ndjson = { 'content-type': 'application/x-ndjson', 'x-source': SOURCE };
  const json = { 'content-type': 'application/json' };
  const id = randomUUID();
  type Posted = { readonly headers: Readonly<Record<string, string>>; readonly body: string };
  const requests: readonly (readonly [path: string, status: number, code: string, Posted])[] = [
    ['/records/unicorns/lines', 400, 'BAD_REQUEST', { headers: ndjson, body: '{}\n' }],
    [
      '/records/measures/lines',
      400,
      'BAD_REQUEST',
      { headers: { 'content-type': ndjson['content-type'] }, body: '{}\n' },
    ],
    ['/records/unicorns', 400, 'BAD_REQUEST', { headers: json, body: '{}' }],
    ['/records/measures', 400, 'BAD_REQUEST', { headers: json, body: '{"rows": 3}' }],
    ['/records/measures', 400, 'BAD_REQUEST', { headers: json, body: '{"rows": ' }],
    [`/imports/${id}/finish`, 400, 'BAD_REQUEST', { headers: json, body: '{}' }],
    ['/imports/1/undo', 400, 'BAD_REQUEST', { headers: json, body: '{}' }],
    [`/imports/${id}/undo`, 409, 'IMPORT_NOT_FOUND', { headers: json, body: '{}' }],
    [`/quarantine/${id}/reject`, 404, 'QUARANTINE_NOT_FOUND', { headers: json, body: '{}' }],
    [`/quarantine/${id}/reject`, 400, 'BAD_REQUEST', { headers: json, body: '[1' }],
  ];
  const found: Difference[] = [];
  for (const [path, status, code, options] of requests) {
    const answer = await unit.request(path, { method: 'POST', ...options });
    const about = `POST ${path} ${options.body.trim()}`;
    found.push(
      ...compare(about, `${status} ${code}`, `${answer.status} ${refusalCode(answer.text) ?? ''}`),
      ...compare(about, null, leakIn(answer.text)),
    );
  }
  return found;
}
