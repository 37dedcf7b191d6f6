import process from 'node:process';
import { Presets, SingleBar } from 'cli-progress';
import { message } from '../schema/messages.ts';
import type { Item } from './synthetic/items.ts';

export type Progress = {
  add(count: number, what: string): void;
  /** What is under way while nothing more is done; on a terminal only. */
  tell(what: string): void;
  end(): void;
};

/** A bar on a terminal; elsewhere a plain line per step. */
export function showProgress(title: string, total: number): Progress {
  if (!process.stdout.isTTY) {
    let done = 0;
    return {
      add: (count, what) => {
        done += count;
        process.stdout.write(`${title}: ${done}/${total} ${what}\n`);
      },
      tell: () => undefined,
      end: () => undefined,
    };
  }
  const format = `${title} {bar} {value}/{total} {what}`;
  // The launcher itself answers Ctrl-C; the bar must not.
  const bar = new SingleBar(
    { format, hideCursor: false, gracefulExit: false, barsize: 30 },
    Presets.shades_classic,
  );
  bar.start(total, 0, { what: '' });
  return {
    add: (count, what) => bar.increment(count, { what }),
    tell: (what) => bar.update({ what }),
    end: () => bar.stop(),
  };
}

const STEPS = 20;

/** Hands the items on and shows how many places are done. */
export function* showPlaces(
  items: Iterable<Item>,
  { title, places }: { readonly title: string; readonly places: number },
): Generator<Item> {
  const step = Math.ceil(places / STEPS);
  const progress = showProgress(title, places);
  let done = 0;
  try {
    for (const item of items) {
      yield item;
      if (item.kind !== 'PLACE') continue;
      done += 1;
      if (done % step === 0) progress.add(step, message('placesDone'));
      else if (done === places) progress.add(done % step, message('placesDone'));
    }
  } finally {
    progress.end();
  }
}
