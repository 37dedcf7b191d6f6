import { print, secondsOf, spread } from './report.ts';

export const WARM_UP = 30;

/** Times two ways to the same answer in turn, and prints milliseconds and the ratio. */
export async function timeSideBySide(options: {
  readonly name: string;
  /** What gives our answer; the gateway, unless it is said. */
  readonly by?: string;
  readonly ours: () => Promise<unknown>;
  readonly theirs: () => Promise<unknown>;
  readonly repeats: number;
}): Promise<void> {
  const milliseconds = { ours: [] as number[], theirs: [] as number[] };
  for (let run = -WARM_UP; run < options.repeats; run += 1) {
    const ours = (await secondsOf(options.ours)) * 1000;
    const theirs = (await secondsOf(options.theirs)) * 1000;
    if (run < 0) continue;
    milliseconds.ours.push(ours);
    milliseconds.theirs.push(theirs);
  }
  const ratios = milliseconds.ours.map((each, run) => each / (milliseconds.theirs[run] ?? 1));
  print(
    `  ${options.name.padEnd(30)}${options.by ?? 'gateway'} ${spread(milliseconds.ours, 1)}   plain SQL ${spread(milliseconds.theirs, 1)}   ratio ${spread(ratios, 2)}`,
  );
}
