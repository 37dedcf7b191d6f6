import { z } from 'zod';
import { keyFigureDefinition } from '../../schema/key-figures/definition.ts';
import type { Language } from '../../schema/public-codes.ts';
import { askDocument } from '../ask-document.ts';

const unit = z.object({ code: z.string(), name: z.string() });
const status = z.enum(['PUBLISHED', 'SUPPRESSED', 'ROUNDED', 'WITHHELD']);
const value = z.object({
  status,
  value: z.number().nullable(),
  reason: z.string().nullable(),
  message: z.string().nullable(),
});
export type Delivered = z.infer<typeof value>;

const coverage = z.object({
  complete: z.boolean(),
  answered: z.array(z.object({ unit, dataThrough: z.string().nullable() })),
  missing: z.array(z.object({ unit, reason: z.string(), message: z.string() })),
  registers: z.array(
    z.object({
      register: z.string(),
      answered: z.boolean(),
      reason: z.string().nullable(),
      dataThrough: z.string().nullable(),
    }),
  ),
});
export type Answerers = z.infer<typeof coverage>;

const period = z.object({ from: z.string(), to: z.string() });

const keyFigure = z.object({
  definition: z.object({
    code: z.string(),
    name: z.string(),
    definition: z.string(),
    numerator: z.string(),
    denominator: z.string().nullable(),
    measuredIn: keyFigureDefinition.shape.measuredIn,
    source: z.string(),
    legalBasis: z.string(),
    reliability: z.string(),
    completeAtLeast: z.number().nullable(),
  }),
  values: z.array(value.extend({ unit: unit.nullable(), before: value })),
});
export type KeyFigure = z.infer<typeof keyFigure>;

const keyFigures = z.object({
  edition: z.enum(['EXACT', 'PUBLISHED']),
  period,
  periodBefore: period,
  coverage,
  coverageBefore: coverage,
  figures: z.array(keyFigure),
});
export type KeyFigures = z.infer<typeof keyFigures>;

/** Asks the gateway for the key figures of a period, whole or not at all. */
export async function askKeyFigures(
  gateway: string,
  asked: { readonly from: string; readonly to: string; readonly language: Language },
): Promise<KeyFigures | null> {
  const { from, to, language } = asked;
  const answer = await askDocument(gateway, {
    name: 'key-figures',
    variables: { from, to, language: language === 'en' ? 'EN' : 'NB' },
    data: z.object({ keyFigures: keyFigures.nullable() }),
  });
  return answer.keyFigures;
}
