import process from 'node:process';
import { parseArgs } from 'node:util';
import { benchAccessLog } from './access-log-bench.ts';
import { benchComparison } from './comparison-bench.ts';
import { benchDashboard } from './dashboard-bench.ts';
import { benchExport } from './export-bench.ts';
import { benchFeeds } from './feeds-bench.ts';
import { benchHeadline } from './headline/headline-bench.ts';
import { benchImport } from './import-bench.ts';
import { benchIsolation } from './isolation-bench.ts';
import { benchJudging } from './judging-bench.ts';
import { benchPages } from './pages-bench.ts';
import { benchMemory } from './memory-bench.ts';
import { print } from './report.ts';
import { benchWorkList } from './work-list-bench.ts';
import { benchRates } from './rates-bench.ts';
import { benchRequests } from './requests-bench.ts';
import { benchStart } from './start-bench.ts';
import { benchWorkers } from './workers-bench.ts';

/** `npm run bench -- …`: each measures side by side in one run and prints ratios. */
const USAGE = `npm run bench -- import [--rows 100000] [--repeats 3]
npm run bench -- headline [--records 10000,100000,1000000] [--repeats 3]
npm run bench -- requests [--repeats 3] [--seconds 3] [--operations units,headline,records] [--sharing off,on]
                            [--clients 1,50,500] [--replay] [--profile folder]
npm run bench -- pages [--rows 1000000] [--repeats 100]
npm run bench -- dashboard [--repeats 3] [--seconds 3]
npm run bench -- workers [--workers 1,2] [--repeats 3] [--seconds 3]
npm run bench -- rates [--repeats 3] [--seconds 3]
npm run bench -- access-log [--repeats 3] [--seconds 3]
npm run bench -- start [--repeats 3]
npm run bench -- feeds [--rows 100000] [--repeats 3]
npm run bench -- deviations [--rows 1000000] [--cases 50000] [--repeats 100]
                               [--parts judging,isolation,list]
npm run bench -- export [--rows 1000000]
npm run bench -- comparison [--repeats 100]
npm run bench -- memory [--requests 100000] [--node-options flags]`;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    rows: { type: 'string' },
    records: { type: 'string', default: '10000,100000,1000000' },
    repeats: { type: 'string' },
    seconds: { type: 'string', default: '3' },
    operations: { type: 'string', default: 'units,headline,records' },
    sharing: { type: 'string', default: 'off,on' },
    clients: { type: 'string', default: '1,50,500' },
    replay: { type: 'boolean', default: false },
    profile: { type: 'string' },
    workers: { type: 'string', default: '1,2' },
    cases: { type: 'string', default: '50000' },
    parts: { type: 'string', default: 'judging,isolation,list' },
    requests: { type: 'string', default: '100000' },
    'node-options': { type: 'string', default: '' },
  },
});
if (positionals[0] === 'import') {
  await benchImport({ rows: Number(values.rows ?? 100_000), repeats: Number(values.repeats ?? 3) });
} else if (positionals[0] === 'headline') {
  await benchHeadline({
    scales: values.records.split(',').map(Number),
    repeats: Number(values.repeats ?? 3),
  });
} else if (positionals[0] === 'requests') {
  await benchRequests({
    repeats: Number(values.repeats ?? 3),
    seconds: Number(values.seconds),
    operations: values.operations.split(','),
    sharing: (['off', 'on'] as const).filter((each) => values.sharing.split(',').includes(each)),
    clients: values.clients.split(',').map(Number),
    replay: values.replay,
    profile: values.profile,
  });
} else if (positionals[0] === 'pages') {
  await benchPages({ rows: Number(values.rows ?? 1_000_000), repeats: Number(values.repeats ?? 100) });
} else if (positionals[0] === 'deviations') {
  const rows = Number(values.rows ?? 1_000_000);
  const repeats = Number(values.repeats ?? 100);
  const parts: Readonly<Record<string, () => Promise<void>>> = {
    judging: () => benchJudging({ rows }),
    isolation: () => benchIsolation({ rows }),
    list: () => benchWorkList({ rows, cases: Number(values.cases), repeats }),
  };
  const wanted = values.parts.split(',');
  if (wanted.every((part) => part in parts)) for (const part of wanted) await parts[part]?.();
  else refuse();
} else if (positionals[0] === 'comparison') {
  await benchComparison({ repeats: Number(values.repeats ?? 100) });
} else if (positionals[0] === 'memory') {
  await benchMemory({ requests: Number(values.requests), nodeOptions: values['node-options'] });
} else if (positionals[0] === 'export') {
  await benchExport({ rows: Number(values.rows ?? 1_000_000) });
} else if (positionals[0] === 'dashboard') {
  await benchDashboard({ repeats: Number(values.repeats ?? 3), seconds: Number(values.seconds) });
} else if (positionals[0] === 'workers') {
  await benchWorkers({
    repeats: Number(values.repeats ?? 3),
    seconds: Number(values.seconds),
    workers: values.workers.split(',').map(Number),
  });
} else if (positionals[0] === 'rates') {
  await benchRates({ repeats: Number(values.repeats ?? 3), seconds: Number(values.seconds) });
} else if (positionals[0] === 'access-log') {
  await benchAccessLog({ repeats: Number(values.repeats ?? 3), seconds: Number(values.seconds) });
} else if (positionals[0] === 'feeds') {
  await benchFeeds({ rows: Number(values.rows ?? 100_000), repeats: Number(values.repeats ?? 3) });
} else if (positionals[0] === 'start') {
  await benchStart({ repeats: Number(values.repeats ?? 3) });
} else {
  refuse();
}

function refuse(): void {
  print(USAGE);
  process.exitCode = 1;
}
