import './no-telemetry.ts';
import type { AddressInfo } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import { LastWrite } from './answers/last-write.ts';
import { buildGateway } from './server.ts';
import type { WorkerTask } from './workers.ts';

/** One worker of the gateway: listens beside the others on one port, and drains when it is told to. */
const { settings, lastWrite } = workerData as WorkerTask;
const app = await buildGateway(settings, { lastWrite: new LastWrite(lastWrite) });
// Fastify hands on to Node what its own types do not name.
const shared = { host: settings.HOST, port: settings.PORT, reusePort: true };
await app.listen(shared);
parentPort?.once('message', () => {
  void app.close().then(() => parentPort?.close());
});
parentPort?.postMessage((app.server.address() as AddressInfo).port);
