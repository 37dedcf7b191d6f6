import type { Manifest } from '../../schema/exports/manifest.ts';
import { EXPORT_PARTS } from '../../schema/exports/parts.ts';
import type { ExportRequest } from '../../schema/exports/request.ts';
import { isPublicCode, sentence } from '../../schema/public-codes.ts';
import type { Language } from '../../schema/public-codes.ts';
import { findUnit } from '../../schema/units.ts';
import { speaking } from './summary/speaking.ts';

const VERIFY_COMMAND =
  'openssl pkeyutl -verify -rawin -pubin -inkey public-key.pem -in manifest.json -sigfile manifest.json.sig';

type About = {
  readonly head: Omit<Manifest, 'files'>;
  readonly request: ExportRequest;
  readonly fingerprint: string;
};

/** What somebody reads first who opens the package: whether it is complete, what is in it, how to check it. */
export function readmeText(about: About, language: Language): string {
  const { head, request, fingerprint } = about;
  const say = WORDS[language];
  const unitNames = request.units.map((code) => findUnit(code)?.name[language] ?? code).join(', ');
  return [
    say.title,
    '',
    ...completeness(head, language),
    '',
    `${say.units}: ${unitNames}`,
    `${say.period}: ${request.period === null ? say.lastOnly : speaking(language).period(request.period)}`,
    ...(request.last === null ? [] : [`${say.last}: ${request.last}`]),
    `${say.asOf}: ${head.asOf}`,
    `${say.requester}: ${head.requester.subject}${head.requester.organisation === null ? '' : `, ${head.requester.organisation}`}`,
    `${say.purpose}: ${head.requester.purpose}`,
    `${say.edition}: ${request.edition === 'FULL' ? say.full : say.public}`,
    ...(request.edition === 'FULL'
      ? [`${say.persons}: ${head.persons ? say.personsIn : say.personsOut}`]
      : []),
    `${say.rules}: ${head.ruleSet}   ${say.software}: ${head.software}`,
    '',
    say.contents,
    ...(request.edition === 'FULL' ? recordFiles(language) : [say.publicFiles]),
    ...say.notes,
    '',
    say.verify,
    '',
    `  ${VERIFY_COMMAND}`,
    '',
    `${say.fingerprint} ${fingerprint}`,
    say.hashes,
    '',
  ].join('\r\n');
}

function completeness({ complete, units }: About['head'], language: Language): string[] {
  const say = WORDS[language];
  if (complete) return [say.complete];
  return [
    say.incomplete,
    ...units.flatMap(({ unit, complete: whole, reason }) =>
      whole
        ? []
        : [
            `  ${findUnit(unit)?.name[language] ?? unit}: ${isPublicCode(reason) ? sentence(reason, language) : reason}`,
          ],
    ),
  ];
}

function recordFiles(language: Language): string[] {
  const width = Math.max(...EXPORT_PARTS.map(({ code }) => code.length));
  return EXPORT_PARTS.map((part) => `  ${part.code.padEnd(width)}  ${part[language]}`);
}

const WORDS = {
  nb: {
    title: 'INNSYNSPAKKE FRA SAMSYN: utelukkelse, tvangsmidler og kontrolltiltak',
    complete: 'Pakken er fullstendig: alle enhetene svarte til siste rad.',
    incomplete: 'PAKKEN ER UFULLSTENDIG. Disse enhetene svarte ikke, eller ikke til slutten:',
    units: 'Enheter',
    period: 'Periode',
    lastOnly: 'ikke avgrenset',
    last: 'Bare de siste tiltakene i hver enhet',
    asOf: 'Slik det var kjent (UTC)',
    requester: 'Bestilt av',
    purpose: 'Formål',
    edition: 'Utgave',
    full: 'full, med opplysninger om hvert tiltak',
    public: 'offentlig, uten opplysninger om enkelte tiltak; små tall er skjult',
    persons: 'Personer',
    personsIn: 'den innsattes pseudonym er med; det er det samme i alle enheter',
    personsOut: 'ikke med: bestilleren har ikke tilgang til hvem det gjelder',
    rules: 'Regelverk, versjon',
    software: 'Programvare',
    contents: 'Les sammendrag.pdf først. Tabellene ligger i én mappe per enhet:',
    publicFiles: '  tall.csv og tall.jsonl: publiserte tall per kvartal',
    notes: [
      '',
      'data/ENHET/TABELL.csv    RFC 4180, UTF-8, komma',
      'data/ENHET/TABELL.jsonl  JSON Lines; schemas/TABELL.schema.json sier hva hver kolonne betyr',
      'excel/ENHET/TABELL.csv   det samme for norsk Excel: semikolon, desimalkomma, klokkeslett i Oslo',
      'definitions/             regler og hjemler',
      'Et tiltak er med når det gjaldt en dag i perioden, også når det begynte før. Tiltak som er trukket, og',
      'alt som er rettet, står i corrections med det som sto før. I CSV har tekst som begynner med = + - eller @',
      'fått en apostrof foran, så regneark ikke kjører den; JSON Lines har teksten slik den er ført.',
      'Avvik er med når tiltaket begynte, eller fristen var, i perioden eller senere.',
      'Den som er sperret (forskriften om personopplysninger § 6), er ikke med i tabellene, men telles i tallene.',
    ],
    verify: 'Kontroller at ingenting er endret, i mappen pakken er pakket ut i:',
    fingerprint: 'Nøkkelens fingeravtrykk (SHA-256), som direktoratet oppgir:',
    hashes: 'manifest.json har SHA-256, lengde og antall rader for hver fil.',
  },
  en: {
    title: 'INSPECTION PACKAGE FROM SAMSYN: exclusion, coercive and control measures',
    complete: 'The package is complete: every unit answered to the last row.',
    incomplete: 'THE PACKAGE IS INCOMPLETE. These units did not answer, or not to the end:',
    units: 'Units',
    period: 'Period',
    lastOnly: 'not limited',
    last: 'Only the last measures of each unit',
    asOf: 'As known at (UTC)',
    requester: 'Asked for by',
    purpose: 'Purpose',
    edition: 'Edition',
    full: 'full, with the record of every measure',
    public: 'public, without records of single measures; small figures are hidden',
    persons: 'Persons',
    personsIn: "the inmate's pseudonym is included; it is the same in all units",
    personsOut: 'not included: whoever asked is not cleared for who it is about',
    rules: 'Rules, version',
    software: 'Software',
    contents: 'Read summary.pdf first. The tables lie in one folder per unit:',
    publicFiles: '  figures.csv and figures.jsonl: published figures by quarter',
    notes: [
      '',
      'data/UNIT/TABLE.csv    RFC 4180, UTF-8, comma',
      'data/UNIT/TABLE.jsonl  JSON Lines; schemas/TABLE.schema.json says what each column means',
      'excel/UNIT/TABLE.csv   the same for Norwegian Excel: semicolon, decimal comma, clock times in Oslo',
      'definitions/           rules and legal bases',
      'A measure is in it when it was in force on a day of the period, also when it began before. Withdrawn measures',
      'and all that was corrected are in corrections beside what stood before. In CSV, text that begins with = + - or',
      '@ has an apostrophe before it, so that no spreadsheet runs it; JSON Lines have the text as it was recorded.',
      'Deviations are in it where the measure began, or the duty fell due, in the period or later.',
      'Whoever is blocked (regulation § 6) is in none of the tables, and counted in the figures.',
    ],
    verify: 'Check that nothing was changed, in the folder the package is unpacked in:',
    fingerprint: "The key's fingerprint (SHA-256), which the directorate tells:",
    hashes: 'manifest.json has SHA-256, length and number of rows of every file.',
  },
} as const;
