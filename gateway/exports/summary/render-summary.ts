import { inAThread } from '../in-a-thread.ts';
import type { SummaryPages } from './summary-pages.ts';

/** The summary as PDF/A-2b, the same bytes for the same pages and moment. Fonts come with the compiler: nothing is fetched. */
export async function renderSummary(
  pages: SummaryPages,
  moment: string,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const data = { pages: JSON.stringify(pages), moment: Math.floor(Date.parse(moment) / 1000) };
  return (await inAThread(new URL('./render-worker.ts', import.meta.url), data, signal)) as Uint8Array;
}
