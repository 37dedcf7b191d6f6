import { PassThrough } from 'node:stream';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { openDatabase } from '../database/database.ts';

let admin: Client;
beforeAll(async () => {
  admin = new Client({ connectionString: inject('adminUrl') });
  await admin.connect();
});
afterAll(() => admin.end());

/** What dies unheard ends the process, and the run of this file with it. */
test('a database whose connections PostgreSQL ends at any moment answers again on new ones', async () => {
  const database = openDatabase(inject('adminUrl'), { connections: 8 });
  const until = Date.now() + 3000;
  let lost = 0;
  const asking = Array.from({ length: 8 }, async () => {
    while (Date.now() < until) {
      await database
        .transaction((sql) => sql.query('select 1'))
        .catch(() => {
          lost += 1;
        });
    }
  });
  const ending = (async () => {
    while (Date.now() < until)
      await admin.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'samsyn' and datname = current_database() and pid <> pg_backend_pid()`,
      );
  })();
  await Promise.all([...asking, ending]);
  expect(lost).toBeGreaterThan(10);
  expect(await database.query('select 1 as one')).toEqual([{ one: 1 }]);
  await database.close();
});

test('a copy that nobody takes any more ends, and its connection with it', { timeout: 20_000 }, async () => {
  const database = openDatabase(inject('adminUrl'), { connections: 1 });
  const taker = new PassThrough();
  const copying = database.transaction((sql) =>
    sql.copyOut(`copy (select repeat('x', 1000) from generate_series(1, 200000)) to stdout`, taker),
  );
  taker.once('readable', () => taker.destroy());
  await expect(copying).rejects.toThrow('Premature close');
  expect(await database.query('select 1 as one')).toEqual([{ one: 1 }]);
  await database.close();
  await expect
    .poll(() => admin.query(`select from pg_stat_activity where query like 'copy (select repeat%'`))
    .toMatchObject({ rowCount: 0 });
});
