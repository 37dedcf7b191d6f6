import { expect, test } from 'vitest';
import { BROKEN_UNITS } from './harness/broken-units.ts';
import { runCommand } from './harness/command.ts';
import { startProxy } from './harness/proxy.ts';
import { startUnit } from './harness/unit.ts';

const UNIT = 'sor-ost';

/** Runs the kit as a unit would; `failed` are the codes of the checks that failed. */
async function conform(url: string, environment: Record<string, string> = {}) {
  const result = await runCommand('conformance', ['--url', url, '--unit', UNIT], { environment });
  const failed = [...result.stdout.matchAll(/^(?:FEILET|FAILED) +(\S+)/gm)].map(([, code = '']) => code);
  return { ...result, failed };
}

test('our own unit keeps the contract, and can be asked again', async () => {
  const unit = await startUnit(UNIT);
  try {
    for (const language of ['nb', 'en']) {
      expect(await conform(unit.url, { SAMSYN_LANGUAGE: language })).toMatchObject({
        code: 0,
        failed: [],
        stderr: '',
      });
    }
  } finally {
    await unit.close();
  }
});

test('a unit that already holds records is left alone', async () => {
  const unit = await startUnit(UNIT);
  try {
    await fetch(`${unit.url}/records/measures/lines`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson', 'x-source': 'journal' },
      body: '{"sourceKey":"1","kind":"EXCLUSION","means":"EXCLUSION","start":"2025-01-01"}\n',
    });
    const { code, stdout, stderr } = await conform(unit.url);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr.trim().split('\n')).toHaveLength(1);
  } finally {
    await unit.close();
  }
});

test('where nothing answers one sentence says so', async () => {
  const { code, stderr } = await conform('http://127.0.0.1:9', { SAMSYN_LANGUAGE: 'en' });
  expect(code).toBe(1);
  expect(stderr).toContain('http://127.0.0.1:9');
  expect(stderr).not.toMatch(/ at .*\.ts/);
});

test.concurrent.each(BROKEN_UNITS)(
  'a unit that $name fails there and nowhere else',
  async ({ alteration, failing }) => {
    const unit = await startUnit(UNIT);
    const proxy = await startProxy(unit.url, alteration);
    try {
      const { code, failed } = await conform(proxy.url);
      const isExpected = (found: string, wanted: string | RegExp) =>
        typeof wanted === 'string' ? wanted === found : wanted.test(found);
      expect(code).toBe(1);
      expect(failed.filter((found) => !failing.some((wanted) => isExpected(found, wanted)))).toEqual([]);
      expect(failing.filter((wanted) => !failed.some((found) => isExpected(found, wanted)))).toEqual([]);
    } finally {
      await proxy.close();
      await unit.close();
    }
  },
);
