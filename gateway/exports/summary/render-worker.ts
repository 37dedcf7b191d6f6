import { readFileSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import { NodeCompiler, PdfStandard } from '@myriaddreamin/typst-ts-node-compiler';

const template = readFileSync(new URL('./summary.typ', import.meta.url), 'utf8');

/** Sets one summary. Setting type takes a second of a processor, which the gateway's own thread does not have. */
parentPort?.once('message', ({ pages, moment }: { readonly pages: string; readonly moment: number }) => {
  const pdf = NodeCompiler.create({ inputs: { pages } }).pdf(
    { mainFileContent: template },
    { pdfStandard: PdfStandard.A_2b, creationTimestamp: moment },
  );
  parentPort?.postMessage(pdf);
});
