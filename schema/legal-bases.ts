import type { MeasureKind } from './vocabulary.ts';

/**
 * Legal bases (hjemler) to the letter, straffegjennomføringsloven (LOV-2001-05-18-21) as in force in
 * May 2026. The code is section-paragraph[-letter]; where one paragraph holds two grounds a word tells them apart.
 */
export type LegalBasis = {
  readonly code: string;
  readonly reference: string;
  /** The kind of measure the section is about: §§28–32 control, §38 coercion, §§37, 39 and 40 exclusion. */
  readonly kind: MeasureKind;
  readonly title: { readonly nb: string; readonly en: string };
};

export const LEGAL_BASES: readonly LegalBasis[] = [
  basis('28', '§ 28', 'Undersøkelse', 'Search of person, cell or property'),
  basis('29-1', '§ 29 (1)', 'Urinprøve og andre rusprøver', 'Drug tests'),
  basis('29-2', '§ 29 (2)', 'Spesialutstyrt toalett', 'Special-toilet cell'),
  basis('29-3', '§ 29 (3)', 'Kroppslig inngrep', 'Body intervention'),
  basis('29a', '§ 29 a', 'Elektronisk kontroll med sensorer', 'Sensors'),
  basis('30', '§ 30', 'Kontroll av postsending', 'Control of post'),
  basis('31', '§ 31', 'Kontroll av besøk', 'Control of visits'),
  basis('32', '§ 32', 'Kontroll av telefonsamtaler', 'Control of telephone calls'),
  basis('37-1-a', '§ 37 (1) a', 'Særlig negativ innflytelse på miljøet', 'Particularly negative influence'),
  basis(
    '37-1-b',
    '§ 37 (1) b',
    'Hindre selvskade, vold eller trusler',
    'Prevent self-harm, violence or threats',
  ),
  basis('37-1-c', '§ 37 (1) c', 'Hindre betydelig materiell skade', 'Prevent considerable material damage'),
  basis('37-1-d', '§ 37 (1) d', 'Hindre straffbare handlinger', 'Prevent criminal acts'),
  basis('37-1-e', '§ 37 (1) e', 'Opprettholde ro, orden og sikkerhet', 'Maintain peace, order and security'),
  basis(
    '37-8',
    '§ 37 (8)',
    'Kollektiv utelukkelse eller akutte bygnings- eller bemanningsforhold',
    'Collective, or acute building or staffing reasons',
  ),
  basis(
    '37-9-building',
    '§ 37 (9)',
    'Bygnings- eller bemanningsmessige forhold',
    'Individual building or staffing reasons',
  ),
  basis('37-9-wish', '§ 37 (9)', 'Eget ønske', "The inmate's own wish"),
  basis(
    '37-10',
    '§ 37 (10)',
    'Bygning, bemanning eller kollektivt, mindreårige',
    'Building, staffing or collective, minors',
  ),
  basis('38-1', '§ 38 (1)', 'Bruk av tvangsmidler', 'Use of coercive measures'),
  basis('39', '§ 39', 'Umiddelbar utelukkelse som følge av brudd', 'Immediate exclusion after a breach'),
  basis(
    '40-2-d',
    '§ 40 (2) d',
    'Utelukkelse fra fritidsfellesskapet',
    'Exclusion from leisure company as a reaction',
  ),
];

const byCode = new Map(LEGAL_BASES.map((entry) => [entry.code, entry]));

export function findLegalBasis(code: string): LegalBasis | undefined {
  return byCode.get(code);
}

function basis(code: string, reference: string, nb: string, en: string): LegalBasis {
  const section = Number.parseInt(code, 10);
  const kind = section < 37 ? 'CONTROL_MEASURE' : section === 38 ? 'COERCIVE_MEASURE' : 'EXCLUSION';
  return { code, reference: `straffegjennomføringsloven ${reference}`, kind, title: { nb, en } };
}
