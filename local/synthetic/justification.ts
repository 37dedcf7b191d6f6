import type { Random } from '../random.ts';

type Phrases = readonly [string, ...string[]];

const WHERE: Phrases = [
  'På fellesrommet',
  'Under lufting',
  'Ved innlåsing',
  'I verkstedet',
  'Under matutdeling',
  'På vei fra skolen',
  'I besøksavdelingen',
  'Etter telefontid',
  'På treningsrommet',
  'Ved mottak',
];
const WHAT: Phrases = [
  'kom innsatte med trusler mot en medinnsatt',
  'viste innsatte tegn til alvorlig uro',
  'ga innsatte uttrykk for tanker om å skade seg selv',
  'ble innsatte sett i slagsmål',
  'oppfordret innsatte andre til å nekte ordre',
  'ble det funnet ulovlige gjenstander hos innsatte',
  'hevet innsatte stemmen og slo i inventaret',
  'mottok betjeningen opplysninger om en planlagt konflikt',
  'trakk innsatte seg tilbake og ville ikke snakke',
  'nektet innsatte å forlate området',
];
const TRIED: Phrases = [
  'Samtale ble forsøkt uten at situasjonen roet seg',
  'Innsatte fikk tilbud om skjermet aktivitet, men takket nei',
  'Delvis utelukkelse ble vurdert og funnet utilstrekkelig',
  'Kontaktbetjent snakket med innsatte to ganger',
  'Flytting til en annen avdeling var ikke mulig samme dag',
  'Helseavdelingen ble rådspurt før avgjørelsen',
  'Innsatte fikk uttale seg og var uenig',
  'Mildere tiltak de foregående dagene hadde ikke hatt virkning',
];
const WHY: Phrases = [
  'Tiltaket er nødvendig for å hindre vold',
  'Tiltaket skal gi ro til å avklare situasjonen',
  'Hensynet til de andre innsatte veier tyngst nå',
  'Faren for gjentakelse anses som reell',
  'Sikkerheten på avdelingen kan ikke ivaretas på annen måte',
  'Inngrepet anses forholdsmessig ut fra det som skjedde',
  'Det er fare for innsattes eget liv og helse',
  'Etterforskningen kan forspilles ved fellesskap nå',
];
const NEXT: Phrases = [
  'Ny vurdering gjøres ved neste vaktskifte.',
  'Tiltaket oppheves så snart situasjonen tillater det.',
  'Leder følger saken daglig.',
  'Gradvis tilbakeføring er planlagt.',
  'Samtale med innsatte er avtalt.',
  'Saken tas opp på morgenmøtet.',
];

/** An invented justification; the journal number makes each one different from all others. */
export function justificationOf(random: Random, journal: string): string {
  const [where, what, tried, why, next] = [WHERE, WHAT, TRIED, WHY, NEXT].map((phrases) =>
    random.one(phrases),
  );
  return `${where} ${what}. ${tried}. ${why}. ${next} (Journal ${journal})`;
}
