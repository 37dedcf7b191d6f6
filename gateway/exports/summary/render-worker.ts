import { readFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { NodeCompiler, PdfStandard } from '@myriaddreamin/typst-ts-node-compiler';

/** Sets one summary. Setting type takes a second of a processor, which the gateway's own thread does not have. */
const { pages, moment } = workerData as { readonly pages: string; readonly moment: number };
const template = readFileSync(new URL('./summary.typ', import.meta.url), 'utf8');
const pdf = NodeCompiler.create({ inputs: { pages } }).pdf(
  { mainFileContent: template },
  { pdfStandard: PdfStandard.A_2b, creationTimestamp: moment },
);
parentPort?.postMessage(pdf);
