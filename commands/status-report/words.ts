import type { Language } from '../../schema/public-codes.ts';
import { CASE_STATUS_LABELS } from '../../schema/vocabulary-labels.ts';
import type { CaseStatus } from '../../schema/vocabulary.ts';

/** The report's words in Norwegian and English; `{name}` stands for a value. */
const WORDS = {
  title: say('Status og plan: dokumentasjon og avvik', 'Status and plan: documentation and deviations'),
  periods: say(
    'Perioden {from} til og med {to}, ved siden av {beforeFrom} til og med {beforeTo}. Laget {made}.',
    'The period {from} through {to}, beside {beforeFrom} through {beforeTo}. Made {made}.',
  ),
  inShort: say('Kort sagt', 'In short'),
  unitsAnswered: say('{answered} av {all} enheter har svart.', '{answered} of {all} units have answered.'),
  startedInShort: say(
    '{started} tiltak begynte (perioden før: {before}). {share} av dem mangler ingen dokumentasjon (perioden før: {shareBefore}).',
    '{started} measures began (the period before: {before}). {share} of them lack no documentation (the period before: {shareBefore}).',
  ),
  deviationsInShort: say(
    '{deviations} avvik fra plikter som forfalt i perioden følges opp (perioden før: {before}); {open} er åpne, {overdue} av dem over fristen.',
    '{deviations} deviations from duties that fell due in the period are followed up (the period before: {before}); {open} are open, {overdue} of them overdue.',
  ),
  actionsInShort: say(
    '{actions} korrigerende tiltak er i gang, {overdue} av dem over fristen.',
    '{actions} corrective actions are under way, {overdue} of them overdue.',
  ),
  gapsInShort: say(
    '{count} forhold kan ikke vises; se siste del.',
    '{count} things cannot be shown; see the last part.',
  ),

  byUnit: say('Dokumentasjon, enhet for enhet', 'Documentation, unit by unit'),
  byUnitNote: say(
    'Andelen av tiltakene som begynte i perioden, og som ikke mangler noen av opplysningene reglene krever dokumentert.',
    'The share of the measures begun in the period that lack nothing the rules demand to be documented.',
  ),
  unit: say('Enhet', 'Unit'),
  started: say('Tiltak', 'Measures'),
  complete: say('Uten mangler', 'Lacking nothing'),
  share: say('Andel', 'Share'),
  before: say('Perioden før', 'Period before'),
  change: say('Endring', 'Change'),
  allUnits: say('Alle', 'All'),

  byDuty: say('Dokumentasjonsplikter', 'Duties of documentation'),
  byDutyNote: say(
    'Prosent av tiltakene plikten gjelder, der den er dokumentert i tide eller ennå ikke forfalt. Endring i prosentpoeng.',
    'Per cent of the measures a duty concerns where it is documented in time or not due yet. Change in percentage points.',
  ),
  duty: say('Plikt', 'Duty'),
  basis: say('Hjemmel', 'Basis'),
  concerned: say('Gjelder', 'Concerns'),

  otherDuties: say('Andre plikter', 'Other duties'),
  otherDutiesNote: say(
    'Avvik i tiltak som begynte i perioden. Et tiltak kan ha flere. «Per 100» er avvik per 100 tiltak plikten gjelder.',
    'Deviations in measures begun in the period. A measure may have several. "Per 100" is deviations per 100 measures the duty concerns.',
  ),
  deviations: say('Avvik', 'Deviations'),
  per100: say('Per 100', 'Per 100'),
  inUnits: say('Enheter', 'Units'),
  highest: say('Høyest', 'Highest'),

  overRecords: say('Avvik over flere registreringer', 'Deviations over several records'),
  overRecordsNote: say(
    'Det flere registreringer viser sammen: samlet utelukkelsestid, isolasjon uten vedtak, gjentatte begrunnelser, og enheter og fengsler der noe ikke er ført. Etter når de forfalt.',
    'What several records show together: isolation in total, isolation without a decision, justifications repeated, and units and prisons where something is not recorded. By when they fell due.',
  ),

  systemic: say('Mulige systemavvik', 'Possible systemic deviations'),
  systemicNote: say(
    'Plikter brutt i minst halvparten av enhetene som har svart, og enheter der en plikt er brutt minst tre ganger så ofte per 100 tiltak som i alle enheter sett under ett, og minst ti ganger.',
    'Duties broken in at least half of the units that answered, and units where a duty was broken at least three times as often per 100 measures as in all units together, and at least ten times.',
  ),
  brokenWidely: say(
    '{duty}: {deviations} avvik i {units} enheter.',
    '{duty}: {deviations} deviations in {units} units.',
  ),
  brokenHere: say(
    '{unit}, {duty}: {deviations} avvik, {rate} per 100 tiltak mot {all} i alle enheter.',
    '{unit}, {duty}: {deviations} deviations, {rate} per 100 measures against {all} in all units.',
  ),
  none: say('Ingen.', 'None.'),

  ageing: say('Avvik og oppfølging', 'Deviations and their follow-up'),
  ageingNote: say(
    'Avvik fra plikter som forfalt i perioden, slik sakene står nå. Over fristen: den saken venter på, har latt siste dag gå.',
    'Deviations from duties that fell due in the period, as the cases stand now. Overdue: whoever the case waits for has let the last day pass.',
  ),
  open: say('Åpne', 'Open'),
  overdue: say('Over fristen', 'Overdue'),
  inSystemic: say('I systemavvik', 'In systemic cases'),
  closed: say('Lukket', 'Closed'),
  gone: say('Bortfalt', 'Gone'),
  daysOpen: say('Døgn åpen (median)', 'Days open (median)'),
  daysToClose: say('Døgn til lukking (median)', 'Days to close (median)'),

  systemicCases: say('Systemavvik under oppfølging', 'Systemic deviations being followed up'),
  members: say('Avvik i saken', 'Deviations in it'),
  nextDue: say('Neste svar innen', 'Next answer by'),

  plan: say('Plan: korrigerende tiltak', 'Plan: corrective actions'),
  planNote: say(
    'Tiltak i saker som ikke er avsluttet, etter frist.',
    'Actions in cases that are not ended, by deadline.',
  ),
  action: say('Tiltak', 'Action'),
  deadline: say('Frist', 'Deadline'),
  status: say('Status', 'Status'),
  late: say('{status}, over fristen', '{status}, overdue'),
  systemicOver: say('Systemavvik: {units}', 'Systemic: {units}'),

  foundation: say('Hva tallene bygger på', 'What the figures rest on'),
  declared: say('Erklært komplett til', 'Declared complete up to'),
  ruleSet: say('Regelsett', 'Rule set'),

  gaps: say('Dette kan ikke vises, og hvorfor', 'What cannot be shown, and why'),
  noGaps: say('Alt er vist.', 'Everything is shown.'),
  unitMissing: say(
    '{unit}: {message} Enheten mangler i tabellene for dokumentasjon og i summene {period}.',
    '{unit}: {message} The unit is missing in the tables of documentation and in the sums {period}.',
  ),
  inPeriod: say('for perioden', 'of the period'),
  inPeriodBefore: say('for perioden før', 'of the period before'),
  feedMissing: say(
    '{unit}: {message} Avvik og saker er vist slik de var kjent {through}.',
    '{unit}: {message} Deviations and cases are shown as known {through}.',
  ),
  never: say('aldri', 'never'),
  undeclared: say(
    'Ingen kilde har erklært seg komplett: {units}. Det kan mangle registreringer.',
    'No source has declared itself complete: {units}. Records may be missing.',
  ),
  declaredShort: say(
    '{unit} er komplett bare til {through}. Det som er registrert senere, er med, men kan være ufullstendig.',
    '{unit} is complete only up to {through}. What is recorded later is included and may be incomplete.',
  ),
  hidden: say('Tall er skjult eller holdt tilbake: {units}.', 'Figures are hidden or held back: {units}.'),
  otherRules: say(
    'Andeler per plikt: enhetene er vurdert etter regelsett {units}, denne rapporten kjenner {own}.',
    'Shares by duty: the units judge by rule set {units}, this report knows {own}.',
  ),
  mixedRules: say(
    'Enhetene er vurdert etter ulike regelsett ({units}); avvik kan ikke sammenlignes fullt ut.',
    'The units are judged by different rule sets ({units}); deviations cannot be fully compared.',
  ),
  notThrough: say(
    'Ikke samme ordlyd gjennom begge periodene, derfor ikke sammenlignet: {duties}.',
    'Not in one wording through both periods, and so not compared: {duties}.',
  ),
  notJudged: say(
    'Vurderes ikke, og er ikke med i tallene over: {duties}.',
    'Not judged, and not in the figures above: {duties}.',
  ),
  notAddedUp: say(
    'Samlet utelukkelsestid over enheter er ikke regnet sammen ennå.',
    'Isolation in total over units has not been added up yet.',
  ),
  atLeast: say(
    'Samlet utelukkelsestid over enheter er minst så lang som vist. {unit}: {message}',
    'Isolation in total over units is at least so long as shown. {unit}: {message}',
  ),
  unverified: say(
    'Retningslinjer vi ikke har kunnet kontrollere mot teksten: {duties}.',
    'Guidelines that could not be checked against their text: {duties}.',
  ),
  switchedOff: say('Slått av: {duties}.', 'Switched off: {duties}.'),
  unknownDuties: say(
    'Plikter denne rapporten ikke kjenner, og som enhetene melder avvik fra: {duties}.',
    'Duties this report does not know, of which units tell deviations: {duties}.',
  ),
} as const;

export type Word = keyof typeof WORDS;

/** The words and numbers of one language. */
export function wordsIn(language: Language) {
  const locale = language === 'en' ? 'en-GB' : 'nb';
  const number = (digits: number, sign: 'auto' | 'exceptZero' = 'auto') =>
    new Intl.NumberFormat(locale, {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
      signDisplay: sign,
    });
  const [whole, tenth, signed] = [number(0), number(1), number(1, 'exceptZero')];
  const orDash = (format: Intl.NumberFormat, value: number | null) =>
    value === null ? '–' : format.format(value);
  const dated = (style: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { timeZone: 'Europe/Oslo', ...style });
  return {
    say: (word: Word, values: Readonly<Record<string, string | number>> = {}) =>
      WORDS[word][language].replaceAll(/\{(\w+)\}/g, (hole, name: string) => String(values[name] ?? hole)),
    status: (status: CaseStatus) => CASE_STATUS_LABELS[status][language],
    count: (value: number | null) => orDash(whole, value),
    decimal: (value: number | null) => orDash(tenth, value),
    /** A share from 0 to 1, in per cent. */
    percent: (share: number | null) => orDash(tenth, share === null ? null : 100 * share),
    /** The difference of two shares, in percentage points. */
    points: (now: number | null, before: number | null) =>
      orDash(signed, now === null || before === null ? null : 100 * (now - before)),
    day: (day: string) => dated({ dateStyle: 'long' }).format(new Date(`${day}T12:00:00Z`)),
    moment: (at: string | Date) => dated({ dateStyle: 'long', timeStyle: 'short' }).format(new Date(at)),
    language,
  };
}
export type Words = ReturnType<typeof wordsIn>;

function say(nb: string, en: string): { readonly nb: string; readonly en: string } {
  return { nb, en };
}
