import type { Clearance } from './clearances.ts';

/** The units a role is cleared for: all, or those the caller was granted. */
type Reach = 'ALL' | 'OWN';

type Role_ = {
  readonly nb: string;
  readonly en: string;
  readonly clearances: Partial<Readonly<Record<Clearance, Reach>>>;
};

/**
 * Roles, and what each is cleared for. Nothing else decides what a caller may see but the units (and, for an
 * inspector, the period) in the caller's grant. PERSON comes on top of RECORDS, by a scope of its own and with
 * a stated purpose.
 */
export const ROLES = {
  analyst: {
    nb: 'analytiker i direktoratet',
    en: 'directorate analyst',
    clearances: { OPEN: 'ALL', PUBLISHED: 'ALL', FIGURES: 'ALL', QUALITY: 'ALL' },
  },
  controller: {
    nb: 'kontrollør i direktoratet',
    en: 'directorate controller',
    clearances: {
      OPEN: 'ALL',
      PUBLISHED: 'ALL',
      FIGURES: 'ALL',
      QUALITY: 'ALL',
      CASES: 'ALL',
      FOLLOW_UP: 'ALL',
      RECORDS: 'ALL',
      PERSON: 'ALL',
    },
  },
  officer: {
    nb: 'saksbehandler i enheten',
    en: 'unit officer',
    clearances: {
      OPEN: 'ALL',
      PUBLISHED: 'ALL',
      FIGURES: 'OWN',
      QUALITY: 'OWN',
      CASES: 'OWN',
      FOLLOW_UP: 'OWN',
      RECORDS: 'OWN',
      PERSON: 'OWN',
      IMPORT: 'OWN',
      QUARANTINE: 'OWN',
    },
  },
  system: {
    nb: 'fagsystem i enheten',
    en: 'unit system',
    clearances: { OPEN: 'ALL', IMPORT: 'OWN', QUARANTINE: 'OWN' },
  },
  inspector: {
    nb: 'inspektør',
    en: 'inspector',
    clearances: {
      OPEN: 'ALL',
      PUBLISHED: 'ALL',
      FIGURES: 'OWN',
      QUALITY: 'OWN',
      CASES: 'OWN',
      RECORDS: 'OWN',
      PERSON: 'OWN',
    },
  },
  ministry: { nb: 'departementet', en: 'ministry', clearances: { OPEN: 'ALL', PUBLISHED: 'ALL' } },
  service: { nb: 'tjeneste', en: 'service', clearances: { OPEN: 'ALL', GATHER: 'ALL', COMBINE: 'ALL' } },
  administrator: { nb: 'driftsansvarlig', en: 'administrator', clearances: { OPEN: 'ALL' } },
} as const satisfies Record<string, Role_>;

export type Role = keyof typeof ROLES;
export const ROLE_NAMES = Object.keys(ROLES) as [Role, ...Role[]];

export function reachOf(role: Role, clearance: Clearance): Reach | null {
  return (ROLES[role] as Role_).clearances[clearance] ?? null;
}
