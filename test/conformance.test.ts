import process from 'node:process';
import { expect, test } from 'vitest';
import { asSystem, testAccess } from './harness/access.ts';
import { BROKEN_UNITS } from './harness/broken-units.ts';
import { runCommand } from './harness/command.ts';
import { startProxy } from './harness/proxy.ts';
import { startUnit } from './harness/unit.ts';

const UNIT = 'sor-ost';
/** The kit takes ten seconds a unit; `npm run test:long` tries each of them. */
const TRIED = process.env['EVERY_BROKEN_UNIT'] === 'yes' ? BROKEN_UNITS : BROKEN_UNITS.slice(0, 1);

/** Runs the kit as a unit would; `failed` are the codes of the checks that failed. */
async function conform(url: string, environment: Record<string, string> = {}) {
  const result = await runCommand('conformance', ['--url', url, '--unit', UNIT], {
    environment: { SAMSYN_ASSERTION_KEY: JSON.stringify(testAccess.assertionKey), ...environment },
  });
  const failed = [...result.stdout.matchAll(/^(?:FEILET|FAILED) +(\S+)/gm)].map(([, code]) => String(code));
  return { ...result, failed };
}

function post(url: string, source: string, record: object) {
  return fetch(`${url}/records/measures/lines`, {
    method: 'POST',
    headers: { ...asSystem, 'content-type': 'application/x-ndjson', 'x-source': source },
    body: `${JSON.stringify(record)}\n`,
  });
}
const exclusion = { sourceKey: 'a', kind: 'EXCLUSION', means: 'EXCLUSION', start: '2025-03-01', end: null };

test('our own unit keeps the contract, again and after a run that was stopped, and records of others are left alone', async () => {
  const unit = await startUnit(UNIT);
  try {
    const first = await conform(unit.url);
    expect(first).toMatchObject({ code: 0, failed: [], stderr: '' });
    expect(first.stdout).toMatch(/sor-ost holder kontrakten: (\d+) av \1 prøver bestått\.\n$/);
    expect(first.stdout).toContain('bestått  BY_MONTH  Tall fordelt på MONTH\n');

    await post(unit.url, 'samsyn-conformance', exclusion);
    const again = await conform(unit.url, { SAMSYN_LANGUAGE: 'en' });
    expect(again).toMatchObject({ code: 0, failed: [], stderr: '' });
    expect(again.stdout).toMatch(/sor-ost keeps the contract: (\d+) of \1 checks passed\.\n$/);

    await post(unit.url, 'journal', exclusion);
    expect(await conform(unit.url)).toMatchObject({
      code: 1,
      stdout: '',
      stderr:
        'Enheten sor-ost har opplysninger fra andre kilder. Prøv kontrakten på en egen instans med tom database.\n',
    });
  } finally {
    await unit.close();
  }
});

test.concurrent.each(TRIED)('a unit that $name fails where it does so and nowhere else', async (broken) => {
  const unit = await startUnit(UNIT);
  const proxy = await startProxy(unit.url, broken.alteration);
  try {
    const { code, failed, stderr } = await conform(proxy.url);
    const tells = (check: string, wanted: string | RegExp) =>
      typeof wanted === 'string' ? check === wanted : wanted.test(check);
    const elsewhere = failed.filter((check) => !broken.failing.some((wanted) => tells(check, wanted)));
    const silent = broken.failing.filter((wanted) => !failed.some((check) => tells(check, wanted)));
    expect({ code, stderr, elsewhere, silent }).toEqual({ code: 1, stderr: '', elsewhere: [], silent: [] });
  } finally {
    await proxy.close();
    await unit.close();
  }
});

test('a failure is explained in a sentence: what was expected, what came, what the contract says', async () => {
  const unit = await startUnit(UNIT);
  const health = await startProxy(unit.url, {
    answer: (answer) => (answer.path === '/ready' ? { ...answer, status: 503 } : answer),
  });
  try {
    const { stdout } = await conform(health.url, { SAMSYN_LANGUAGE: 'en' });
    expect(stdout).toContain(`FAILED  HEALTH  The unit says that it is up and ready
    GET /ready: expected 200, got 503. The contract: GET /health and GET /ready answer 200.
`);
    expect(stdout).toMatch(/does not keep the contract: \d+ of \d+ checks passed\. Failed: HEALTH\n$/);
  } finally {
    await health.close();
    await unit.close();
  }
});

test.each([
  [
    'nobody at the address',
    ['--url', 'http://127.0.0.1:1', '--unit', UNIT],
    'Enheten svarer ikke på http://127.0.0.1:1.',
  ],
  ['an unknown unit', ['--url', 'http://127.0.0.1:1', '--unit', 'atlantis'], 'Enheten atlantis finnes ikke.'],
  ['no unit at all', [], 'npm run conformance -- --url URL --unit CODE [--key FILE] | --make-key FILE'],
])('%s gives one clear sentence and a failing exit code', async (_name, commandLine, sentence) => {
  const { code, stderr } = await runCommand('conformance', commandLine, {
    environment: { SAMSYN_ASSERTION_KEY: JSON.stringify(testAccess.assertionKey) },
  });
  expect(code).toBe(1);
  expect(stderr).toContain(sentence);
  expect(stderr.trim()).not.toContain('\n');
});
