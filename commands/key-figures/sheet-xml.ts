import { message } from '../../schema/messages.ts';
import { CommandError } from '../gateway-client.ts';
import type { CellWrite } from './cell-map.ts';

/** The sheet (SpreadsheetML, ECMA-376 part 1, 18.3.1) with these cells written; everything else as it was. */
export function writeCells(xml: string, writes: readonly CellWrite[]): string {
  const whole = xml.replace(/<sheetData\s*\/>/, '<sheetData></sheetData>');
  if (!/<sheetData\b[^>]*>/.test(whole)) throw new CommandError(message('templateNotRead', {}));
  return writes.reduce(writeCell, whole);
}

function writeCell(xml: string, { cell, value }: CellWrite): string {
  const [, column = '', row = ''] = /^([A-Z]+)(\d+)$/.exec(cell) ?? [];
  const found = findElement(xml, 'row', row);
  if (found === null) {
    const at = placeFor(xml, 'row', (name) => Number(name) > Number(row));
    return insert(xml, at, `<row r="${row}">${cellXml(cell, '', value)}</row>`);
  }
  const written = writeInRow(found.text.replace(/\/>$/, '></row>'), { cell, column, value });
  return xml.slice(0, found.from) + written + xml.slice(found.from + found.text.length);
}

function writeInRow(
  row: string,
  {
    cell,
    column,
    value,
  }: { readonly cell: string; readonly column: string; readonly value: number | string },
): string {
  const found = findElement(row, 'c', cell);
  if (found === null) {
    const at = placeFor(row, 'c', (name) => isAfter(name.replace(/\d+$/, ''), column));
    return insert(row, at, cellXml(cell, '', value));
  }
  if (/<f\b/.test(found.text)) throw new CommandError(message('templateFormula', { cell }));
  const [style = ''] = /\ss="\d+"/.exec(found.text.slice(0, found.text.indexOf('>'))) ?? [];
  return row.slice(0, found.from) + cellXml(cell, style, value) + row.slice(found.from + found.text.length);
}

/** The element of this reference, whole. Rows and cells are never inside others of their kind. */
function findElement(xml: string, name: 'row' | 'c', reference: string) {
  const found = new RegExp(`<${name}\\b[^>]*?\\sr="${reference}"[^>]*?(?:/>|>[\\s\\S]*?</${name}>)`).exec(
    xml,
  );
  return found === null ? null : { from: found.index, text: found[0] };
}

/** Before the first that comes later, or at the end: both rows and cells stand in order. */
function placeFor(xml: string, name: 'row' | 'c', comesLater: (reference: string) => boolean): number {
  for (const one of xml.matchAll(new RegExp(`<${name}\\b[^>]*?\\sr="([^"]+)"`, 'g')))
    if (comesLater(one[1] ?? '')) return one.index;
  return xml.lastIndexOf(name === 'row' ? '</sheetData>' : '</row>');
}

function cellXml(cell: string, style: string, value: number | string): string {
  return typeof value === 'number'
    ? `<c r="${cell}"${style}><v>${value}</v></c>`
    : `<c r="${cell}"${style} t="inlineStr"><is><t xml:space="preserve">${escape(value)}</t></is></c>`;
}

function isAfter(one: string, other: string): boolean {
  return one.length === other.length ? one > other : one.length > other.length;
}

function insert(text: string, at: number, more: string): string {
  return text.slice(0, at) + more + text.slice(at);
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
