import { parseCommandLine, TEXT } from './command-line.ts';

export const USAGE = `npm run report -- status --from DATE --to DATE [--lang nb|en] [--out FILE] [--url URL] [--port N]
npm run report -- key-figures --year YEAR --out FILE.xlsx [--template FILE.xlsx --map FILE.json] [--lang nb|en] [--url URL] [--port N]`;

export type Options = ReturnType<typeof readCommandLine>['values'];

export function readCommandLine(commandLine: readonly string[]) {
  const options = { from: TEXT, to: TEXT, year: TEXT, lang: TEXT, out: TEXT, template: TEXT, map: TEXT };
  return parseCommandLine(commandLine, { options, usage: USAGE });
}
