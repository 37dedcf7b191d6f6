import type { FieldReading, ImportProfile } from '../../schema/import-profile.ts';
import { fieldTypes } from '../../schema/records/field-types.ts';
import type { FieldType } from '../../schema/records/field-types.ts';
import type { Reason, ReasonCode } from '../../schema/records/reasons.ts';
import { personFieldOf } from '../../schema/records/targets.ts';
import { isDay } from '../../schema/records/measure.ts';
import { osloDay } from '../../schema/practice/calendar.ts';
import type { OutgoingRow } from './outgoing-row.ts';
import { lengthChecker } from './declared-length.ts';
import { momentReader } from './moments.ts';
import type { DateParts, MomentRead } from './moments.ts';
import type { KeysInFile } from './keys-in-file.ts';

/** A row of a file: the text of each column. */
export type FileRow = Readonly<Record<string, string>>;

/** What a row becomes: its unit, the record as far as it can be read, and what is wrong. */
export type MappedRow = {
  readonly unit: string | null;
  /** As JSON text. */
  readonly record: string;
  /** Whether day and month were put right. */
  readonly repaired: boolean;
  readonly faults: Reason[];
  /** Fields whose value the profile does not know and lets pass as unknown. */
  readonly unknown: string[];
  /** The person as the source names them, when the register is to give the pseudonym. */
  readonly identifier: string | null;
  readonly flagged: OutgoingRow['flagged'];
};

/** Collects what is found wrong while a row is read. */
type Reading = {
  readonly row: FileRow;
  readonly faults: Reason[];
  readonly unknown: string[];
  readonly dates: Map<string, DateParts>;
};
type FieldReader = (reading: Reading) => unknown;

/** Makes the reader of a profile's rows. */
export function rowMapper(profile: ImportProfile, keys: KeysInFile): (row: FileRow) => MappedRow {
  const types = fieldTypes(profile.target);
  const fields = Object.entries(profile.fields).map(
    ([name, reading]) =>
      [name.split('.'), fieldReader(name, reading, types.get(name)?.type ?? 'TEXT')] as const,
  );
  const checkLength = lengthChecker(profile);
  const personField = personFieldOf(profile.target);
  return (row) => {
    const reading: Reading = { row, faults: [], unknown: [], dates: new Map() };
    const record: Record<string, unknown> = {};
    for (const [path, read] of fields) put(record, path, read(reading));
    if (profile.sourceKey !== undefined)
      put(record, ['sourceKey'], sourceKeyOf(profile.sourceKey, reading, keys));
    const person = profile.person === undefined ? '' : cell(reading, profile.person.column, personField);
    const isIdentifier = profile.person?.as === 'IDENTIFIER' && person !== '';
    if (person !== '' && !isIdentifier) record[personField] = person;
    if (profile.flags.length > 0) record['vulnerability'] = flagsOf(profile, reading);
    const fault = (code: ReasonCode, field: string | null) => reading.faults.push({ code, field });
    checkLength(record, reading.dates, { row, fault });
    const unit = unitOf(profile, row);
    const key = record['sourceKey'] ?? record[personField];
    const text = JSON.stringify(record);
    if (typeof key === 'string' && keys.contradicts(`${unit} ${key}`, text)) fault('KEY_REPEATED', null);
    return {
      unit,
      record: text,
      repaired: record['repair'] !== undefined,
      faults: reading.faults,
      unknown: reading.unknown,
      identifier: isIdentifier ? person : null,
      flagged: isIdentifier ? flaggedIn(record) : null,
    };
  };
}

function flaggedIn({ ageGroup, start }: Record<string, unknown>): OutgoingRow['flagged'] {
  if (typeof ageGroup !== 'string' || ageGroup === 'UNKNOWN' || typeof start !== 'string') return null;
  return { minor: ageGroup === 'UNDER_18', day: isDay(start) ? start : osloDay(start) };
}

function fieldReader(name: string, reading: FieldReading, type: FieldType['type']): FieldReader {
  if ('value' in reading) return () => reading.value;
  if ('format' in reading) {
    const read = momentReader(reading);
    const readIso = momentReader({ ...reading, format: 'YYYY-MM-DD' });
    const readIsoTime = momentReader({ ...reading, format: 'YYYY-MM-DD HH:mm:ss' });
    return (row) => {
      const text = cell(row, reading.column, name);
      if (text === '') return null;
      // ISO beside any format: that is how the dates of a spreadsheet come.
      const found = firstRead(text, [read, readIso, readIsoTime]);
      if (found.kind === 'fault') return faulty(row, found.code, name);
      if (found.parts !== null) row.dates.set(name, found.parts);
      return found.value;
    };
  }
  const { column, values, other, unknown, separator } = reading;
  return (row) => {
    const text = cell(row, column, name);
    const parts =
      type === 'LIST' && separator !== undefined ? text.split(separator).map((part) => part.trim()) : [text];
    const mapped = parts.map((part) => {
      if (values === undefined) return part === '' ? null : part;
      if (Object.hasOwn(values, part)) return values[part] ?? null;
      if (other !== undefined) return other;
      if (unknown === 'UNKNOWN') row.unknown.push(name);
      else faulty(row, 'VALUE_UNKNOWN', name);
      return null;
    });
    if (type === 'LIST') return mapped.filter((part) => part !== null);
    return convert(row, { name, type, text: mapped[0] ?? null });
  };
}

function firstRead(text: string, readers: readonly ((text: string) => MomentRead)[]): MomentRead {
  let first: MomentRead | undefined;
  for (const read of readers) {
    const found = read(text);
    if (found.kind === 'moment') return found;
    first ??= found;
  }
  return first ?? { kind: 'fault', code: 'MOMENT_UNREADABLE' };
}

function convert(
  row: Reading,
  { name, type, text }: { name: string; type: FieldType['type']; text: string | null },
): unknown {
  if (text === null || type === 'TEXT') return text;
  if (type === 'BOOLEAN')
    return text === 'true' || (text === 'false' ? false : faulty(row, 'VALUE_INVALID', name));
  const number = Number(text.replaceAll(/\s/g, '').replace(',', '.'));
  return Number.isFinite(number) ? number : faulty(row, 'VALUE_INVALID', name);
}

function sourceKeyOf(
  key: NonNullable<ImportProfile['sourceKey']>,
  reading: Reading,
  keys: KeysInFile,
): string | null {
  if ('column' in key) return cell(reading, key.column, 'sourceKey') || faulty(reading, 'KEY_MISSING', null);
  const values = key.columns.map((column) => cell(reading, column, 'sourceKey'));
  return keys.keyOf(values);
}

function unitOf({ unit }: ImportProfile, row: FileRow): string | null {
  if (unit === undefined) return null;
  if ('value' in unit) return unit.value;
  const value = (row[unit.column] ?? '').trim();
  let longest: string | undefined;
  for (const prefix of Object.keys(unit.prefixes)) {
    if (value.startsWith(prefix) && prefix.length > (longest?.length ?? -1)) longest = prefix;
  }
  return longest === undefined ? null : (unit.prefixes[longest] ?? null);
}

function flagsOf({ flags }: ImportProfile, reading: Reading): string[] {
  return flags
    .filter(({ column, values }) => values.includes(cell(reading, column, 'vulnerability')))
    .map(({ flag }) => flag);
}

function cell(reading: Reading, column: string, field: string): string {
  const value = reading.row[column];
  if (value === undefined) {
    faulty(reading, 'COLUMN_MISSING', field);
    return '';
  }
  return value.trim();
}

function faulty(reading: Reading, code: ReasonCode, field: string | null): null {
  reading.faults.push({ code, field });
  return null;
}

function put(record: Record<string, unknown>, path: readonly string[], value: unknown): void {
  if (value === null || value === undefined) return;
  const [name = '', ...rest] = path;
  if (rest.length === 0) {
    record[name] = value;
    return;
  }
  const inner = (record[name] ?? {}) as Record<string, unknown>;
  record[name] = inner;
  put(inner, rest, value);
}
