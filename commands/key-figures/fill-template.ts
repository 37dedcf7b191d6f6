import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { message } from '../../schema/messages.ts';
import { CommandError } from '../gateway-client.ts';
import type { CellWrite } from './cell-map.ts';
import { writeCells } from './sheet-xml.ts';

const WORKBOOK = 'xl/workbook.xml';
const RELATIONS = 'xl/_rels/workbook.xml.rels';

/**
 * The workbook with these cells filled. A library that reads a workbook and writes it anew drops what it does
 * not know; here every other part stays byte for byte, and every other cell of a sheet character by character.
 */
export function fillTemplate(workbook: Uint8Array, writes: readonly CellWrite[]): Uint8Array {
  const parts = unzip(workbook);
  const paths = sheetPaths(parts);
  for (const [sheet, own] of Map.groupBy(writes, (write) => write.sheet)) {
    const path = paths.get(sheet);
    const xml = path === undefined ? undefined : parts[path];
    if (path === undefined || xml === undefined)
      throw new CommandError(
        message('templateSheetMissing', { sheet, sheets: [...paths.keys()].join(', ') }),
      );
    parts[path] = strToU8(writeCells(strFromU8(xml), own));
  }
  for (const path of paths.values()) forgetResults(parts, path);
  const text = strFromU8(parts[WORKBOOK] ?? new Uint8Array());
  parts[WORKBOOK] = strToU8(computedOnOpening(text));
  return zipSync(parts);
}

function unzip(workbook: Uint8Array): Record<string, Uint8Array> {
  const parts = partsOf(workbook);
  if (parts?.[WORKBOOK] === undefined || parts[RELATIONS] === undefined)
    throw new CommandError(message('templateNotRead', {}));
  return parts;
}

/** Null for what is no ZIP. */
function partsOf(file: Uint8Array): Record<string, Uint8Array> | null {
  try {
    return unzipSync(file);
  } catch {
    return null;
  }
}

/** Where each sheet lies, by its name. */
function sheetPaths(parts: Readonly<Record<string, Uint8Array>>): ReadonlyMap<string, string> {
  const textOf = (part: string) => strFromU8(parts[part] ?? new Uint8Array());
  const targets = new Map(
    [...textOf(RELATIONS).matchAll(/<Relationship\b[^>]*>/g)].map(([element]) => [
      attribute(element, 'Id'),
      attribute(element, 'Target'),
    ]),
  );
  return new Map(
    [...textOf(WORKBOOK).matchAll(/<sheet\b[^>]*>/g)].map(([element]) => {
      const target = targets.get(attribute(element, 'r:id')) ?? '';
      return [
        unescape(attribute(element, 'name')),
        target.startsWith('/') ? target.slice(1) : `xl/${target}`,
      ];
    }),
  );
}

/** What formulas came to before may no longer be so, and LibreOffice computes only those without a result. */
function forgetResults(parts: Record<string, Uint8Array>, path: string): void {
  const xml = strFromU8(parts[path] ?? new Uint8Array());
  const without = xml.replaceAll(/(<f\b[^>]*?(?:\/>|>[^<]*<\/f>))<v>[^<]*<\/v>/g, '$1');
  if (without !== xml) parts[path] = strToU8(without);
}

/** Excel computes every formula anew when it opens the workbook. */
function computedOnOpening(workbook: string): string {
  if (/\bfullCalcOnLoad=/.test(workbook))
    return workbook.replace(/\bfullCalcOnLoad="[^"]*"/, 'fullCalcOnLoad="1"');
  if (/<calcPr\b/.test(workbook)) return workbook.replace(/<calcPr\b/, '<calcPr fullCalcOnLoad="1"');
  // The order of elements is fixed (ECMA-376 part 1, 18.2.27): calcPr follows definedNames, or the sheets.
  const before = workbook.includes('</definedNames>') ? '</definedNames>' : '</sheets>';
  return workbook.replace(before, `${before}<calcPr fullCalcOnLoad="1"/>`);
}

function attribute(element: string, name: string): string {
  return new RegExp(`\\s${name}="([^"]*)"`).exec(element)?.[1] ?? '';
}

function unescape(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&');
}
