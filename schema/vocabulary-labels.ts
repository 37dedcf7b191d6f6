import type {
  AGE_GROUP_CODES,
  CaseParty,
  CaseStatus,
  CITIZENSHIP_GROUPS,
  CUSTODIES,
  DECISION_LEVELS,
  EXTENTS,
  Means,
  MeasureKind,
  SECURITY_LEVELS,
  SEXES,
  VULNERABILITY_GROUPS,
} from './vocabulary.ts';

export type Text = { readonly nb: string; readonly en: string };
type Labels<Code extends string> = Readonly<Record<Code, Text>>;

const UNKNOWN = say('Ikke registrert', 'Not recorded');

/** The terms of the field as people read them. */
export const KIND_LABELS: Labels<MeasureKind> = {
  EXCLUSION: say('Utelukkelse', 'Exclusion'),
  COERCIVE_MEASURE: say('Tvangsmiddel', 'Coercive measure'),
  CONTROL_MEASURE: say('Kontrolltiltak', 'Control measure'),
};
export const MEANS_LABELS: Labels<Means> = {
  EXCLUSION: say('Utelukkelse fra fellesskapet', 'Exclusion from company'),
  IMMEDIATE_EXCLUSION: say('Umiddelbar utelukkelse', 'Immediate exclusion'),
  LEISURE_EXCLUSION: say('Utelukkelse fra fritidsfellesskapet', 'Exclusion from leisure company'),
  SECURITY_CELL: say('Sikkerhetscelle', 'Security cell'),
  RESTRAINT_BED: say('Sikkerhetsseng', 'Restraint bed'),
  HANDCUFFS: say('Håndjern', 'Handcuffs'),
  TRANSPORT_IRONS: say('Transportjern', 'Transport irons'),
  BODY_CUFF: say('Bodycuff', 'Body cuff'),
  SPIT_GUARD: say('Spyttmaske', 'Spit guard'),
  SHIELD_OR_BATON: say('Skjold eller kølle', 'Shield or baton'),
  GAS: say('Gass', 'Gas'),
  PERSON_SEARCH: say('Visitasjon', 'Search of the person'),
  CELL_SEARCH: say('Celleundersøkelse', 'Search of the cell'),
  PROPERTY_SEARCH: say('Undersøkelse av eiendeler', 'Search of property'),
  DRUG_TEST: say('Rusprøve', 'Drug test'),
  SPECIAL_TOILET_CELL: say('Spesialutstyrt toalett', 'Special-toilet cell'),
  BODY_INTERVENTION: say('Kroppslig inngrep', 'Body intervention'),
  POST_CONTROL: say('Postkontroll', 'Control of post'),
  VISIT_CONTROL: say('Besøkskontroll', 'Control of a visit'),
  PHONE_CONTROL: say('Telefonkontroll', 'Control of a telephone call'),
  SENSOR_CONTROL: say('Elektronisk kontroll', 'Sensors'),
};
export const EXTENT_LABELS: Labels<(typeof EXTENTS)[number]> = {
  WHOLE: say('Hel', 'Whole'),
  PARTIAL: say('Delvis', 'Partial'),
  COLLECTIVE: say('Kollektiv', 'Collective'),
  UNKNOWN,
};
export const SECURITY_LEVEL_LABELS: Labels<(typeof SECURITY_LEVELS)[number]> = {
  HIGH: say('Høyt', 'High'),
  LOWER: say('Lavere', 'Lower'),
  TRANSITIONAL: say('Overgangsbolig', 'Transitional housing'),
  UNKNOWN,
};
export const SEX_LABELS: Labels<(typeof SEXES)[number]> = {
  FEMALE: say('Kvinne', 'Female'),
  MALE: say('Mann', 'Male'),
  UNKNOWN,
};
export const AGE_GROUP_LABELS: Labels<(typeof AGE_GROUP_CODES)[number]> = {
  UNDER_18: say('Under 18 år', 'Under 18'),
  AGE_18_24: say('18–24 år', '18–24'),
  AGE_25_34: say('25–34 år', '25–34'),
  AGE_35_49: say('35–49 år', '35–49'),
  AGE_50_PLUS: say('50 år og over', '50 and over'),
  UNKNOWN,
};
export const CUSTODY_LABELS: Labels<(typeof CUSTODIES)[number]> = {
  REMAND: say('Varetekt', 'Remand'),
  SENTENCED: say('Dom', 'Sentenced'),
  PREVENTIVE_DETENTION: say('Forvaring', 'Preventive detention'),
  UNKNOWN,
};
export const CITIZENSHIP_LABELS: Labels<(typeof CITIZENSHIP_GROUPS)[number]> = {
  NORWEGIAN: say('Norsk', 'Norwegian'),
  FOREIGN: say('Utenlandsk', 'Foreign'),
  UNKNOWN,
};
export const VULNERABILITY_LABELS: Labels<(typeof VULNERABILITY_GROUPS)[number]> = {
  MENTAL_ILLNESS: say('Psykisk lidelse', 'Mental illness'),
  SUICIDE_RISK: say('Selvmordsrisiko', 'Risk of suicide'),
  SERIOUS_ILLNESS: say('Alvorlig sykdom', 'Serious physical illness'),
  DISABILITY: say('Funksjonsnedsettelse', 'Disability'),
  OTHER: say('Annen sårbarhet', 'Other vulnerability'),
  NONE: say('Ingen registrert', 'None recorded'),
};
export const DECISION_LEVEL_LABELS: Labels<(typeof DECISION_LEVELS)[number]> = {
  LOCAL: say('Lokalt nivå', 'Local'),
  REGIONAL: say('Regionalt nivå', 'Regional'),
  DIRECTORATE: say('Direktoratet', 'Directorate'),
};
export const CASE_STATUS_LABELS: Labels<CaseStatus> = {
  OPEN: say('Åpen', 'Open'),
  EXPLAINED: say('Redegjort', 'Explained'),
  ACCEPTED: say('Godtatt', 'Accepted'),
  CORRECTED: say('Meldt rettet', 'Reported corrected'),
  CLOSED: say('Lukket', 'Closed'),
  GONE: say('Bortfalt', 'Gone'),
};
export const CASE_PARTY_LABELS: Labels<CaseParty> = {
  UNIT: say('Enheten', 'The unit'),
  DIRECTORATE: say('Direktoratet', 'The directorate'),
};

function say(nb: string, en: string): Text {
  return { nb, en };
}
