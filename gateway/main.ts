import './no-telemetry.ts';
import type { AddressInfo } from 'node:net';
import process from 'node:process';
import { tellLauncher } from '../schema/launch-report.ts';
import { readConfiguration } from './configuration.ts';
import { buildGateway } from './server.ts';

/** The gateway program: reads the environment, listens, drains on SIGTERM. */
const configuration = readConfiguration(process.env);
if (configuration.kind === 'invalid') {
  process.stderr.write(`${configuration.message}\n`);
  process.exit(1);
}
const { settings } = configuration;
const app = await buildGateway(settings);
await app.listen({ host: settings.HOST, port: settings.PORT });

const end = () => {
  setTimeout(() => process.exit(1), 10_000).unref();
  void app.close().then(() => process.exit(0));
};
process.once('SIGTERM', end);
process.once('SIGINT', end);
if (process.channel !== undefined) process.once('disconnect', end);
tellLauncher({ state: 'listening', port: (app.server.address() as AddressInfo).port });
