import { testAccess } from './access.ts';
import { askGraphql } from './federation.ts';
import type { Federation } from './federation.ts';
import { startHiveProcess } from './hive-process.ts';

export { hiveIsInstalled } from './hive-process.ts';

export type Hive = Pick<Federation, 'ask'> & { stop(): Promise<void> };

/** Hive Gateway on these subgraphs, asked the way ours is. */
export async function startHive(urls: Federation['urls']): Promise<Hive> {
  const hive = await startHiveProcess(urls, { key: testAccess.assertionKey });
  return {
    ask: (query, variables) => askGraphql(hive.url, query, variables),
    stop: () => hive.stop(),
  };
}
