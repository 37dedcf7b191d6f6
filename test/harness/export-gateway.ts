import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import process from 'node:process';
import { inject } from 'vitest';
import { keyFromSecret } from '../../local/access.ts';
import { launchReport } from '../../schema/launch-report.ts';
import { GATEWAY } from '../../schema/units.ts';
import { testAccess } from './access.ts';
import type { Federation } from './federation.ts';

/** A gateway that makes exports, in a process of its own before the subgraphs of a federation. */
export type ExportGateway = {
  readonly url: string;
  /** As a power cut does it. */
  kill(): Promise<void>;
  /** On the same port and folder. */
  start(): Promise<void>;
  close(): Promise<void>;
};

export async function startExportGateway(
  federation: Federation,
  options: { readonly folder: string; readonly patienceMs?: number; readonly keepHours?: number },
): Promise<ExportGateway> {
  const ownerUrl = new URL(inject('adminUrl'));
  ownerUrl.pathname = new URL(federation.databaseUrl(GATEWAY)).pathname;
  let child: ChildProcess | undefined;
  let port = 0;
  const start = async () => {
    child = fork(path.join(import.meta.dirname, '../../gateway/main.ts'), {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      env: {
        PATH: process.env['PATH'],
        NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
        ...testAccess.gatewayEnvironment,
        HOST: '127.0.0.1',
        PORT: String(port),
        LOG_LEVEL: 'silent',
        DATABASE_URL: federation.databaseUrl(GATEWAY),
        DATABASE_OWNER_URL: ownerUrl.toString(),
        SUBGRAPH_URLS: JSON.stringify(federation.urls),
        EXPORT_KEY: JSON.stringify(keyFromSecret('for tests and nothing else')),
        EXPORT_FOLDER: options.folder,
        EXPORT_PATIENCE_MS: String(options.patienceMs ?? 60_000),
        EXPORT_KEEP_HOURS: String(options.keepHours ?? 1),
      },
    });
    const [sent] = await once(child, 'message');
    const report = launchReport.parse(sent);
    if (report.state !== 'listening') throw new Error(report.reason);
    ({ port } = report);
  };
  const end = async (signal: 'SIGKILL' | 'SIGTERM') => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  };
  await start();
  return {
    url: `http://127.0.0.1:${port}`,
    kill: () => end('SIGKILL'),
    start,
    close: () => end('SIGTERM'),
  };
}
