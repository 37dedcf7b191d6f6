import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { RULE_SET } from '../../schema/rules/rule-set.ts';
import type { RuleSet } from '../../schema/rules/rule-set.ts';
import { buildUnitServer } from '../../subgraphs/unit/server.ts';
import { testTrust } from './access.ts';
import { createDatabases, ownerUrlOf } from './databases.ts';

/** One of our units alone, with a database of its own, over real HTTP. */
export type Unit = {
  readonly url: string;
  /** Its database, as a superuser. */
  readonly ownerUrl: string;
  /** Stops it and starts it again on the same database, with other rules where they are given. */
  restart(ruleSet?: RuleSet): Promise<void>;
  close(): Promise<void>;
};

export async function startUnit(unit: string, options: { readonly ruleSet?: RuleSet } = {}): Promise<Unit> {
  const databases = await createDatabases(randomBytes(5).toString('hex'), [unit]);
  const databaseUrl = databases.get(unit) ?? '';
  let { ruleSet = RULE_SET } = options;
  const start = async (port: number) => {
    const started = await buildUnitServer({
      unit,
      databaseUrl,
      logLevel: 'silent',
      trust: testTrust,
      ruleSet,
    });
    await started.listen({ host: '127.0.0.1', port });
    return started;
  };
  let app = await start(0);
  const { port } = app.server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    ownerUrl: ownerUrlOf(databaseUrl),
    restart: async (other = ruleSet) => {
      ruleSet = other;
      await app.close();
      app = await start(port);
    },
    close: () => app.close(),
  };
}
