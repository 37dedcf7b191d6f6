import { readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { z } from 'zod';
import { gatewayEnvironment } from '../gateway/configuration.ts';
import { limits } from '../gateway/limits/limits.ts';
import { CLEARANCES } from '../schema/access/clearances.ts';
import type { Clearance } from '../schema/access/clearances.ts';
import { reachOf, ROLE_NAMES, ROLES } from '../schema/access/roles.ts';
import type { Role } from '../schema/access/roles.ts';
import { inmatesEnvironment } from '../subgraphs/inmates/configuration.ts';
import { measuresEnvironment } from '../subgraphs/measures/configuration.ts';
import { unitEnvironment } from '../subgraphs/unit/configuration.ts';
import { subgraphEnvironment } from '../subgraphs/platform/start.ts';

/** Writes the tables of the README that follow from the programs' own definitions; with `--check` compares. */
const README = new URL('../README.md', import.meta.url);

const SECTIONS: Readonly<Record<string, string>> = {
  configuration: [
    configurationOf('gateway', gatewayEnvironment),
    configurationOf('subgraphs', subgraphEnvironment),
    configurationOf('units besides', unitEnvironment),
    configurationOf('inmates besides', inmatesEnvironment),
    configurationOf('measures besides', measuresEnvironment),
  ].join('\n'),
  roles: roleTable(),
  limits: limitTable(),
};

const text = readFileSync(README, 'utf8');
const written = Object.entries(SECTIONS).reduce(
  (readme, [name, table]) => replaceSection(readme, name, table),
  text,
);
if (!process.argv.includes('--check')) writeFileSync(README, written);
else if (text !== written) {
  process.stderr.write('The tables in README.md are out of date: run `npm run compose`.\n');
  process.exitCode = 1;
}

function replaceSection(readme: string, name: string, table: string): string {
  const begin = `<!-- ${name}: written by \`npm run compose\` -->\n`;
  const end = `<!-- end of ${name} -->`;
  return `${readme.slice(0, readme.indexOf(begin) + begin.length)}\n${table}\n${readme.slice(readme.indexOf(end))}`;
}

function roleTable(): string {
  const clearances = Object.keys(CLEARANCES) as Clearance[];
  const cell = (role: Role, clearance: Clearance) => reachOf(role, clearance)?.toLowerCase() ?? '';
  const rows = ROLE_NAMES.map(
    (role) =>
      `| \`${role}\` ${ROLES[role].en} (${ROLES[role].nb}) | ${clearances.map((clearance) => cell(role, clearance)).join(' | ')} |\n`,
  );
  const legend = clearances.map((clearance) => `- \`${clearance}\`: ${CLEARANCES[clearance]}\n`);
  return `| role | ${clearances.join(' | ')} |\n|${'---|'.repeat(clearances.length + 1)}\n${rows.join('')}\n${legend.join('')}`;
}

function limitTable(): string {
  const { properties = {} } = z.toJSONSchema(limits, { io: 'input' });
  const rows = Object.entries(properties).map(([name, property]) => {
    const { description = '', default: preset } = typeof property === 'object' ? property : {};
    return `| \`${name}\` | ${description} | ${Number(preset).toLocaleString('en')} |\n`;
  });
  return `| | at most | |\n|---|---|---|\n${rows.join('')}`;
}

function configurationOf(program: string, environment: z.ZodObject): string {
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
