import './no-telemetry.ts';
import type { AddressInfo } from 'node:net';
import process from 'node:process';
import { sealFor } from '../database/access-log/seal-setting.ts';
import { migrateAtStart } from '../database/environment.ts';
import { tellLauncher } from '../schema/launch-report.ts';
import { GATEWAY } from '../schema/units.ts';
import { readConfiguration } from './configuration.ts';
import type { GatewaySettings } from './configuration.ts';
import { buildGateway } from './server.ts';
import { startWorkers } from './workers.ts';
import type { Running } from './workers.ts';

/** The gateway program: reads the environment, listens, drains on SIGTERM. */
const configuration = readConfiguration(process.env);
if (configuration.kind === 'invalid') {
  process.stderr.write(`${configuration.message}\n`);
  process.exit(1);
}
const { settings } = configuration;
if (!(await migrateAtStart(settings, [new URL('./migrations/', import.meta.url)]))) process.exit(1);
const gateway = settings.WORKERS === 1 ? await startAlone(settings) : await startWorkers(settings);
const sealer = sealFor(GATEWAY, settings);

const end = () => {
  setTimeout(() => process.exit(1), 10_000).unref();
  void gateway
    .close()
    .then(() => sealer.stop())
    .then(() => process.exit(0));
};
process.once('SIGTERM', end);
process.once('SIGINT', end);
if (process.channel !== undefined) process.once('disconnect', end);
tellLauncher({ state: 'listening', port: gateway.port });

async function startAlone(alone: GatewaySettings): Promise<Running> {
  const app = await buildGateway(alone);
  await app.listen({ host: alone.HOST, port: alone.PORT });
  return { port: (app.server.address() as AddressInfo).port, close: () => app.close() };
}
