import { readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { z } from 'zod';
import { gatewayEnvironment } from '../gateway/configuration.ts';
import { inmatesEnvironment } from '../subgraphs/inmates/configuration.ts';
import { subgraphEnvironment } from '../subgraphs/platform/start.ts';

/** Writes the configuration table of the README from the programs' own definitions; with `--check` compares. */
const README = new URL('../README.md', import.meta.url);
const BEGIN = '<!-- configuration: written by `npm run compose` -->\n';
const END = '<!-- end of configuration -->';

const text = readFileSync(README, 'utf8');
const written = `${text.slice(0, text.indexOf(BEGIN) + BEGIN.length)}
${table('gateway', gatewayEnvironment)}
${table('subgraphs', subgraphEnvironment)}
${table('inmates besides', inmatesEnvironment)}
${text.slice(text.indexOf(END))}`;

if (!process.argv.includes('--check')) writeFileSync(README, written);
else if (text !== written) {
  process.stderr.write('The configuration table in README.md is out of date: run `npm run compose`.\n');
  process.exitCode = 1;
}

function table(program: string, environment: z.ZodObject): string {
  const { properties = {}, required = [] } = z.toJSONSchema(environment, {
    io: 'input',
    unrepresentable: 'any',
  });
  const rows = Object.entries(properties).map(([name, property]) => {
    const { description = '', default: preset } = typeof property === 'object' ? property : {};
    const absent =
      preset === undefined
        ? required.includes(name)
          ? 'required'
          : ''
        : `\`${JSON.stringify(preset).replaceAll('"', '')}\``;
    return `| \`${name}\` | ${description} | ${absent} |\n`;
  });
  return `| ${program} | | default |\n|---|---|---|\n${rows.join('')}`;
}
