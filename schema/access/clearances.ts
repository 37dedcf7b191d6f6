/**
 * What a reader must be cleared for. The contract says on every type or field which of these it needs
 * (`@access(needs: "…")`); `roles.ts` says which roles have them, and for which units.
 */
export const CLEARANCES = {
  OPEN: 'Names of units, rules, legal bases: for every known caller',
  PUBLISHED: 'Figures under disclosure control, and key figures',
  FIGURES: 'Exact figures',
  QUALITY: 'Quality of records, imports',
  CASES: 'Deviations, cases and their dialogue',
  FOLLOW_UP: 'Steps in cases: explaining, accepting, closing',
  RECORDS: 'Records of measures, and the daily regime',
  PERSON: 'Who it is about: pseudonym, birth year, stays',
  IMPORT: 'Sending records in',
  QUARANTINE: 'Rows in quarantine',
  ERASE: 'Erasing or blocking a person (regulation § 6), with a stated reason',
  GATHER: 'References gathered over the units: deviations, keys of sources',
  COMBINE: 'When persons moved between units were isolated, to add it up, with a stated purpose',
} as const;
export type Clearance = keyof typeof CLEARANCES;

/** For fields whose right follows from elsewhere. */
const SPECIAL = {
  /** Whoever may see what holds the field may see the field. */
  PARENT: 'as what holds it',
  /** Only the gateway asks for it, for a reader it names; the field itself looks at what is asked. */
  FEDERATION: 'the federation alone',
} as const;

/** What `@access(needs:)` may say. */
export type Need = Clearance | keyof typeof SPECIAL;

export function isClearance(need: Need): need is Clearance {
  return Object.hasOwn(CLEARANCES, need);
}

export function readNeed(text: string): Need | null {
  return Object.hasOwn(CLEARANCES, text) || Object.hasOwn(SPECIAL, text) ? (text as Need) : null;
}
