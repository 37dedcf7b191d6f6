import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Target } from '../schema/records/targets.ts';
import { postToGateway } from './gateway-request.ts';
import { askPractice } from './headline.ts';
import { showProgress } from './progress.ts';
import { StartError } from './start-error.ts';
import { generateSynthetic, SYNTHETIC_SOURCE } from './synthetic.ts';
import { message } from '../schema/messages.ts';

const LINES_PER_REQUEST = 250;
const importAnswer = z.object({ quarantined: z.number(), undelivered: z.number() });

/** Loads the synthetic records once, and only where there are no records yet. */
export async function loadSynthetic(options: {
  readonly gateway: string;
  readonly directory: string;
  readonly signal: AbortSignal;
}): Promise<void> {
  const marker = join(options.directory, 'synthetic-loaded');
  const state = await readFile(marker, 'utf8').catch(() => '');
  if (state === 'done\n') return;
  // Begun and not done is a load that was interrupted: the same records once more complete it.
  if (state === '') {
    const all = await askPractice(options.gateway, { from: '1900-01-01', to: '2100-01-01' }, options.signal);
    if ((all?.total.started ?? 0) > 0) return;
    await writeFile(marker, 'begun\n');
  }
  const { persons, stays, measures } = generateSynthetic();
  const progress = showProgress(message('loadingSynthetic'), persons.length + stays.length + measures.length);
  try {
    for (const [target, records] of Object.entries({ persons, stays, measures })) {
      for (let index = 0; index < records.length; index += LINES_PER_REQUEST) {
        const part = records.slice(index, index + LINES_PER_REQUEST);
        await send({ ...options, target: target as Target, records: part });
        progress.add(part.length, target);
      }
    }
  } finally {
    progress.end();
  }
  await writeFile(marker, 'done\n');
}

async function send(options: {
  readonly gateway: string;
  readonly signal: AbortSignal;
  readonly target: Target;
  readonly records: readonly object[];
}): Promise<void> {
  const headers = {
    'content-type': 'application/x-ndjson',
    'x-source': SYNTHETIC_SOURCE,
    'x-file': 'synthetic.ndjson',
  };
  const lines = options.records.map((record) => `${JSON.stringify(record)}\n`).join('');
  const answer = await postToGateway(
    `${options.gateway}/import/${options.target}`,
    headers,
    lines,
    options.signal,
  );
  const read = importAnswer.safeParse(answer.body);
  if (!answer.ok || !read.success) {
    throw new StartError(message('syntheticRefused', { target: options.target, status: answer.status }));
  }
  const lost = read.data.quarantined + read.data.undelivered;
  if (lost > 0) throw new StartError(message('syntheticLost', { lost, target: options.target }));
}
