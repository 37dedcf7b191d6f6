import { z } from 'zod';
import { fault, problemsIn, saidIn } from '../../schema/faults.ts';
import { KEY_FIGURES } from '../../schema/key-figures/key-figures.ts';
import { LANGUAGE, message } from '../../schema/messages.ts';
import { findUnit } from '../../schema/units.ts';
import { CommandError } from '../gateway-client.ts';
import type { KeyFigures } from './ask-key-figures.ts';

const CELL_NAME = /^[A-Z]{1,3}[1-9]\d{0,6}$/;

/** Which key figure goes into which cell of somebody's workbook. */
const cellMap = z.strictObject({
  cells: z
    .array(
      z.strictObject({
        sheet: z.string().min(1),
        cell: z.string().refine((name) => CELL_NAME.test(name), fault('CELL_NAME')),
        figure: z
          .string()
          .refine((code) => KEY_FIGURES.some((one) => one.code === code), fault('KEY_FIGURE_CODE')),
        /** Code of a unit; all units together when absent. */
        unit: z
          .string()
          .refine((code) => findUnit(code) !== undefined, fault('UNIT_CODE'))
          .optional(),
        period: z.enum(['NOW', 'BEFORE']).default('NOW'),
      }),
    )
    .min(1),
});
export type CellMap = z.infer<typeof cellMap>;

/** What goes into one cell: the number, or as text why there is none. */
export type CellWrite = { readonly sheet: string; readonly cell: string; readonly value: number | string };

export function readCellMap(text: string, file: string): CellMap {
  const read = cellMap.safeParse(parseJson(text), saidIn(LANGUAGE));
  if (read.success) return read.data;
  throw new CommandError(message('mapInvalid', { file, problems: problemsIn(read.error) }));
}

export function valuesFor({ cells }: CellMap, answer: KeyFigures): CellWrite[] {
  return cells.map(({ sheet, cell, figure, unit, period }) => {
    const found = answer.figures
      .find(({ definition }) => definition.code === figure)
      ?.values.find((one) => (one.unit?.code ?? null) === (unit ?? null));
    const one = period === 'BEFORE' ? found?.before : found;
    return { sheet, cell, value: one?.value ?? one?.message ?? one?.reason ?? '' };
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
