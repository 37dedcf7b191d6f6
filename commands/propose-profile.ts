import { createReadStream } from 'node:fs';
import path from 'node:path';
import { FileUnreadable, readRows } from '../gateway/import/read-rows.ts';
import type { FileReading, ReadRow } from '../gateway/import/read-rows.ts';
import type { FieldReading } from '../schema/import-profile.ts';
import { message } from '../schema/messages.ts';
import { fieldTypes } from '../schema/records/field-types.ts';
import type { FieldType } from '../schema/records/field-types.ts';
import { readTarget, TARGET_NAMES } from '../schema/records/targets.ts';
import { UNITS } from '../schema/units.ts';
import { CommandError } from './gateway-client.ts';
import { likelyColumns } from './likely-columns.ts';
import { likelyLegalBasis, likelyValue } from './likely-values.ts';

const ROWS_LOOKED_AT = 1000;
const MOST_VALUES = 20;
const FORMATS: readonly (readonly [string, RegExp])[] = [
  ['RFC3339', /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/],
  ['YYYY-MM-DD', /^\d{4}-\d{2}-\d{2}$/],
  ['YYYY-MM-DD HH:mm:ss', /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/],
  ['YYYY-MM-DD HH:mm', /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$/],
  ['D.M.YYYY', /^\d{1,2}\.\d{1,2}\.\d{4}$/],
  ['D.M.YYYY H:mm', /^\d{1,2}\.\d{1,2}\.\d{4} \d{1,2}:\d{2}$/],
  ['M/D/YYYY', /^\d{1,2}\/\d{1,2}\/\d{4}$/],
  ['M/D/YYYY H:mm', /^\d{1,2}\/\d{1,2}\/\d{4} \d{1,2}:\d{2}$/],
  ['MMM D, YYYY', /^\p{L}{3}\p{L}*\.? \d{1,2}, \d{4}$/u],
];

/** A first profile for a file, from its headers and values, for a person to correct. */
export async function proposeProfile(file: string, targetName: string): Promise<string> {
  const target = readTarget(targetName);
  if (target === null) throw new CommandError(message('targetUnknown', { targets: TARGET_NAMES.join(', ') }));
  const { reading, columns } = await lookInto(file);
  const likely = likelyColumns([...columns.keys()]);
  const fields: Record<string, FieldReading> = {};
  for (const [name, type] of fieldTypes(target)) {
    const column = likely.get(name);
    if (column !== undefined)
      fields[name] = readingOf(name, type, { column, values: columns.get(column) ?? [] });
    else if (type.required) fields[name] = { $comment: message('fillIn'), value: type.values?.[0] ?? '' };
  }
  const unitColumn = likely.get('unit');
  const keyColumn = likely.get('sourceKey') ?? uniqueColumn(columns);
  const unused = [...columns.keys()].filter((column) => ![...likely.values(), keyColumn].includes(column));
  const profile = {
    $comment: message('profileProposed', { file: path.basename(file), unused: unused.join(', ') || '–' }),
    target,
    source: path.basename(file).replace(/\..*$/, ''),
    ...reading,
    unit:
      unitColumn === undefined
        ? { value: UNITS[0]?.code }
        : {
            column: unitColumn,
            prefixes: Object.fromEntries(
              valuesOf(columns.get(unitColumn)).map((value) => [value, unitNamed(value)]),
            ),
          },
    sourceKey: keyColumn === undefined ? { columns: [...columns.keys()] } : { column: keyColumn },
    fields,
  };
  return JSON.stringify(profile, null, 2);
}

async function lookInto(file: string): Promise<{ reading: FileReading; columns: Map<string, string[]> }> {
  for (const encoding of ['UTF-8', 'LATIN-1'] as const) {
    const readings = [',', ';', '\t', '|'].map((delimiter): FileReading => ({ encoding, delimiter }));
    try {
      const looked = await Promise.all(
        readings.map(async (reading) => ({ reading, columns: await columnsOf(file, reading) })),
      );
      const best = looked.toSorted((left, right) => right.columns.size - left.columns.size)[0];
      if (best !== undefined) return best;
    } catch (error) {
      if (!(error instanceof FileUnreadable)) throw error;
    }
  }
  throw new CommandError(message('fileUnreadable', { file }));
}

async function columnsOf(file: string, reading: FileReading): Promise<Map<string, string[]>> {
  const columns = new Map<string, string[]>();
  const stream = createReadStream(file);
  let looked = 0;
  try {
    for await (const { row } of readRows(stream, reading) as AsyncIterable<ReadRow>) {
      if (typeof row === 'string') continue;
      for (const [name, value] of Object.entries(row))
        columns.set(name, [...(columns.get(name) ?? []), value.trim()]);
      looked += 1;
      if (looked >= ROWS_LOOKED_AT) break;
    }
  } finally {
    stream.destroy();
  }
  return columns;
}

function readingOf(
  name: string,
  type: FieldType,
  { column, values }: { readonly column: string; readonly values: readonly string[] },
): FieldReading {
  const filled = values.filter((value) => value !== '');
  const [format] =
    FORMATS.find(([, pattern]) => filled.length > 0 && filled.every((value) => pattern.test(value))) ?? [];
  if (format !== undefined) return { column, format, zone: 'Europe/Oslo' };
  const distinct = valuesOf(values).slice(0, MOST_VALUES);
  const map = (likely: (value: string) => string): FieldReading => ({
    column,
    values: Object.fromEntries(distinct.map((value) => [value, likely(value)])),
    unknown: 'QUARANTINE',
  });
  if (name === 'legalBasis') return map(likelyLegalBasis);
  if (type.type === 'BOOLEAN') return map((value) => likelyValue(value, ['true', 'false']));
  const { values: closed } = type;
  return closed === null ? { column, unknown: 'QUARANTINE' } : map((value) => likelyValue(value, closed));
}

function valuesOf(values: readonly string[] = []): string[] {
  return [...new Set(values)].filter((value) => value !== '').toSorted();
}

function unitNamed(value: string): string {
  const found = UNITS.find(({ code, name }) =>
    [code, name.nb.toLowerCase()].some((known) => value.toLowerCase().startsWith(known)),
  );
  return found?.code ?? '';
}

function uniqueColumn(columns: ReadonlyMap<string, readonly string[]>): string | undefined {
  return [...columns].find(
    ([, values]) => values.length > 1 && !values.includes('') && new Set(values).size === values.length,
  )?.[0];
}
