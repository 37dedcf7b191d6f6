import type { MeasureKind } from '../vocabulary.ts';
import type { CASE_MIX } from './question.ts';

type Text = { readonly nb: string; readonly en: string };

/** Words that readings of a comparison are made of. */
export const LABELS: {
  readonly allUnits: Text;
  readonly measures: Text;
  readonly kinds: Readonly<Record<MeasureKind, Text>>;
  readonly caseMix: Readonly<Record<(typeof CASE_MIX)[number], Text>>;
  readonly groups: Readonly<Record<string, Text>>;
} = {
  allUnits: say('Alle enheter', 'All units'),
  measures: say('tiltak', 'measures'),
  kinds: {
    EXCLUSION: say('utelukkelser', 'exclusions'),
    COERCIVE_MEASURE: say('tvangsmidler', 'coercive measures'),
    CONTROL_MEASURE: say('kontrolltiltak', 'control measures'),
  },
  caseMix: {
    SECURITY_LEVEL: say('sikkerhetsnivå', 'security level'),
    CUSTODY: say('domstype', 'custody status'),
    SEX: say('kjønn', 'sex'),
    AGE_GROUP: say('alder', 'age'),
    CITIZENSHIP: say('statsborgerskap', 'citizenship'),
  },
  groups: {
    FEMALE: say('kvinner', 'women'),
    MALE: say('menn', 'men'),
    UNDER_18: say('mindreårige', 'minors'),
    AGE_18_24: say('personer fra 18 til 24 år', 'people of 18 to 24'),
    AGE_25_34: say('personer fra 25 til 34 år', 'people of 25 to 34'),
    AGE_35_49: say('personer fra 35 til 49 år', 'people of 35 to 49'),
    AGE_50_PLUS: say('personer på 50 år og over', 'people of 50 and over'),
    REMAND: say('varetektsinnsatte', 'remand inmates'),
    SENTENCED: say('domfelte', 'sentenced inmates'),
    PREVENTIVE_DETENTION: say('forvaringsdømte', 'inmates in preventive detention'),
    NORWEGIAN: say('norske statsborgere', 'Norwegian citizens'),
    FOREIGN: say('utenlandske statsborgere', 'foreign citizens'),
    MENTAL_ILLNESS: say('personer med psykisk lidelse', 'people with mental illness'),
    SUICIDE_RISK: say('personer med selvmordsrisiko', 'people at risk of suicide'),
    SERIOUS_ILLNESS: say('personer med alvorlig sykdom', 'people with serious illness'),
    DISABILITY: say('personer med funksjonsnedsettelse', 'people with a disability'),
    OTHER: say('personer med annen sårbarhet', 'people with another vulnerability'),
  },
};

function say(nb: string, en: string): Text {
  return { nb, en };
}
