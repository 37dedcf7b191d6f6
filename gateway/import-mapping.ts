import type { ImportProfile } from '../schema/import-profile.ts';

type Row = Readonly<Record<string, string>>;
type Field = ImportProfile['fields']['kind'];
type Moment = ImportProfile['start'];

/** A row could not be read as the profile says; the reason is a code. */
class RowFault extends Error {}

/** One row of a file, as its profile reads it: the unit it belongs to, and the record or what is wrong. */
export function mapRow(
  profile: ImportProfile,
  row: Row,
): { unit: string | null; record: unknown; fault: string | null } {
  const unit = unitOf(profile, row);
  try {
    return { unit, record: recordOf(profile, row), fault: null };
  } catch (error) {
    if (error instanceof RowFault) return { unit, record: null, fault: error.message };
    throw error;
  }
}

function recordOf(profile: ImportProfile, row: Row) {
  const fields = Object.entries(profile.fields).flatMap(([name, field]) => {
    const value = field === undefined ? null : fieldOf(name, field, row);
    return value === null ? [] : [[name, value] as const];
  });
  return {
    sourceKey: cell(row, profile.sourceKey.column),
    start: momentOf('START', profile.start, row),
    end: profile.end === undefined ? null : momentOf('END', profile.end, row),
    ...Object.fromEntries(fields),
    vulnerability: profile.vulnerability
      .filter(({ column, values }) => values.includes(cell(row, column)))
      .map(({ flag }) => flag),
  };
}

function unitOf({ unit }: ImportProfile, row: Row): string | null {
  if ('value' in unit) return unit.value;
  const value = (row[unit.column] ?? '').trim();
  const prefix = Object.keys(unit.prefixes)
    .filter((known) => value.startsWith(known))
    .toSorted((left, right) => right.length - left.length)[0];
  return prefix === undefined ? null : (unit.prefixes[prefix] ?? null);
}

function fieldOf(name: string, field: Field, row: Row): string | null {
  if ('value' in field) return field.value;
  const value = cell(row, field.column);
  if (field.values === undefined) return value === '' ? null : value;
  const mapped = Object.hasOwn(field.values, value) ? field.values[value] : field.other;
  if (mapped === undefined)
    throw new RowFault(`${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}_UNKNOWN_VALUE`);
  return mapped;
}

function momentOf(name: string, { column, format }: Moment, row: Row): string | null {
  const text = cell(row, column);
  if (text === '') return null;
  if (format === 'RFC3339' || format === 'YYYY-MM-DD') return text;
  const parts =
    format === 'M/D/YYYY'
      ? /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text)
      : /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text);
  if (parts === null) throw new RowFault(`${name}_UNREADABLE`);
  const [, first = '', second = '', year = ''] = parts;
  const [month, day] = format === 'M/D/YYYY' ? [first, second] : [second, first];
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

function cell(row: Row, column: string): string {
  const value = row[column];
  if (value === undefined) throw new RowFault('COLUMN_MISSING');
  return value.trim();
}
