import { mkdtemp, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { sentence } from '../schema/public-codes.ts';
import { RULE_SET_VERSION } from '../schema/rules/rule-set.ts';
import { UNITS } from '../schema/units.ts';
import { inDays, step, waitForCases } from './harness/cases.ts';
import { runCommand } from './harness/command.ts';
import { startFederation } from './harness/federation.ts';
import type { Federation } from './harness/federation.ts';

/**
 * A small known world: searches of persons, complete but for the facility some lack. Oslo has 10 in March, 1 of
 * them lacking, and 5 in February, 1 lacking; Vest has 4 in March, 2 lacking. Two of Oslo's in March have the same
 * justification.
 */
const FACILITY = 'FACILITY_RECORDED';
let federation: Federation;
let report: string;
let folder: string;

const search = (unit: string, day: string, lacking: boolean, number: number) => ({
  unit,
  sourceKey: `${unit}-${day}-${number}`,
  kind: 'CONTROL_MEASURE',
  means: 'PERSON_SEARCH',
  start: `${day}T10:00:00Z`,
  legalBasis: '28',
  facility: lacking ? null : 'Avdeling A',
  securityLevel: 'HIGH',
  sex: 'MALE',
  ageGroup: 'AGE_25_34',
  decision: {
    decidedAt: `${day}T10:00:00Z`,
    level: 'LOCAL',
    role: 'vaktleder',
    justification: day === '2025-03-10' && number > 7 ? 'Mistanke.' : null,
  },
});
const searches = (unit: string, day: string, { all, lacking }: { all: number; lacking: number }) =>
  Array.from({ length: all }, (_, index) => search(unit, day, index < lacking, index));
const command = (...commandLine: string[]) =>
  runCommand('report', [...commandLine, '--url', federation.url], { environment: { SAMSYN_LANGUAGE: 'nb' } });
/** The table under a heading, a row an array of cells. */
const rowsUnder = (heading: string, text = report): string[][] => {
  const section = text.split('\n## ').find((part) => part.startsWith(`${heading}\n`)) ?? '';
  return section
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .slice(2)
    .map((line) => line.split(' | ').map((cell) => cell.replaceAll('|', '').trim()));
};

beforeAll(async () => {
  folder = await mkdtemp(path.join(inject('folder'), 'report-'));
  federation = await startFederation({ feedIntervalMs: 100 });
  const sums = await federation.importRecords(
    'measures',
    [
      ...searches('oslo', '2025-03-10', { all: 10, lacking: 1 }),
      ...searches('oslo', '2025-02-10', { all: 5, lacking: 1 }),
      ...searches('vest', '2025-03-31', { all: 4, lacking: 2 }),
    ],
    { 'x-through': '2025-04-01T00:00:00Z' },
  );
  if (sums.new !== 19) throw new Error(`the known world was not taken: ${JSON.stringify(sums)}`);
});
afterAll(() => federation.close());

test('the report says what is documented to which share, what was broken, and what is planned', async () => {
  const vest = await waitForCases(federation, 2, { rules: [FACILITY], units: ['vest'] });
  const [oslo] = await waitForCases(federation, 1, {
    rules: [FACILITY],
    units: ['oslo'],
    period: { from: '2025-03-01', to: '2025-04-01' },
  });
  await waitForCases(federation, 1, { rules: ['JUSTIFICATION_REPEATED'] });
  const input = { id: vest[0].id, expectedVersion: 1 };
  await step(federation, 'planAction', {
    ...input,
    action: 'Feltet | gjøres\nobligatorisk',
    deadline: inDays(30),
  });
  await step(federation, 'reportCorrected', { id: oslo.id, expectedVersion: 1 });
  await step(federation, 'closeCase', { id: oslo.id, expectedVersion: 2 });
  await step(federation, 'openSystemicCase', {
    rule: FACILITY,
    units: ['vest'],
    note: 'Feltet mangler ofte.',
  });
  await federation.stop('troms');
  const feeds = '{ deviations { coverage { missing { unit { code } } } } }';
  await expect
    .poll(async () => (await federation.ask(feeds)).data.deviations.coverage.missing)
    .toEqual([{ unit: { code: 'troms' } }]);

  const result = await command('status', '--from', '2025-03-01', '--to', '2025-04-01');
  expect(result).toMatchObject({ code: 0, stderr: '' });
  report = result.stdout;
  expect(report).toContain('# Status og plan: dokumentasjon og avvik');
  expect(report).toMatch(
    /Perioden 1\. mars 2025 til og med 31\. mars 2025, ved siden av 1\. februar 2025 til og med 28\. februar 2025\. Laget \d+\. \S+ \d{4} kl\. \d\d:\d\d\./,
  );
  expect(report).toContain('- 11 av 12 enheter har svart.');
  expect(report).toContain(
    '- 14 tiltak begynte (perioden før: 5). 78,6 % av dem mangler ingen dokumentasjon (perioden før: 80,0 %).',
  );
  expect(report).toContain(
    '- 4 avvik fra plikter som forfalt i perioden følges opp (perioden før: 1); 3 er åpne, 0 av dem over fristen.',
  );
  expect(report).toContain('- 1 korrigerende tiltak er i gang, 0 av dem over fristen.');
});

test('documentation stands unit by unit, beside the period before, and a unit that is down has no figures', () => {
  expect(rowsUnder('Dokumentasjon, enhet for enhet')).toEqual([
    ...UNITS.map(({ code, name }) => {
      if (code === 'oslo') return ['Oslo', '10', '9', '90,0', '80,0', '+10,0'];
      if (code === 'vest') return ['Vest', '4', '2', '50,0', '–', '–'];
      return code === 'troms' ? ['Troms', '–', '–', '–', '–', '–'] : [name.nb, '0', '0', '–', '–', '–'];
    }),
    ['Alle', '14', '11', '78,6', '80,0', '−1,4'],
  ]);
});

test('each duty of documentation has its share by unit, of the measures it concerns', () => {
  const rows = rowsUnder('Dokumentasjonsplikter');
  const answered = UNITS.filter(({ code }) => code !== 'troms').map(({ code }) => code);
  const shares = (oslo: string, vest: string) =>
    answered.map((code) => (code === 'oslo' ? oslo : code === 'vest' ? vest : '–'));
  const facility = rows.find(([title]) => title === 'Fengselet er ført');
  expect(facility?.slice(1)).toEqual(['14', '78,6', '80,0', '−1,4', ...shares('90,0', '50,0')]);
  // Nothing else is lacking, and duties of exclusions and coercion concern none of the searches.
  for (const row of rows.filter((each) => each !== facility))
    expect([
      ['14', '100,0', '100,0', '0,0', ...shares('100,0', '100,0')],
      ['0', '–', '–', '–', ...shares('–', '–')],
    ]).toContainEqual(row.slice(1));
});

test('deviations stand with how far they are followed up', () => {
  const rows = rowsUnder('Avvik og oppfølging');
  const row = (name: string) => rows.find(([unit]) => unit === name)?.join(' ');
  expect(row('Oslo')).toBe('Oslo 2 1 1 0 0 1 0 0,0 0,0');
  // Both are members of the systemic case.
  expect(row('Vest')).toBe('Vest 2 0 2 0 2 0 0 0,0 –');
  expect(row('Alle')).toBe('Alle 4 1 3 0 2 1 0 0,0 0,0');
  expect(rowsUnder('Systemavvik under oppfølging')).toEqual([
    ['Vest', 'Fengselet er ført', '2', expect.stringMatching(/^\d+\. \S+ \d{4}$/), 'Åpen'],
  ]);
  expect(rowsUnder('Plan: korrigerende tiltak')).toEqual([
    [
      'Vest',
      'Fengselet er ført',
      'Feltet \\ gjøres obligatorisk',
      expect.stringMatching(/^\d+\. \S+ \d{4}$/),
      'Åpen',
    ],
  ]);
});

test('what several records show together stands beside the period before', () => {
  expect(rowsUnder('Avvik over flere registreringer')).toEqual([
    ['Samme begrunnelse flere ganger', expect.any(String), '1', '0', '1', '1'],
  ]);
});

test('what the figures rest on, and what cannot be shown and why, is said', () => {
  expect(rowsUnder('Hva tallene bygger på').find(([unit]) => unit === 'Oslo')).toEqual([
    'Oslo',
    '1. april 2025 kl. 02:00',
    RULE_SET_VERSION,
  ]);
  expect(report).toContain(
    '- Troms: Enheten svarer ikke. Enheten mangler i tabellene for dokumentasjon og i summene for perioden.',
  );
  expect(report).toMatch(/- Troms: Enheten svarer ikke\. Avvik og saker er vist slik de var kjent \d+\. /);
  expect(report).toMatch(/- Ingen kilde har erklært seg komplett: .*Øst.* Det kan mangle registreringer\./);
  expect(report).toMatch(/- Retningslinjer vi ikke har kunnet kontrollere mot teksten: \S/);
});

test('in English, into a file', async () => {
  const file = path.join(folder, 'status.md');
  const result = await command(
    'status',
    '--from',
    '2025-03-01',
    '--to',
    '2025-04-01',
    '--lang',
    'en',
    '--out',
    file,
  );
  expect(result).toEqual({ code: 0, stdout: `${file} er skrevet.\n`, stderr: '' });
  const text = await readFile(file, 'utf8');
  expect(text).toContain('# Status and plan: documentation and deviations');
  expect(text).toContain('- 14 measures began (the period before: 5). 78.6 % of them lack no documentation');
  expect(text).toContain('- Troms: The unit does not answer. ');
  expect(text).not.toMatch(/\{\w+\}|undefined|null/);
});

test.each([
  ['no period', ['status'], 'npm run report -- status'],
  [
    'a day that is none',
    ['status', '--from', '2025-02-30', '--to', '2025-04-01'],
    'npm run report -- status',
  ],
  [
    'a period that ends before it begins',
    ['status', '--from', '2025-04-01', '--to', '2025-03-01'],
    'Perioden må begynne før den slutter',
  ],
  [
    'an unknown language',
    ['status', '--from', '2025-03-01', '--to', '2025-04-01', '--lang', 'fr'],
    'npm run report -- status',
  ],
  [
    'a file that cannot be written',
    ['status', '--from', '2025-03-01', '--to', '2025-04-01', '--out', '/nowhere/x.md'],
    'kan ikke skrives',
  ],
  [
    'a period nobody can ask for',
    ['status', '--from', '1200-01-01', '--to', '1201-01-01'],
    'Portneren avviste spørsmålet',
  ],
])('%s gives one clear sentence and a failing exit code', async (_case, commandLine, expected) => {
  const result = await command(...commandLine);
  expect(result.code).toBe(1);
  expect(result.stderr).toContain(expected);
  expect(result.stderr).not.toMatch(/ at .*\.ts/);
});

test('who shows a token nobody issued is told so in the gateway’s words', async () => {
  const commandLine = ['status', '--from', '2025-03-01', '--to', '2025-04-01', '--url', federation.url];
  const environment = { SAMSYN_LANGUAGE: 'nb', SAMSYN_TOKEN: 'none' };
  expect(await runCommand('report', commandLine, { environment })).toMatchObject({
    code: 1,
    stdout: '',
    stderr: `${sentence('TOKEN_ISSUER_UNKNOWN', 'nb')}\n`,
  });
});

test('a gateway that does not answer is named', async () => {
  const result = await runCommand('report', [
    'status',
    '--from',
    '2025-03-01',
    '--to',
    '2025-04-01',
    '--port',
    '9',
  ]);
  expect(result).toMatchObject({ code: 1, stderr: 'Portneren svarer ikke på http://127.0.0.1:9.\n' });
});
