import { generateSynthetic } from '../local/synthetic/generate.ts';
import { writeComparisonKey } from '../schema/comparison/question.ts';
import { bucketsOf } from '../schema/practice/calendar.ts';
import { writeKey } from '../schema/practice/question.ts';
import { quartersOf } from '../schema/published/cube.ts';
import { answerComparison } from '../subgraphs/measures/comparison/answer-comparison.ts';
import { normalQuestion } from '../subgraphs/measures/ask-practice.ts';
import { answerPractice } from '../subgraphs/measures/answer-practice.ts';
import { suppress } from '../subgraphs/measures/disclosure/suppress.ts';
import { cubeTable } from '../subgraphs/measures/published/cube-table.ts';
import { attackedTable } from '../subgraphs/measures/published/hideable-table.ts';
import { print, printMachine, secondsOf, spread } from './report.ts';
import { SyntheticStates } from './synthetic-states.ts';

const PERIOD = { from: '2025-01-01', to: '2026-01-01' };

/** What comparing costs beyond the practice query it rests on, and what hiding the cells of the published cube does. */
export async function benchComparison({ repeats }: { repeats: number }): Promise<void> {
  printMachine();
  print('a comparison of 12 units × 6 strata × 12 months, milliseconds of computing:');
  const states = new SyntheticStates(generateSynthetic({ scale: 1, seed: 1, years: 1, to: PERIOD.to }), [
    'custody',
    'sex',
    'month',
  ]);
  const question = normalQuestion({
    filter: { period: PERIOD, kinds: ['EXCLUSION'] },
    by: ['CUSTODY', 'SEX', 'MONTH'],
    countInmates: false,
  });
  const parts = states.parts(bucketsOf(PERIOD, ['MONTH']));
  const asked = {
    indicator: 'STARTED_RATE',
    rule: null,
    adjustFor: ['CUSTODY', 'SEX'],
    cases: null,
  } as const;
  const compare = (by: 'UNIT' | 'MONTH') => {
    const key = writeComparisonKey({ ...asked, adjustFor: [...asked.adjustFor], by, question });
    return () => answerComparison({ key, ...parts });
  };
  const practice = await timed(repeats, () => answerPractice({ key: writeKey(question), ...parts }));
  print(`  practice query            ${spread(practice, 1)}`);
  for (const by of ['UNIT', 'MONTH'] as const) {
    const whole = await timed(repeats, compare(by));
    const beyond = whole.map((one, index) => one - (practice[index] ?? 0));
    print(`  compared by ${by.padEnd(14)}${spread(whole, 1)}, beyond it ${spread(beyond, 1)}`);
  }
  print('hiding the cells of one quarter of the published cube:');
  for (const scale of [0.1, 1]) await benchHiding(scale);
}

async function benchHiding(scale: number): Promise<void> {
  const states = new SyntheticStates(generateSynthetic({ scale, seed: 1, years: 1, to: PERIOD.to }), [
    'kind',
    'extent',
    'quarter',
    'sex',
  ]);
  const answered = states.answered();
  const networks = (quartersOf(PERIOD) ?? []).map(({ quarter }) =>
    attackedTable(cubeTable(quarter, answered)),
  );
  for (const name of ['first', 'later']) {
    const milliseconds: number[] = [];
    const hidden: number[] = [];
    for (const { network, insiders } of networks)
      milliseconds.push(1000 * (await secondsOf(async () => hidden.push(suppress(network, insiders).size))));
    print(`  scale ${scale}, ${name} time   ${spread(milliseconds, 1)}, ${spread(hidden)} cells hidden`);
  }
}

async function timed(repeats: number, work: () => unknown): Promise<number[]> {
  const milliseconds: number[] = [];
  for (let run = 0; run < repeats; run += 1) milliseconds.push(1000 * (await secondsOf(async () => work())));
  return milliseconds.slice(Math.floor(repeats / 10));
}
