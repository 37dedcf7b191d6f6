import type { PublicCode } from '../../../schema/public-codes.ts';

/** A key figure of one place and period: its value and what it is made of, or why it cannot be delivered. */
export type FigureValue =
  | {
      readonly kind: 'delivered';
      readonly value: number;
      readonly numerator: number;
      /** Null where it is not a share or mean of anything. */
      readonly denominator: number | null;
    }
  | { readonly kind: 'absent'; readonly status: 'SUPPRESSED' | 'WITHHELD'; readonly reason: string };

export function delivered(
  numerator: number,
  denominator: number | null = null,
  value = numerator,
): FigureValue {
  return { kind: 'delivered', value, numerator, denominator };
}

/** Kan ikke leveres. */
export function withheld(reason: PublicCode): FigureValue {
  return { kind: 'absent', status: 'WITHHELD', reason };
}

export function suppressed(): FigureValue {
  return { kind: 'absent', status: 'SUPPRESSED', reason: 'FEW_PERSONS' };
}

export function shareOf(numerator: number, denominator: number): FigureValue {
  return denominator === 0
    ? withheld('NOTHING_TO_COUNT')
    : delivered(numerator, denominator, numerator / denominator);
}
