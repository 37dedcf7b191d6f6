import process from 'node:process';
import { parseArgs } from 'node:util';
import { benchHeadline } from './headline/headline-bench.ts';
import { benchImport } from './import-bench.ts';
import { print } from './report.ts';

/** `npm run bench -- NAME`: measures side by side in one run and prints ratios. */
const USAGE = `npm run bench -- import [--rows 100000] [--repeats 3]
npm run bench -- headline [--records 10000,100000,1000000] [--repeats 3]`;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    rows: { type: 'string', default: '100000' },
    records: { type: 'string', default: '10000,100000,1000000' },
    repeats: { type: 'string', default: '3' },
  },
});
if (positionals[0] === 'import') {
  await benchImport({ rows: Number(values.rows), repeats: Number(values.repeats) });
} else if (positionals[0] === 'headline') {
  await benchHeadline({ scales: values.records.split(',').map(Number), repeats: Number(values.repeats) });
} else {
  print(USAGE);
  process.exitCode = 1;
}
