import { afterAll, beforeAll, expect, test } from 'vitest';
import { asOfficer } from './harness/access.ts';
import { runCommand } from './harness/command.ts';
import { startFederation } from './harness/federation.ts';
import type { Federation } from './harness/federation.ts';
import { importFile } from './harness/real-data.ts';

/** Files that are the whole truth for their period, sources without keys, persons by identifier, undoing. */
let federation: Federation;
beforeAll(async () => {
  federation = await startFederation();
});
afterAll(() => federation.close());

const profile = (part: object = {}) => ({
  target: 'measures',
  source: 'journal',
  unit: { column: 'enhet', prefixes: { Oslo: 'oslo', Vest: 'vest' } },
  sourceKey: { column: 'sak' },
  fields: {
    kind: { value: 'EXCLUSION' },
    means: { value: 'EXCLUSION' },
    start: { column: 'fra', format: 'D.M.YYYY' },
    end: { column: 'til', format: 'D.M.YYYY' },
  },
  ...part,
});
const bring = (
  lines: readonly string[],
  part: object = {},
  fields: Record<string, string> = {},
  header = 'sak,enhet,fra,til',
) =>
  importFile(federation, {
    profile: profile(part),
    bytes: Buffer.from([header, ...lines].join('\n')),
    name: 'journal.csv',
    fields,
  });
type Kept = { source: string; sourceKey: string; version: number };
const keys = async (unit: string, source: string) => {
  const answer = await federation.ask(
    `{ unit(code: "${unit}") { measures(first: 500) { nodes { source sourceKey startedOn endedOn version } } } }`,
  );
  const nodes: Kept[] = answer.data.unit.measures.nodes;
  return nodes.filter((node) => node.source === source);
};

test('what a complete file no longer has is withdrawn, inside its period only', async () => {
  const source = { source: 'complete', complete: true };
  await bring(['1,Oslo,1.1.2025,2.1.2025', '2,Oslo,5.2.2025,6.2.2025', '3,Vest,7.2.2025,8.2.2025'], source);
  const sums = await bring(['4,Oslo,9.2.2025,'], source, { from: '2025-02-01', to: '2025-03-01' });
  expect(sums).toMatchObject({ new: 1, withdrawn: 2, notWithdrawn: [] });
  expect((await keys('oslo', 'complete')).map(({ sourceKey }) => sourceKey)).toEqual(['4', '1']);
  expect(await keys('vest', 'complete')).toEqual([]);
});

test('a record whose row is in quarantine is not taken for vanished', async () => {
  const source = { source: 'held', complete: true };
  await bring(['1,Oslo,1.1.2025,2.1.2025', '2,Oslo,5.2.2025,6.2.2025'], source);
  const sums = await bring(['1,Oslo,5.1.2025,2.1.2025'], source);
  expect(sums).toMatchObject({ quarantined: 1, withdrawn: 1 });
  expect((await keys('oslo', 'held')).map(({ sourceKey }) => sourceKey)).toEqual(['1']);
});

test('where a row cannot be identified nothing is withdrawn, and the answer says where', async () => {
  const source = { source: 'unsure', complete: true };
  await bring(['1,Oslo,1.1.2025,2.1.2025', '2,Vest,1.1.2025,2.1.2025'], source);
  const sums = await bring([',Oslo,1.1.2025,2.1.2025'], source);
  expect(sums).toMatchObject({ quarantined: 1, withdrawn: 1, notWithdrawn: ['oslo'] });
  expect(await keys('oslo', 'unsure')).toHaveLength(1);
});

test('a key that stands twice in a file with different content is kept apart, each time the same', async () => {
  const source = { source: 'repeated' };
  const rows = ['1,Oslo,1.1.2025,2.1.2025', '1,Oslo,1.1.2025,5.1.2025', '1,Oslo,1.1.2025,2.1.2025'];
  const first = { accepted: 2, new: 1, unchanged: 1, quarantined: 1, reasons: { KEY_REPEATED: 1 } };
  expect(await bring(rows, source)).toMatchObject(first);
  expect(await bring(rows, source)).toMatchObject({ ...first, new: 0, unchanged: 2 });
  expect(await keys('oslo', 'repeated')).toMatchObject([{ endedOn: '2025-01-02', version: 1 }]);
});

test('yes and no, and numbers, are read into fields that may be empty', async () => {
  const fields = {
    ...profile().fields,
    'decision.milderMeansTried': { column: 'mildere', values: { ja: 'true', nei: 'false' } },
  };
  const measures = await importFile(federation, {
    profile: profile({ source: 'answers', unit: { value: 'troms' }, fields }),
    bytes: Buffer.from(
      'sak,enhet,fra,til,mildere\n1,Troms,1.1.2025,2.1.2025,ja\n2,Troms,1.1.2025,2.1.2025,nei',
    ),
    name: 'journal.csv',
  });
  expect(measures).toMatchObject({ new: 2 });
  const days = await importFile(federation, {
    profile: {
      target: 'regime-days',
      source: 'answers',
      unit: { value: 'troms' },
      sourceKey: { column: 'nr' },
      person: { column: 'hvem', as: 'PSEUDONYM' },
      fields: {
        day: { column: 'dag', format: 'D.M.YYYY' },
        minutesOutOfCell: { column: 'ute' },
        contactRefused: { column: 'nektet', values: { ja: 'true' } },
      },
    },
    bytes: Buffer.from('nr,hvem,dag,ute,nektet\n1,a,1.1.2025,90,ja'),
    name: 'dager.csv',
  });
  expect(days).toMatchObject({ new: 1 });
  const answer = await federation.ask(`{ unit(code: "troms") {
    measures { nodes { sourceKey decision { milderMeansTried } } }
    regimeDays(period: { from: "2025-01-01", to: "2025-02-01" }) { nodes { minutesOutOfCell contactRefused } } } }`);
  expect(answer.errors).toBeUndefined();
  const nodes: { sourceKey: string; decision: object }[] = answer.data.unit.measures.nodes;
  const byKey = new Map(nodes.map(({ sourceKey, decision }) => [sourceKey, decision]));
  expect(byKey.get('1')).toEqual({ milderMeansTried: true });
  expect(byKey.get('2')).toEqual({ milderMeansTried: false });
  expect(answer.data.unit.regimeDays.nodes).toEqual([{ minutesOutOfCell: 90, contactRefused: true }]);
});

test('rows of a source without keys are known again by their values and occurrence', async () => {
  const source = { source: 'keyless', sourceKey: { columns: ['enhet', 'fra', 'til'] } };
  const rows = ['x,Oslo,1.1.2025,2.1.2025', 'y,Oslo,1.1.2025,2.1.2025', 'z,Oslo,3.1.2025,'];
  expect(await bring(rows, source)).toMatchObject({ new: 3 });
  expect(await bring(rows, source)).toMatchObject({ new: 0, unchanged: 3 });
  expect(await bring([...rows, 'æ,Oslo,1.1.2025,2.1.2025'], source)).toMatchObject({ new: 1, unchanged: 3 });
});

test('a person’s identifier becomes the same pseudonym everywhere and is kept nowhere', async () => {
  const identifier = '01010112345';
  const person = {
    person: { column: 'sak', as: 'IDENTIFIER' },
    sourceKey: { column: 'fra' },
    source: 'persons',
  };
  await bring([`${identifier},Oslo,1.1.2025,2.1.2025`, `${identifier},Vest,1.2.2025,`], person);
  const broken = await bring([`${identifier},Oslo,5.1.2025,2.1.2025`], person);
  expect(broken).toMatchObject({ quarantined: 1 });
  const pseudonyms = await Promise.all(
    ['oslo', 'vest'].map(async (unit) => {
      const answer = await federation.ask(
        `{ unit(code: "${unit}") { measures { nodes { source inmate { pseudonym } } } } }`,
      );
      const nodes: { source: string; inmate: { pseudonym: string } }[] = answer.data.unit.measures.nodes;
      return nodes.find(({ source }) => source === 'persons')?.inmate.pseudonym;
    }),
  );
  expect(pseudonyms[0]).toMatch(/^[A-Za-z0-9_-]{32}$/);
  expect(pseudonyms[1]).toBe(pseudonyms[0]);
  const kept = await (await fetch(`${federation.url}/import/quarantine/oslo`, { headers: asOfficer })).text();
  expect(kept).not.toContain(identifier);
});

test('whoever is called a minor, or not one, is held against the birth date in the register', async () => {
  const identifiers = ['15060899999', '20100112345'];
  const births = await importFile(federation, {
    profile: {
      target: 'persons',
      source: 'register',
      person: { column: 'nr', as: 'IDENTIFIER' },
      fields: { birthDate: { column: 'født', format: 'D.M.YYYY' } },
    },
    bytes: Buffer.from(`nr,født\n${identifiers[0]},15.6.2008`),
    name: 'personer.csv',
  });
  expect(births).toMatchObject({ new: 1 });
  const sums = await bring(
    [
      // Turns 18 on 15 June 2026; of the other the register knows nothing.
      `${identifiers[0]},Oslo,14.6.2026,,u18`,
      `${identifiers[0]},Oslo,15.6.2026,,u18`,
      `${identifiers[0]},Oslo,16.6.2026,,voksen`,
      `${identifiers[0]},Oslo,13.6.2026,,voksen`,
      `${identifiers[0]},Oslo,12.6.2026,,`,
      `${identifiers[1]},Oslo,11.6.2026,,u18`,
    ],
    {
      source: 'minors',
      person: { column: 'sak', as: 'IDENTIFIER' },
      sourceKey: { column: 'fra' },
      fields: {
        ...profile().fields,
        ageGroup: {
          column: 'alder',
          values: { u18: 'UNDER_18', voksen: 'AGE_18_24' },
          unknown: 'UNKNOWN',
        },
      },
    },
    {},
    'sak,enhet,fra,til,alder',
  );
  expect(sums).toMatchObject({ new: 4, quarantined: 2, reasons: { AGE_CONTRADICTS_BIRTH_DATE: 2 } });
  expect((await keys('oslo', 'minors')).map(({ sourceKey }) => sourceKey)).toEqual([
    '16.6.2026',
    '14.6.2026',
    '12.6.2026',
    '11.6.2026',
  ]);
  const kept = await (await fetch(`${federation.url}/import/quarantine/oslo`, { headers: asOfficer })).text();
  for (const identifier of identifiers) expect(kept).not.toContain(identifier);
});

test('the last import is undone as a whole; an earlier one is refused, and a past answer stays', async () => {
  const source = { source: 'undone' };
  const first = await bring(['1,Oslo,1.1.2025,2.1.2025', '2,Vest,1.1.2025,2.1.2025'], source);
  await new Promise((resolve) => setTimeout(resolve, 5));
  const second = await bring(
    ['1,Oslo,1.1.2025,9.1.2025', '3,Oslo,4.1.2025,', '4,Oslo,9.1.2025,1.1.2025'],
    source,
  );
  expect(second).toMatchObject({ new: 1, changed: 1, quarantined: 1 });
  const undo = (id: string) => runCommand('import', ['--undo', id, '--url', federation.url]);
  expect(await undo(first.importId)).toMatchObject({
    code: 1,
    stderr: 'Bare den siste importen fra en kilde kan angres.\n',
  });
  expect(await undo(second.importId)).toMatchObject({ code: 0 });
  expect(await keys('oslo', 'undone')).toMatchObject([{ sourceKey: '1', endedOn: '2025-01-02', version: 3 }]);
  expect(await keys('vest', 'undone')).toHaveLength(1);
  const waiting = await (
    await fetch(`${federation.url}/import/quarantine/oslo?status=UNDONE`, { headers: asOfficer })
  ).json();
  expect(waiting).toHaveLength(1);
  // Undone twice changes nothing; then the first is the last.
  expect(await undo(second.importId)).toMatchObject({ code: 0 });
  expect(await undo(first.importId)).toMatchObject({ code: 0 });
  expect(await keys('oslo', 'undone')).toEqual([]);
  expect(await undo('6b1e2d5e-0000-4000-8000-000000000000')).toMatchObject({ code: 1 });
});

test('a key the source has at two units is found, told with the import, and listed', async () => {
  const source = { source: 'moved' };
  await bring(['1,Oslo,1.1.2025,2.1.2025', '2,Oslo,1.1.2025,2.1.2025'], source);
  const sums = await bring(['1,Vest,1.1.2025,2.1.2025', '3,Vest,1.1.2025,2.1.2025'], source);
  expect(sums).toMatchObject({
    new: 2,
    conflicts: 1,
    conflictsSeen: [{ key: '1', units: ['oslo', 'vest'] }],
  });
  const list = () => runCommand('import', ['--conflicts', 'moved', '--url', federation.url]);
  expect(await list()).toMatchObject({ code: 0, stdout: '1: oslo, vest\n' });
  await federation.stop('troms');
  expect((await list()).stdout).toBe('1: oslo, vest\nIkke undersøkt, svarer ikke: troms\n');
  await federation.restart('troms');
});

test.each([
  [
    'a field the target does not have',
    { fields: { ...profile().fields, sexx: { value: 'MALE' } } },
    'measures har ikke feltet sexx',
  ],
  ['no unit', { unit: undefined }, 'hvilken enhet'],
  [
    'no start',
    { fields: { kind: { value: 'EXCLUSION' }, means: { value: 'EXCLUSION' } } },
    'Profilen må si hvor start kommer fra',
  ],
  ['repair without a declared length', { repair: 'DAY_MONTH_SWAP' }, 'repair: Krever declaredLength'],
  [
    'an unknown zone',
    {
      fields: {
        ...profile().fields,
        start: { column: 'fra', format: 'D.M.YYYY H:mm', zone: 'Europe/Atlantis' },
      },
    },
    'zone',
  ],
])('a profile with %s is refused with a sentence, and nothing comes in', async (_name, part, sentence) => {
  const refused = await bring(['1,Oslo,1.1.2025,2.1.2025'], { source: 'refused', ...part });
  expect(refused).toMatchObject({ code: 'PROFILE_UNUSABLE', message: expect.stringContaining(sentence) });
  expect(await keys('oslo', 'refused')).toEqual([]);
});
