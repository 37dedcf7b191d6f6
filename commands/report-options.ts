import { parseArgs } from 'node:util';
import { CommandError, GATEWAY_OPTIONS } from './gateway-client.ts';

export const USAGE = `npm run report -- status --from DATE --to DATE [--lang nb|en] [--out FILE] [--url URL] [--port N]
npm run report -- key-figures --year YEAR --out FILE.xlsx [--template FILE.xlsx --map FILE.json] [--lang nb|en] [--url URL] [--port N]`;

export type Options = ReturnType<typeof readCommandLine>['values'];

export function readCommandLine(commandLine: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...commandLine],
      allowPositionals: true,
      options: {
        ...GATEWAY_OPTIONS,
        from: text,
        to: text,
        year: text,
        lang: text,
        out: text,
        template: text,
        map: text,
      },
    });
  } catch {
    throw new CommandError(USAGE);
  }
}
