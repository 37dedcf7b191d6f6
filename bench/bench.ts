import process from 'node:process';
import { parseArgs } from 'node:util';
import { benchImport } from './import-bench.ts';
import { print } from './report.ts';

/** `npm run bench -- import [--rows N] [--repeats N]`: measures side by side in one run and prints ratios. */
const USAGE = 'npm run bench -- import [--rows 100000] [--repeats 3]';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { rows: { type: 'string', default: '100000' }, repeats: { type: 'string', default: '3' } },
});
if (positionals[0] === 'import') {
  await benchImport({ rows: Number(values.rows), repeats: Number(values.repeats) });
} else {
  print(USAGE);
  process.exitCode = 1;
}
