import { afterAll, beforeAll, expect, test } from 'vitest';
import { isClearance } from '../schema/access/clearances.ts';
import { readPolicy } from '../schema/access/policy.ts';
import { reachOf, ROLE_NAMES } from '../schema/access/roles.ts';
import type { Role } from '../schema/access/roles.ts';
import type { Viewer } from '../schema/access/viewer.ts';
import { ASSERTION_HEADER } from '../schema/access/assertion.ts';
import { apiSchema, askAs, grantFor, supergraphSdl } from './harness/as-role.ts';
import type { Grant } from './harness/as-role.ts';
import { tokenFor, testSigner } from './harness/access.ts';
import { startFederation } from './harness/federation.ts';
import type { Federation } from './harness/federation.ts';
import { fieldGroups } from './harness/field-paths.ts';
import type { FieldPath } from './harness/field-paths.ts';
import { ANYBODY } from './harness/anybody.ts';

const policy = readPolicy(supergraphSdl);

let federation: Federation;
beforeAll(async () => {
  federation = await startFederation({ withheld: { finnmark: ['FIGURES', 'RECORDS'] } });
  await federation.importRecords('persons', [{ pseudonym: 'p1', sex: 'MALE', birthDate: '1990-01-01' }]);
  await federation.importRecords('stays', [
    { sourceKey: 's1', pseudonym: 'p1', unit: 'oslo', arrivedOn: '2025-01-01' },
  ]);
  const measures = ['oslo', 'troms'].flatMap((unit) =>
    ['2025-02-01', '2025-06-01'].map((start) => ({
      unit,
      sourceKey: start,
      kind: 'EXCLUSION',
      means: 'EXCLUSION',
      start,
      end: start,
      person: 'p1',
    })),
  );
  await federation.importRecords('measures', measures);
  await federation.importRecords('regime-days', [
    { unit: 'oslo', sourceKey: 'd1', person: 'p1', day: '2025-02-01', minutesOutOfCell: 60 },
  ]);
});
afterAll(() => federation.close());

const REFUSALS = ['NOT_PERMITTED', 'PUBLISHED_FIGURES_ONLY', 'UNITS_NOT_PERMITTED', 'PURPOSE_MISSING'];

type Asking = Partial<Grant> & { readonly role: Role; readonly purpose?: string | null };

type Refusal = {
  readonly path?: readonly (string | number)[];
  readonly extensions: { readonly code: string };
};

async function ask(query: string, { role, purpose = 'test', ...grant }: Asking) {
  const response = await askAs(federation, grantFor(role, grant), { query, purpose });
  const { data, errors = [] } = (await response.json()) as {
    readonly data: unknown;
    readonly errors?: readonly Refusal[];
  };
  return { status: response.status, data, errors, codes: errors.map(({ extensions }) => extensions.code) };
}

/** The codes of the errors that stand at the field or on the way to it, or nowhere in particular. */
function codesOn({ path }: FieldPath, errors: readonly Refusal[]): string[] {
  const isOn = (names: readonly (string | number)[]) => names.every((name, index) => name === path[index]);
  return errors
    .filter((error) => isOn(error.path?.filter((name) => typeof name === 'string') ?? []))
    .map(({ extensions }) => extensions.code);
}

/** Of all units at once: reach over one's own is not enough. */
const OVER_ALL_UNITS: ReadonlySet<string> = new Set(['Query.isolationOverUnits']);

/** What the table of roles says of a viewer of `oslo` who comes to the field this way. */
function isCleared(role: Role, passed: readonly string[]): boolean {
  return passed.every((name) => {
    const need = policy.get(name);
    if (need === undefined || !isClearance(need)) return true;
    const reach = reachOf(role, need);
    return OVER_ALL_UNITS.has(name) ? reach === 'ALL' : reach !== null;
  });
}

test.each(ROLE_NAMES)('%s gets every field the table of roles gives, and no other', async (role) => {
  const wrong: string[] = [];
  for (const { fields, query } of fieldGroups(apiSchema, 'query')) {
    const { errors } = await ask(query, { role });
    for (const field of fields) {
      const codes = codesOn(field, errors);
      const refused = codes.some((code) => REFUSALS.includes(code));
      const cleared = isCleared(role, field.passed);
      if (codes.includes('GRAPHQL_VALIDATION_FAILED'))
        wrong.push(`${field.name}: the query is invalid: ${query}`);
      // Where there is nothing, as in an empty list, there is nothing to refuse either.
      else if (cleared && refused) wrong.push(`${field.name} is refused`);
      else if (!cleared && codes.length === 0 && (await isThere(field.query)))
        wrong.push(`${field.name} is given`);
    }
  }
  expect(wrong).toEqual([]);
});

test.each(ROLE_NAMES)('%s changes nothing the table of roles does not give', async (role) => {
  const wrong: string[] = [];
  for (const { fields } of fieldGroups(apiSchema, 'mutation'))
    for (const { name, passed, query } of fields) {
      if (passed.length > 1 || isCleared(role, passed)) continue;
      const { codes } = await ask(query, { role });
      if (!codes.some((code) => REFUSALS.includes(code))) wrong.push(name);
    }
  expect(wrong).toEqual([]);
});

/** Whether somebody who may see everything finds the field. */
async function isThere(query: string): Promise<boolean> {
  const { data } = await ask(query, { role: 'officer', units: ['oslo'] });
  const leaf = (value: unknown): boolean => {
    if (Array.isArray(value)) return value.some(leaf);
    if (typeof value !== 'object' || value === null) return value !== null;
    // An object of another type than the one asked about has its name alone.
    return Object.entries(value).some(([name, held]) => name !== '__typename' && leaf(held));
  };
  return leaf(data);
}

const PERIOD = 'period: { from: "2025-01-01", to: "2026-01-01" }';

test('a unit’s officer has exact figures of the own unit and nobody else’s, by whatever question', async () => {
  const officer = { role: 'officer' } as const;
  const own = await ask(
    `{ practice(filter: { ${PERIOD}, units: ["oslo"] }) { total { started } } }`,
    officer,
  );
  expect(own).toMatchObject({ data: { practice: { total: { started: 2 } } }, codes: [] });
  for (const filter of [PERIOD, `${PERIOD}, units: ["oslo", "troms"]`, `${PERIOD}, regions: ["nord"]`]) {
    const other = await ask(`{ practice(filter: { ${filter} }) { total { started } } }`, officer);
    expect(other).toMatchObject({ data: { practice: null }, codes: ['UNITS_NOT_PERMITTED'] });
  }
  type Listed = { readonly units: readonly { readonly measures: unknown }[] };
  const records = await ask('{ units { code measures { totalCount } } }', officer);
  const { units } = records.data as Listed;
  expect(units.filter(({ measures }) => measures !== null)).toEqual([
    { code: 'oslo', measures: { totalCount: 2 } },
  ]);
  expect(records.codes).toEqual(Array.from({ length: 11 }, () => 'NOT_PERMITTED'));
});

test('an inspector sees the records of the granted units in force in the granted period', async () => {
  const period = { from: '2025-05-01', to: '2025-07-01' };
  const answer = await ask('{ unit(code: "oslo") { measures { totalCount nodes { startedOn } } } }', {
    role: 'inspector',
    period,
  });
  expect(answer.data).toEqual({
    unit: { measures: { totalCount: 1, nodes: [{ startedOn: '2025-06-01' }] } },
  });
});

test('who it is about is shown only with the scope for it and a stated purpose', async () => {
  const query =
    '{ unit(code: "oslo") { measures { nodes { kind inmate { pseudonym birthYear stays { unitCode } } } } } }';
  const stated = await ask(query, { role: 'controller', purpose: 'Tilsyn på Åna' });
  const inmate = { pseudonym: 'p1', birthYear: 1990 };
  expect(stated.data).toMatchObject({ unit: { measures: { nodes: [{ inmate }, { inmate }] } } });
  const silent = await ask(query, { role: 'controller', purpose: null });
  const nobody = { kind: 'EXCLUSION', inmate: null };
  expect(silent.data).toEqual({ unit: { measures: { nodes: [nobody, nobody] } } });
  expect(new Set(silent.codes)).toEqual(new Set(['PURPOSE_MISSING']));
  const unscoped = grantFor('controller', { persons: false });
  const response = await askAs(federation, unscoped, { query, purpose: 'x' });
  expect(await response.text()).not.toContain('p1');
});

test('a denied field is null where it stands, also under other names, in fragments and beside what is given', async () => {
  const answer = await ask(
    `query ($first: Int) { __typename other: unit(code: "oslo") { ...Mine code }
       national: practice(filter: { ${PERIOD} }) { total { started } } }
     fragment Mine on Unit { list: measures(first: $first) { ...Page } }
     fragment Page on MeasureConnection { totalCount }`,
    { role: 'analyst' },
  );
  expect(answer.data).toEqual({
    __typename: 'Query',
    other: { list: null, code: 'oslo' },
    national: { total: { started: 4 } },
  });
  expect(answer.codes).toEqual(['NOT_PERMITTED']);
});

test('a unit looks for itself: it believes no request the gateway does not vouch for, nor more than it is told', async () => {
  const query =
    '{ _entities(representations: [{ __typename: "OsloUnit", code: "oslo" }]) { ... on OsloUnit { measures { totalCount } } } }';
  const atUnit = async (headers: Record<string, string>) => {
    const response = await fetch(`${federation.urls['oslo']}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query }),
    });
    return { status: response.status, body: await response.json() };
  };
  const as = (part: Partial<Viewer>) => ANYBODY.viewers.map((one) => ({ ...one, ...part }));
  const vouched = (part: Partial<Viewer>) => testSigner({ ...ANYBODY, viewers: as(part) });
  expect(await atUnit({})).toMatchObject({ status: 401 });
  expect(
    await atUnit({ authorization: `Bearer ${await tokenFor({ sub: 'x', role: 'controller' })}` }),
  ).toMatchObject({ status: 401 });
  expect(await atUnit({ [ASSERTION_HEADER]: await vouched({}) })).toMatchObject({
    body: { data: { _entities: [{ measures: { totalCount: 2 } }] } },
  });
  for (const role of ['analyst', 'ministry', 'service', 'administrator', 'system'] as const) {
    expect(await atUnit({ [ASSERTION_HEADER]: await vouched({ role }) })).toMatchObject({
      body: {
        data: { _entities: [{ measures: null }] },
        errors: [{ extensions: { code: 'NOT_PERMITTED' } }],
      },
    });
  }
  // Of two viewers the one who may not see it decides.
  const both = await testSigner({ ...ANYBODY, viewers: [...as({}), ...as({ role: 'analyst' })] });
  expect(await atUnit({ [ASSERTION_HEADER]: both })).toMatchObject({
    body: { data: { _entities: [{ measures: null }] } },
  });
});

test('what a unit withholds from the directorate is denied with its code, and missing from totals by name', async () => {
  const controller = { role: 'controller' } as const;
  const records = await ask('{ unit(code: "finnmark") { name measures { totalCount } } }', controller);
  expect(records).toMatchObject({
    data: { unit: { name: 'Finnmark', measures: null } },
    codes: ['WITHHELD_BY_UNIT'],
  });
  const national = await ask(
    `{ practice(filter: { ${PERIOD} }) { coverage { complete missing { unit { code } reason message(language: EN) } } total { started } } }`,
    { role: 'analyst' },
  );
  const missing = {
    unit: { code: 'finnmark' },
    reason: 'WITHHELD_BY_UNIT',
    message: 'The unit does not give the directorate this.',
  };
  expect(national.data).toEqual({
    practice: { coverage: { complete: false, missing: [missing] }, total: { started: 4 } },
  });
  // Its own officer has it all the same.
  const own = await ask('{ unit(code: "finnmark") { measures { totalCount } } }', {
    role: 'officer',
    units: ['finnmark'],
  });
  expect(own).toMatchObject({ data: { unit: { measures: { totalCount: 0 } } }, codes: [] });
});

test('a unit system brings in its own unit’s records; a row of another waits at the directorate', async () => {
  const token = await tokenFor({ sub: 'fagsystem', role: 'system', units: ['oslo'] });
  const own = { authorization: `Bearer ${token}` };
  const row = { kind: 'EXCLUSION', means: 'EXCLUSION', start: '2024-01-01', end: '2024-01-02' };
  const sums = await federation.importRecords(
    'measures',
    [
      { ...row, unit: 'oslo', sourceKey: 'mine' },
      { ...row, unit: 'troms', sourceKey: 'theirs' },
    ],
    own,
  );
  expect(sums).toMatchObject({ read: 2, accepted: 1, quarantined: 1, reasons: { UNIT_NOT_GRANTED: 1 } });
  expect(await federation.importRecords('persons', [{ pseudonym: 'x' }], own)).toMatchObject({
    code: 'NOT_PERMITTED',
  });
  const analyst = { authorization: `Bearer ${await tokenFor({ sub: 'a', role: 'analyst' })}` };
  expect(
    await federation.importRecords('measures', [{ ...row, unit: 'oslo', sourceKey: 'no' }], analyst),
  ).toMatchObject({ code: 'NOT_PERMITTED' });
  const quarantine = async (owner: string) =>
    (await fetch(`${federation.url}/import/quarantine/${owner}`, { headers: own })).status;
  expect([await quarantine('oslo'), await quarantine('troms'), await quarantine('measures')]).toEqual([
    200, 403, 403,
  ]);
});

test('an inspector sees the duties of measures in force in the granted period, and of no others', async () => {
  const open = ['2025-06-01', '2025-08-01'].map((start) => ({
    unit: 'vest',
    sourceKey: `open-${start}`,
    kind: 'EXCLUSION',
    means: 'EXCLUSION',
    extent: 'PARTIAL',
    start,
    end: null,
    person: 'p1',
  }));
  await federation.importRecords('measures', open);
  const startsSeen = async (asking: Asking) => {
    const query = '{ unit(code: "vest") { duties(first: 500) { nodes { startedOn } } } }';
    type Listed = {
      readonly unit: { readonly duties: { readonly nodes: readonly { readonly startedOn: string }[] } };
    };
    const { data } = await ask(query, { ...asking, units: ['vest'] });
    return new Set((data as Listed).unit.duties.nodes.map(({ startedOn }) => startedOn));
  };
  expect(await startsSeen({ role: 'officer' })).toEqual(new Set(['2025-06-01', '2025-08-01']));
  const period = { from: '2025-05-01', to: '2025-07-01' };
  expect(await startsSeen({ role: 'inspector', period })).toEqual(new Set(['2025-06-01']));
});
