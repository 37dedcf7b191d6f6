import process from 'node:process';
import { findUnit } from '../../schema/units.ts';
import { startSubgraph } from '../platform/start.ts';
import { buildUnitServer } from './server.ts';

/** One unit's subgraph; `UNIT` says which. */
const unit = findUnit(process.env['UNIT'] ?? '');
if (unit === undefined) {
  process.stderr.write('UNIT must be the code of a unit in schema/units.json.\n');
  process.exit(1);
}
await startSubgraph({
  name: unit.code,
  migrations: new URL('./migrations/', import.meta.url),
  build: (settings) => buildUnitServer({ ...settings, unit: unit.code }),
});
