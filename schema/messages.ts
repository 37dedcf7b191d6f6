import process from 'node:process';
import type { Language } from './public-codes.ts';

/**
 * What the programs and commands print, in Norwegian (default) and English (`SAMSYN_LANGUAGE=en`).
 * Sentences that answers carry are in `public-codes.ts`.
 */
const MESSAGES = {
  commandLineUnusable: {
    nb: 'Kan ikke starte med «{given}»: valgene er --empty, --data MAPPE og --port TALL (1–65535).',
    en: 'Cannot start with "{given}": the options are --empty, --data FOLDER and --port NUMBER (1–65535).',
  },
  settingFileUnreadable: {
    nb: '{name} nevner en fil som ikke kan leses.',
    en: '{name} names a file that cannot be read.',
  },
  databasesUnprepared: {
    nb: 'Databasene kunne ikke gjøres klare: {message}.',
    en: 'The databases could not be prepared: {message}.',
  },
  secretsDamaged: {
    nb: 'Filen {path} er skadet. Slett den, så lages nye passord.',
    en: 'The file {path} is damaged; delete it, and new passwords are made.',
  },
  gatewaySilent: { nb: 'Portneren svarer ikke på {url}.', en: 'The gateway does not answer at {url}.' },
  answerNotUnderstood: {
    nb: 'Svaret fra portneren kunne ikke forstås (HTTP {status}).',
    en: "The gateway's answer was not understood (HTTP {status}).",
  },
  questionRefused: {
    nb: 'Portneren avviste spørsmålet: {message}',
    en: 'The gateway refused the question: {message}',
  },
  loadingSynthetic: { nb: 'Legger inn syntetiske data', en: 'Loading synthetic records' },
  syntheticRefused: {
    nb: 'Portneren tok ikke imot syntetiske {target} (HTTP {status}).',
    en: 'The gateway did not take the synthetic {target} (HTTP {status}).',
  },
  syntheticLost: {
    nb: '{lost} av de syntetiske {target} ble ikke tatt imot.',
    en: '{lost} of the synthetic {target} were not taken.',
  },
  placesDone: { nb: 'plasser', en: 'places' },
  generating: { nb: 'Lager syntetiske data', en: 'Making synthetic records' },
  generateUsage: {
    nb: 'Bruk: npm run generate -- [--scale 0.1] [--seed 1] [--years 1] [--to 2026-01-01] [--out MAPPE | --url URL | --port N] [--manifest FIL]',
    en: 'Usage: npm run generate -- [--scale 0.1] [--seed 1] [--years 1] [--to 2026-01-01] [--out FOLDER | --url URL | --port N] [--manifest FILE]',
  },
  generateOption: {
    nb: '--{option} kan ikke være «{value}». Ventet {expected}.',
    en: '--{option} cannot be "{value}"; expected {expected}.',
  },
  expectedScale: { nb: 'et tall over 0 og høyst 1000', en: 'a number above 0 and at most 1000' },
  expectedSeed: { nb: 'et heltall fra 0 til 2147483647', en: 'a whole number from 0 to 2147483647' },
  expectedYears: { nb: 'et heltall fra 1 til 50', en: 'a whole number from 1 to 50' },
  expectedTo: {
    nb: 'en dag som ikke er etter i morgen (2026-01-01)',
    en: 'a day no later than tomorrow (2026-01-01)',
  },
  expectedPort: { nb: 'et tall fra 1 til 65535', en: 'a number from 1 to 65535' },
  generateFailed: {
    nb: 'Kunne ikke lage syntetiske data: {reason}',
    en: 'The synthetic records failed: {reason}',
  },
  sumsTarget: { nb: 'Mål', en: 'Target' },
  sumsRead: { nb: 'Lest', en: 'Read' },
  sumsAccepted: { nb: 'Tatt inn', en: 'Accepted' },
  sumsQuarantined: { nb: 'I karantene', en: 'Quarantined' },
  sumsUndelivered: { nb: 'Ikke levert', en: 'Undelivered' },
  sumsMissingUnits: {
    nb: '{target}: {units} svarer ikke. Kjør kommandoen på nytt når de er tilbake.',
    en: '{target}: {units} did not answer; run the command again when they are back.',
  },
  folderNotMade: {
    nb: 'Datamappen {directory} kan ikke opprettes ({message}).',
    en: 'The data folder {directory} cannot be made ({message}).',
  },
  folderNotWritable: {
    nb: 'Det kan ikke skrives til datamappen {directory} ({message}).',
    en: 'The data folder {directory} cannot be written to ({message}).',
  },
  alreadyRunning: {
    nb: 'Samsyn kjører allerede på mappen {directory}.',
    en: 'Samsyn is already running on the folder {directory}.',
  },
  portInUse: {
    nb: 'Port {port} er i bruk. Velg en annen med --port.',
    en: 'Port {port} is in use. Choose another with --port.',
  },
  portUnusable: {
    nb: 'Port {port} kan ikke brukes ({message}). Velg en annen med --port.',
    en: 'Port {port} cannot be used ({message}). Choose another with --port.',
  },
  stoppedEarly: { nb: 'Stoppet før alt var startet.', en: 'Stopped before everything had started.' },
  programNotStarted: {
    nb: '{name} startet ikke ({outcome}). Loggen er {logFile}.',
    en: '{name} did not start ({outcome}); its log is {logFile}.',
  },
  programEnded: {
    nb: '{name} stoppet ({how}) og startes på nytt. Loggen er {logFile}.',
    en: '{name} ended ({how}) and is started again; its log is {logFile}.',
  },
  newerData: {
    nb: 'Dataene er laget av en nyere versjon av Samsyn ({migration} er ukjent her). Installer den versjonen, eller begynn på nye data.',
    en: 'The data was made by a newer version of Samsyn ({migration} is unknown here): install that version, or begin on new data.',
  },
  upAgain: { nb: '{name} er oppe igjen.', en: '{name} is up again.' },
  starting: { nb: 'Starter', en: 'Starting' },
  creatingPostgres: { nb: 'Oppretter databasen i PostgreSQL', en: 'Creating the PostgreSQL database' },
  startingPostgres: { nb: 'Starter PostgreSQL', en: 'Starting PostgreSQL' },
  passwordFileMissing: {
    nb: 'Passordfilen {file} for databasen i {data} mangler eller er tom. Legg den tilbake, eller slett {data} for å begynne med en tom database.',
    en: 'The password file {file} of the database in {data} is missing or empty; put it back, or delete {data} to begin with an empty database.',
  },
  otherPostgresVersion: {
    nb: 'Dataene i {data} er skrevet av PostgreSQL {dataVersion}, men den som er installert, er versjon {binaryVersion}.',
    en: 'The data in {data} was written by PostgreSQL {dataVersion}, but the installed PostgreSQL is version {binaryVersion}.',
  },
  postgresNotInstalled: {
    nb: 'PostgreSQL-pakken {name} er ikke installert eller finnes ikke for denne maskinen ({message}).',
    en: 'The PostgreSQL package {name} is not installed or not available for this machine ({message}).',
  },
  folderClosed: {
    nb: 'PostgreSQL kjører ikke som root, og brukeren den kjører som (uid {uid}), slipper ikke inn i {blocked}. Flytt prosjektet til en mappe alle kan gå inn i, kjør som vanlig bruker, eller installer setpriv fra util-linux og tillat dac_read_search.',
    en: "PostgreSQL does not run as root, and the user it runs as (uid {uid}) cannot enter {blocked}: move the project to a folder every user can enter, run it as an ordinary user, or install util-linux's setpriv and allow it the capability dac_read_search.",
  },
  noAccount: {
    nb: 'PostgreSQL kjører ikke som root, og denne maskinen har verken brukeren postgres eller nobody. Kjør som vanlig bruker.',
    en: 'PostgreSQL does not run as root, and this machine has neither a user postgres nor nobody to run it as: run this as an ordinary user.',
  },
  stoppingLeftover: {
    nb: 'Stopper PostgreSQL som en tidligere kjøring lot stå (prosess {pid})',
    en: 'Stopping the PostgreSQL that an earlier run left behind (process {pid})',
  },
  earlierPostgres: {
    nb: 'En tidligere PostgreSQL (prosess {pid}) bruker fortsatt {data} og stopper ikke. Avslutt den og start på nytt.',
    en: 'An earlier PostgreSQL (process {pid}) still uses {data} and does not stop; end that process and start again.',
  },
  passwordDiffers: {
    nb: 'Passordet i {file} er ikke det databasen i {data} har.',
    en: 'The password in {file} is not the one of the database in {data}.',
  },
  postgresSlow: {
    nb: 'PostgreSQL ble ikke klar på 60 sekunder ({message}). Loggen er {log}.',
    en: 'PostgreSQL was not ready within 60 seconds ({message}); its log is {log}.',
  },
  diskFull: {
    nb: 'Disken med {directory} er full. Frigjør plass og start på nytt.',
    en: 'The disk that holds {directory} is full; free some space and start again.',
  },
  postgresNotStarted: {
    nb: 'PostgreSQL startet ikke i {directory}: {telling}',
    en: 'PostgreSQL did not start in {directory}: {telling}',
  },
  postgresEnded: {
    nb: 'PostgreSQL stoppet ({how}). Start på nytt, så er alt som var lagret, der. Loggen er {log}.',
    en: 'PostgreSQL ended ({how}): start again, and all that was stored is there; its log is {log}.',
  },
  stopping: { nb: 'Stopper …', en: 'Stopping …' },
  figuresUnavailable: { nb: 'Tallene kan ikke hentes nå.', en: 'The figures cannot be fetched now.' },
  headlineTitle: { nb: 'Tiltak fra {from} til {to}', en: 'Measures from {from} to {to}' },
  columnUnit: { nb: 'Enhet', en: 'Unit' },
  columnStarted: { nb: 'Startet', en: 'Started' },
  columnOngoing: { nb: 'Pågår', en: 'Ongoing' },
  columnInForce: { nb: 'I kraft', en: 'In force' },
  columnHours: { nb: 'Timer', en: 'Hours' },
  columnMean: { nb: 'Snitt t', en: 'Mean h' },
  columnMedian: { nb: 'Median t', en: 'Median h' },
  columnP90: { nb: 'P90 t', en: 'P90 h' },
  columnRate: { nb: 'Per 1000 døgn', en: 'Per 1000 days' },
  unknownUnit: { nb: 'Ukjent', en: 'Unknown' },
  rowTotal: { nb: 'Sum', en: 'Total' },
  unitsAnswered: {
    nb: '{answered} av {all} enheter har svart.',
    en: '{answered} of {all} units have answered.',
  },
  unitMissing: { nb: 'Mangler {unit}: {why} ({reason})', en: 'Missing {unit}: {why} ({reason})' },
  addresses: {
    nb: 'GraphQL   {gateway}/graphql\nHelse     {gateway}/health\nKlar      {gateway}/ready',
    en: 'GraphQL   {gateway}/graphql\nHealth    {gateway}/health\nReady     {gateway}/ready',
  },
  howToGetToken: {
    nb: 'Alle kall trenger et adgangstegn, her for en analytiker i direktoratet:',
    en: 'Every call needs a token, here for a directorate analyst:',
  },
  tokenUsage: {
    nb: 'Bruk: npm run token -- --role ROLLE [--unit ENHET|all …] [--persons] [--from DATO --to DATO] [--subject NAVN] [--hours 8] [--data MAPPE]\nRoller: {roles}',
    en: 'Usage: npm run token -- --role ROLE [--unit UNIT|all …] [--persons] [--from DATE --to DATE] [--subject NAME] [--hours 8] [--data FOLDER]\nRoles: {roles}',
  },
  tokenNoKey: {
    nb: 'Mappen {directory} har ingen nøkkel ennå. Start med npm start først.',
    en: 'The folder {directory} has no key yet. Run npm start first.',
  },
  example: { nb: 'Eksempel:', en: 'Example:' },
  howToStop: { nb: 'Ctrl-C stopper alt.', en: 'Ctrl-C stops all of it.' },
  requestRefused: {
    nb: 'Portneren avviste forespørselen (status {status}).',
    en: 'The gateway refused the request (status {status}).',
  },
  fileNotFound: { nb: 'Finner ikke filen {file}.', en: 'The file {file} was not found.' },
  profileUnusable: {
    nb: 'Profilen {file} kan ikke brukes: {reason}',
    en: 'The profile {file} cannot be used: {reason}',
  },
  targetUnknown: {
    nb: '--target må være en av {targets}.',
    en: '--target must be one of {targets}.',
  },
  fileUnreadable: { nb: 'Filen {file} kan ikke leses.', en: 'The file {file} cannot be read.' },
  profileProposed: {
    nb: 'Forslag fra {file}: kontroller alt, særlig enhet, nøkkel og verdier. Ubrukte kolonner: {unused}',
    en: 'Proposed from {file}: check everything, the unit, the key and the values above all. Unused columns: {unused}',
  },
  fillIn: { nb: 'Fyll inn: finnes ikke i filen.', en: 'Fill in: the file does not say.' },
  seeQuarantine: {
    nb: 'Radene i karantene: npm run quarantine -- list --unit ENHET',
    en: 'The rows in quarantine: npm run quarantine -- list --unit UNIT',
  },
  importing: { nb: 'Importerer', en: 'Importing' },
  keysInConflict: { nb: 'Samme nøkkel i flere enheter', en: 'Same key in several units' },
  noConflicts: { nb: 'Ingen nøkkel finnes i flere enheter.', en: 'No key is in several units.' },
  notLookedThrough: {
    nb: 'Ikke undersøkt, svarer ikke: {owners}',
    en: 'Not looked through, no answer: {owners}',
  },
  noImports: { nb: 'Ingen importer ennå.', en: 'No imports yet.' },
  importUndone: {
    nb: 'Importen er angret: {records} opplysninger er som før hos {owners}.',
    en: 'The import is undone: {records} records are as before at {owners}.',
  },
  importNumber: {
    nb: 'Importnummer   {id}',
    en: 'Import number  {id}',
  },
  nothingChanged: {
    nb: 'Bare kontroll; ingenting er endret.',
    en: 'Checked only; nothing was changed.',
  },
  rowsRead: { nb: 'Lest', en: 'Read' },
  rowsAccepted: { nb: 'Tatt inn', en: 'Accepted' },
  rowsAcceptedAs: {
    nb: 'nye {new}, endret {changed}, uendret {unchanged}',
    en: 'new {new}, changed {changed}, unchanged {unchanged}',
  },
  rowsQuarantined: { nb: 'I karantene', en: 'In quarantine' },
  rowsBlank: { nb: 'Blanke', en: 'Blank' },
  rowsRepaired: { nb: 'Rettede datoer', en: 'Repaired dates' },
  valuesUnknown: { nb: 'Ukjente verdier', en: 'Unknown values' },
  recordsWithdrawn: { nb: 'Trukket tilbake', en: 'Withdrawn' },
  notWithdrawn: {
    nb: 'Ingenting er trukket tilbake hos {owners}: filen har rader ingen kan identifisere.',
    en: 'Nothing was withdrawn at {owners}: the file has rows that nobody can identify.',
  },
  rowsUndelivered: { nb: 'Ikke levert', en: 'Undelivered' },
  ownersSilent: {
    nb: '{owners} svarer ikke. Send filen på nytt når de er tilbake; ingenting tas inn to ganger.',
    en: '{owners} does not answer. Send the file again when it is back; nothing is taken in twice.',
  },
  row: { nb: 'Rad', en: 'Row' },
  corrected: { nb: 'Rettet', en: 'Corrected' },
  quarantineEmpty: { nb: 'Ingen rader i karantene.', en: 'No rows in quarantine.' },
  quarantineDone: { nb: 'Utført.', en: 'Done.' },
  quarantineStays: {
    nb: 'Raden blir i karantene: {reason}',
    en: 'The row stays in quarantine: {reason}',
  },
  personUnknown: {
    nb: 'Ingen opplysninger står under dette pseudonymet nå.',
    en: 'No records stand under this pseudonym now.',
  },
  personErased: { nb: 'Slettet.', en: 'Erased.' },
  personBlocked: {
    nb: 'Sperret: opplysningene er bevart og telles med, og vises ikke for noen.',
    en: 'Blocked: the records are kept and counted, and shown to nobody.',
  },
  personUnblocked: { nb: 'Sperringen er opphevet.', en: 'The block is lifted.' },
  orderChecked: { nb: 'Kontrollert; ingenting er endret.', en: 'Checked; nothing was changed.' },
  orderNotChecked: {
    nb: 'Ikke alle svarte; ingenting er endret.',
    en: 'Not all answered; nothing was changed.',
  },
  orderWaits: {
    nb: 'Ikke alle har gjort det ennå. Portneren prøver igjen av seg selv til alle har svart; den samme kommandoen sier hvor langt det er kommet.',
    en: 'Not all have done it yet. The gateway tries again by itself until every one has answered; the same command tells how far it has come.',
  },
  recordNotJson: { nb: '--record må være lesbar JSON.', en: '--record must be readable JSON.' },
  conformanceNoKey: {
    nb: 'Prøvene går god for kallene i portnerens sted: lag en nøkkel med --make-key FIL, start enheten med den offentlige delen, og oppgi --key FIL.',
    en: "The kit vouches in the gateway's place: make a key with --make-key FILE, start the unit with its public part, and give --key FILE.",
  },
  conformanceKeyUnusable: {
    nb: '{file} har ingen privat Ed25519-nøkkel (JWK).',
    en: '{file} holds no private Ed25519 key (JWK).',
  },
  conformanceKeyNotWritten: {
    nb: 'Filen {file} kunne ikke lages; kanskje finnes den alt.',
    en: 'The file {file} could not be made; it may exist already.',
  },
  unitSilent: { nb: 'Enheten svarer ikke på {url}.', en: 'The unit does not answer at {url}.' },
  unitUnknown: {
    nb: 'Enheten {unit} finnes ikke. --unit er en av {units}.',
    en: 'There is no unit {unit}; --unit is one of {units}.',
  },
  unitHoldsRecords: {
    nb: 'Enheten {unit} har opplysninger fra andre kilder. Prøv kontrakten på en egen instans med tom database.',
    en: 'The unit {unit} holds records of other sources. Check the contract on an instance of its own with an empty database.',
  },
  unitNotReadable: {
    nb: 'Enheten kan ikke leses, så ingenting er prøvd. {difference}',
    en: 'The unit cannot be read, so nothing was checked. {difference}',
  },
  checkPassed: { nb: 'bestått', en: 'passed' },
  checkFailed: { nb: 'FEILET', en: 'FAILED' },
  checkDifference: {
    nb: '{about}: ventet {expected}, fikk {came}.',
    en: '{about}: expected {expected}, got {came}.',
  },
  contractSays: { nb: 'Kontrakten: {rule}', en: 'The contract: {rule}' },
  moreDifferences: { nb: '(Og {count} avvik til.)', en: '(And {count} more differences.)' },
  nothingCame: { nb: 'ingenting', en: 'nothing' },
  contractKept: {
    nb: '{unit} holder kontrakten: {passed} av {all} prøver bestått.',
    en: '{unit} keeps the contract: {passed} of {all} checks passed.',
  },
  contractBroken: {
    nb: '{unit} holder ikke kontrakten: {passed} av {all} prøver bestått. Feilet: {failed}',
    en: '{unit} does not keep the contract: {passed} of {all} checks passed. Failed: {failed}',
  },
  periodReversed: {
    nb: 'Perioden må begynne før den slutter: {from} er ikke før {to}.',
    en: 'The period must begin before it ends: {from} is not before {to}.',
  },
  fileWritten: { nb: '{file} er skrevet.', en: '{file} has been written.' },
  fileNotWritten: { nb: 'Filen {file} kan ikke skrives.', en: 'The file {file} cannot be written.' },
  auditUsage: {
    nb: 'Bruk: npm run audit -- verify|checkpoints|key|person PSEUDONYM|unit KODE [--data MAPPE] [--url POSTGRES --log NAVN --key FIL] [--held FIL]',
    en: 'Usage: npm run audit -- verify|checkpoints|key|person PSEUDONYM|unit CODE [--data FOLDER] [--url POSTGRES --log NAME --key FILE] [--held FILE]',
  },
  unknownUnitCode: {
    nb: '«{unit}» er ikke koden til en enhet i schema/units.json.',
    en: '"{unit}" is not the code of a unit in schema/units.json.',
  },
  notRunning: {
    nb: 'PostgreSQL i {directory} kjører ikke. Start med npm start, eller oppgi --url.',
    en: 'The PostgreSQL of {directory} is not running. Start with npm start, or give --url.',
  },
  logUnreadable: {
    nb: 'Loggen til {log} kan ikke leses: {message}.',
    en: 'The log of {log} cannot be read: {message}.',
  },
  logSound: { nb: 'uendret', en: 'unchanged' },
  logSealed: { nb: '{sealed} forseglet, sist {at}', en: '{sealed} sealed, last {at}' },
  logUnsealed: {
    nb: '{unsealed} venter på forsegling siden {since}',
    en: '{unsealed} waiting for the seal since {since}',
  },
  log_SEAL_MISSING: {
    nb: 'FEIL: forseglingen av innførsel {sequence} er borte',
    en: 'BAD: the seal of entry {sequence} is gone',
  },
  log_ENTRY_MISSING: {
    nb: 'FEIL: innførsel {sequence} ({entry}) er slettet',
    en: 'BAD: entry {sequence} ({entry}) has been deleted',
  },
  log_ENTRY_CHANGED: {
    nb: 'FEIL: innførsel {sequence} ({entry}) er endret eller flyttet',
    en: 'BAD: entry {sequence} ({entry}) has been changed or moved',
  },
  log_SIGNATURE_WRONG: {
    nb: 'FEIL: sjekkpunktet ved innførsel {sequence} ({entry}) er ikke signert med nøkkelen',
    en: 'BAD: the checkpoint at entry {sequence} ({entry}) is not signed with the key',
  },
  log_SIGNATURE_MISSING: {
    nb: 'FEIL: kjeden frem til innførsel {sequence} er ikke signert',
    en: 'BAD: the chain up to entry {sequence} is not signed',
  },
  log_ENTRY_UNSEALED: {
    nb: 'FEIL: innførsel {entry} står utenfor kjeden',
    en: 'BAD: entry {entry} stands outside of the chain',
  },
  log_HELD_MISSING: {
    nb: 'FEIL: loggen er kortere enn sjekkpunktet som er tatt vare på, ved innførsel {sequence}',
    en: 'BAD: the log is shorter than the checkpoint kept, at entry {sequence}',
  },
  log_HELD_DIFFERS: {
    nb: 'FEIL: loggen er en annen enn sjekkpunktet som er tatt vare på, til og med innførsel {sequence} ({entry})',
    en: 'BAD: the log is another than the checkpoint kept says, up to entry {sequence} ({entry})',
  },
  log_HELD_UNSIGNED: {
    nb: 'FEIL: sjekkpunktet som er tatt vare på ved innførsel {sequence}, er ikke signert med nøkkelen',
    en: 'BAD: the checkpoint kept at entry {sequence} is not signed with the key',
  },
  packageWhole: {
    nb: '{file} er hel og uendret: {files} filer, slik det var kjent {asOf}. Signert med nøkkelen {fingerprint}.',
    en: '{file} is whole and unchanged: {files} files, as known at {asOf}. Signed with the key {fingerprint}.',
  },
  packageKeyUnchecked: {
    nb: 'Nøkkelen lå i pakken selv. Sammenlign fingeravtrykket med det direktoratet oppgir, eller gi --key FIL.',
    en: 'The key came with the package itself. Compare its fingerprint with the one the directorate gives, or give --key FILE.',
  },
  packageIncomplete: {
    nb: 'Pakken er UFULLSTENDIG: disse enhetene svarte ikke, eller ikke til slutten: {units}.',
    en: 'The package is INCOMPLETE: these units did not answer, or not to the end: {units}.',
  },
  packageUnreadable: {
    nb: 'Pakken kan ikke leses som ZIP ({reason}).',
    en: 'The package cannot be read as ZIP ({reason}).',
  },
  packageWithoutManifest: {
    nb: 'manifest.json mangler eller kan ikke leses.',
    en: 'manifest.json is missing or cannot be read.',
  },
  packageWithoutSignature: {
    nb: 'Signaturen manifest.json.sig mangler.',
    en: 'The signature manifest.json.sig is missing.',
  },
  packageWithoutKey: {
    nb: 'Nøkkelen public-key.pem mangler eller kan ikke leses.',
    en: 'The key public-key.pem is missing or cannot be read.',
  },
  packageSignatureWrong: {
    nb: 'Signaturen passer ikke til manifest.json.',
    en: 'The signature does not fit manifest.json.',
  },
  packageKeyUnknown: {
    nb: 'Pakken er signert med en annen nøkkel enn den som er oppgitt.',
    en: 'The package is signed with another key than the one given.',
  },
  packageFileMissing: { nb: '{path} mangler.', en: '{path} is missing.' },
  packageFileExtra: {
    nb: '{path} hører ikke til pakken.',
    en: '{path} does not belong to the package.',
  },
  packageFileTwice: { nb: '{path} er i pakken to ganger.', en: '{path} is in the package twice.' },
  packageFileAltered: { nb: '{path} er endret.', en: '{path} has been altered.' },
  packageFileMisnamed: {
    nb: '{path} er beskrevet på en annen måte der den ligger enn i innholdslisten.',
    en: '{path} is described otherwise where it lies than in the directory.',
  },
  packageChecksumWrong: {
    nb: 'Sjekksummen til {path} i ZIP-filen stemmer ikke.',
    en: 'The checksum of {path} in the ZIP file is wrong.',
  },
  packageFileSwapped: {
    nb: '{path} har innholdet til {other}.',
    en: '{path} has the content of {other}.',
  },
  keyUnreadable: {
    nb: '{file} har ingen nøkkel som kan leses (PEM).',
    en: '{file} holds no key that can be read (PEM).',
  },
  gatheringPackage: { nb: 'Samler innsynspakken', en: 'Gathering the inspection package' },
  packageNotMade: {
    nb: 'Innsynspakken ble ikke laget.',
    en: 'The inspection package was not made.',
  },
  packageNotFetched: {
    nb: 'Innsynspakken kunne ikke hentes (HTTP {status}).',
    en: 'The inspection package could not be fetched (HTTP {status}).',
  },
  packageRows: { nb: '{rows} rader {unit}', en: '{rows} rows {unit}' },
  packagePacking: { nb: '{rows} rader, pakkes', en: '{rows} rows, being packed' },
  packageInterrupted: {
    nb: 'Avbrutt. Eksporten er stanset, og ingenting ligger igjen. Den samme kommandoen begynner på nytt.',
    en: 'Interrupted. The export is stopped, and nothing is left behind. The same command begins anew.',
  },
  packageLeft: {
    nb: 'Avbrutt, men gatewayen fikk ikke vite det: eksporten {id} kan være i gang ennå. Stans den med cancelInspectionExport, eller la den slettes når tiden er ute.',
    en: 'Interrupted, but the gateway could not be told: export {id} may still be under way. Stop it with cancelInspectionExport, or leave it to be deleted when its time is up.',
  },
  packageFetched: {
    nb: '{file}: {rows} rader, {megabytes} MB.',
    en: '{file}: {rows} rows, {megabytes} MB.',
  },
  packagePurpose: { nb: 'Innsyn', en: 'Inspection' },
  fileNotOpened: { nb: 'Filen {file} kan ikke leses.', en: 'The file {file} cannot be read.' },
  mapInvalid: {
    nb: 'Kartet {file} sier ikke hvilket nøkkeltall som skal i hvilken celle: {problems}',
    en: 'The map {file} does not say which key figure goes into which cell: {problems}',
  },
  templateNotRead: {
    nb: 'Malen er ikke en arbeidsbok som kan fylles ut (XLSX).',
    en: 'The template is no workbook that can be filled (XLSX).',
  },
  templateSheetMissing: {
    nb: 'Malen har ikke arket {sheet}, bare {sheets}.',
    en: 'The template has no sheet {sheet}, only {sheets}.',
  },
  templateFormula: {
    nb: 'Celle {cell} i malen har en formel og fylles ikke ut.',
    en: 'Cell {cell} of the template holds a formula and is not filled.',
  },
  notJson: { nb: 'den er ikke lesbar JSON', en: 'it is not readable JSON' },
} as const satisfies Record<string, Record<Language, string>>;

export const LANGUAGE: Language = process.env['SAMSYN_LANGUAGE'] === 'en' ? 'en' : 'nb';

/** A message with its values; `{name}` stands for the value of that name. */
export function message(
  code: keyof typeof MESSAGES,
  values: Readonly<Record<string, string | number>> = {},
): string {
  return MESSAGES[code][LANGUAGE].replaceAll(/\{(\w+)\}/g, (hole, name: string) =>
    String(values[name] ?? hole),
  );
}
