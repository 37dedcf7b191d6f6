import type { Means, MeasureKind } from '../vocabulary.ts';
import type { JudgedEvent, JudgedField } from './demands.ts';

/** The words rules are told in. */

export type Said = { readonly nb: string; readonly en: string };

export function say(nb: string, en: string): Said {
  return { nb, en };
}

export const LEVEL_NAMES: Readonly<Record<string, Said>> = {
  LOCAL: say('lokalt nivå', 'local level'),
  REGIONAL: say('regionalt nivå', 'regional level'),
  DIRECTORATE: say('direktoratet', 'the directorate'),
};

export const ANCHOR_NAMES = {
  START: say('start', 'the start'),
  END: say('slutt', 'the end'),
  DECISION: say('avgjørelse og start', 'decision and start'),
  TOLD: say('underretning', 'being told'),
};

export const KIND_NAMES: Readonly<Record<MeasureKind, Said>> = {
  EXCLUSION: say('utelukkelser', 'exclusions'),
  COERCIVE_MEASURE: say('tvangsmidler', 'coercive measures'),
  CONTROL_MEASURE: say('kontrolltiltak', 'control measures'),
};

export const EXTENT_NAMES = {
  WHOLE: say('hel', 'whole'),
  PARTIAL: say('delvis', 'partial'),
  COLLECTIVE: say('kollektiv', 'collective'),
  UNKNOWN: say('omfang ikke ført', 'extent not recorded'),
};

export const MEANS_NAMES: Readonly<Record<Means, Said>> = {
  EXCLUSION: say('utelukkelse', 'exclusion'),
  IMMEDIATE_EXCLUSION: say('umiddelbar utelukkelse', 'immediate exclusion'),
  LEISURE_EXCLUSION: say('utelukkelse fra fritidsfellesskapet', 'exclusion from leisure company'),
  SECURITY_CELL: say('sikkerhetscelle', 'security cell'),
  RESTRAINT_BED: say('sikkerhetsseng', 'restraint bed'),
  HANDCUFFS: say('håndjern', 'handcuffs'),
  TRANSPORT_IRONS: say('transportjern', 'transport irons'),
  BODY_CUFF: say('bodycuff', 'body cuff'),
  SPIT_GUARD: say('spyttmaske', 'spit guard'),
  SHIELD_OR_BATON: say('skjold eller kølle', 'shield or baton'),
  GAS: say('gass', 'gas'),
  PERSON_SEARCH: say('visitasjon', 'search of the person'),
  CELL_SEARCH: say('celleundersøkelse', 'search of the cell'),
  PROPERTY_SEARCH: say('undersøkelse av eiendeler', 'search of property'),
  DRUG_TEST: say('rusprøve', 'drug test'),
  SPECIAL_TOILET_CELL: say('spesialutstyrt toalett', 'special-toilet cell'),
  BODY_INTERVENTION: say('kroppslig inngrep', 'body intervention'),
  POST_CONTROL: say('postkontroll', 'control of post'),
  VISIT_CONTROL: say('besøkskontroll', 'control of visits'),
  PHONE_CONTROL: say('telefonkontroll', 'control of telephone calls'),
  SENSOR_CONTROL: say('elektronisk kontroll', 'sensors'),
};

export const FIELD_NAMES: Readonly<Record<JudgedField, Said>> = {
  legalBasis: say('hjemmel', 'legal basis'),
  extent: say('omfang', 'extent'),
  facility: say('fengsel', 'facility'),
  person: say('innsatt', 'inmate'),
  ageGroup: say('aldersgruppe', 'age group'),
  'decision.decidedAt': say('tidspunkt for avgjørelsen', 'time of the decision'),
  'decision.level': say('beslutningsnivå', 'decision level'),
  'decision.role': say('beslutningstakerens rolle', "decision maker's role"),
  'decision.justification': say('begrunnelse', 'justification'),
  'decision.milderMeansTried': say('mildere tiltak forsøkt', 'milder means tried'),
  'decision.partialConsidered': say('delvis utelukkelse vurdert', 'partial exclusion considered'),
  'decision.bestInterestConsidered': say('barnets beste vurdert', "child's best interest considered"),
  'coercion.circumstances': say('omstendigheter', 'circumstances'),
  'coercion.participantRoles': say('deltakere', 'participants'),
};

export const EVENT_NAMES: Readonly<Record<JudgedEvent, Said>> = {
  DECIDED: say('avgjørelse', 'decided'),
  WRITTEN: say('skriftlig vedtak', 'written down'),
  INMATE_TOLD: say('innsatte underrettet', 'inmate told'),
  GUARDIAN_TOLD: say('verge varslet', 'guardian told'),
  DEBRIEFED: say('gjennomgang med innsatte', 'gone through with the inmate'),
  REASSESSED: say('vurdering', 'reassessed'),
  STAFF_SUPERVISION: say('tilsyn av tilsatte', 'supervised by staff'),
  HEALTH_SUPERVISION: say('tilsyn av helsepersonell', 'supervised by health staff'),
  HEALTH_NOTIFIED: say('helsetjenesten varslet', 'health staff told'),
  DOCTOR_STATEMENT: say('legeuttalelse', "doctor's statement"),
  HIGHER_DECISION: say('beslutning av høyere nivå', 'decided by a higher level'),
  REPORT_SENT: say('melding sendt', 'report sent'),
  COMPLAINT_FILED: say('klage', 'complaint'),
};
