import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { SummaryPages } from './summary-pages.ts';

/** The summary as PDF/A-2b, the same bytes for the same pages and moment. Fonts come with the compiler: nothing is fetched. */
export async function renderSummary(pages: SummaryPages, moment: string): Promise<Uint8Array> {
  const worker = new Worker(new URL('./render-worker.ts', import.meta.url), {
    workerData: { pages: JSON.stringify(pages), moment: Math.floor(Date.parse(moment) / 1000) },
  });
  try {
    const [pdf] = (await once(worker, 'message')) as [Uint8Array];
    return pdf;
  } finally {
    await worker.terminate();
  }
}
