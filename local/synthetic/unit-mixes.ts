import { UNITS } from '../../schema/units.ts';

/**
 * Places per unit at scale 1, and the shares of them by security level, custody and sex. Invented, so that
 * the whole service comes to the published shares; units differ in practice by this mix alone.
 */
type UnitMix = {
  readonly unit: string;
  readonly places: number;
  /** Shares of all places; what is neither high nor lower is transitional. */
  readonly high: number;
  readonly lower: number;
  /** Shares of all places; both are held at the high security level. */
  readonly remand: number;
  readonly preventive: number;
  readonly women: number;
};

const MIXES: Readonly<Record<string, Omit<UnitMix, 'unit'>>> = {
  oslo: mix(420, [0.92, 0.03], [0.34, 0.12], 0.12),
  ost: mix(640, [0.72, 0.26], [0.18, 0.02], 0.07),
  innlandet: mix(330, [0.34, 0.62], [0.08, 0], 0.02),
  'sor-ost': mix(430, [0.62, 0.32], [0.18, 0.03], 0.04),
  agder: mix(250, [0.8, 0.17], [0.3, 0.01], 0.04),
  'sor-vest': mix(230, [0.58, 0.36], [0.17, 0.01], 0.05),
  vest: mix(270, [0.74, 0.2], [0.22, 0.02], 0.05),
  'more-og-romsdal': mix(70, [0.7, 0.28], [0.25, 0], 0.02),
  trondelag: mix(180, [0.7, 0.24], [0.2, 0.08], 0.04),
  nordland: mix(90, [0.66, 0.3], [0.22, 0], 0.03),
  troms: mix(60, [0.68, 0.27], [0.24, 0], 0.05),
  finnmark: mix(30, [0.5, 0.45], [0.17, 0], 0.04),
};
const FURTHER_UNIT = mix(60, [0.66, 0.29], [0.2, 0.01], 0.05);

export const UNIT_MIXES: readonly UnitMix[] = UNITS.map(({ code }) => ({
  unit: code,
  ...(MIXES[code] ?? FURTHER_UNIT),
}));

/** Units with a youth unit (ungdomsenhet), and how many minors each holds at scale 1. */
export const MINORS: Readonly<Record<string, number>> = { ost: 3, vest: 3 };

function mix(
  places: number,
  [high, lower]: readonly [number, number],
  [remand, preventive]: readonly [number, number],
  women: number,
): Omit<UnitMix, 'unit'> {
  return { places, high, lower, remand, preventive, women };
}
