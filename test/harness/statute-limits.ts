/** The limits of the statute in hours, by what a measure's record says; §§37 to 40 and §29. */
export type Row = Readonly<Record<string, any>>;
type Limit = { readonly level: string; readonly limit: number };

export function longestAllowed(measure: Row, minor: boolean): number {
  const { means, extent, legalBasis } = measure;
  if (means === 'IMMEDIATE_EXCLUSION') return minor ? 0 : 24;
  if (means === 'LEISURE_EXCLUSION') return 20 * 24;
  if (extent === 'COLLECTIVE') return 6 * 24;
  if (legalBasis === '37-8') return 3 * 24;
  if (legalBasis === '37-10') return 2 * 24;
  if (means === 'SPECIAL_TOILET_CELL') return 3 * 24;
  return extent === 'WHOLE' && legalBasis !== '37-9-wish' ? 365 * 24 : Number.POSITIVE_INFINITY;
}

/** By when the region must have decided, and decided again. */
export function regionalLimits({ means, extent }: Row, minor: boolean): number[] {
  if (means === 'SECURITY_CELL') return [minor ? 24 : 72];
  if (means === 'RESTRAINT_BED') return [24, 48, 72];
  if (means !== 'EXCLUSION') return [];
  if (extent === 'COLLECTIVE') return [72];
  return extent === 'WHOLE' ? [minor ? 72 : 14 * 24] : [];
}

/** By when which level must have been told of a measure that has lasted so long. */
export function reportLimits({ means, extent }: Row, age: { minor: boolean; hours: number }): Limit[] {
  const limits: Limit[] = [];
  if (means === 'SECURITY_CELL') limits.push({ level: 'DIRECTORATE', limit: 144 });
  if (means === 'RESTRAINT_BED') limits.push({ level: 'DIRECTORATE', limit: 72 });
  if (means === 'EXCLUSION' && extent === 'PARTIAL') limits.push({ level: 'REGIONAL', limit: 720 });
  if (means === 'EXCLUSION' && extent === 'WHOLE' && age.minor) {
    limits.push({ level: 'REGIONAL', limit: 0 }, { level: 'DIRECTORATE', limit: 120 });
  }
  if (means === 'EXCLUSION' && extent === 'WHOLE' && !age.minor) {
    for (let days = 42; days * 24 < age.hours; days += 14) {
      limits.push({ level: 'DIRECTORATE', limit: days * 24 });
    }
  }
  return limits.filter(({ limit }) => age.hours > limit);
}

/** How long a measure may run without a reassessment; a week for exclusions is this project's own limit. */
export function reassessedWithin({ kind, means }: Row): number {
  if (kind === 'EXCLUSION') return 7 * 24;
  return /CELL|BED/.test(means) ? 24 : Number.POSITIVE_INFINITY;
}
