/** What a column of an export holds. Moments are RFC 3339 with the offset of Oslo; a list is text in JSON. */
export type ColumnType = 'TEXT' | 'DAY' | 'MOMENT' | 'INTEGER' | 'NUMBER' | 'BOOLEAN' | 'LIST';

export type Column = {
  readonly name: string;
  readonly type: ColumnType;
  /** Tells who it is about: empty for whoever is not cleared for PERSON. */
  readonly person: boolean;
  readonly nb: string;
  readonly en: string;
};

const column =
  (type: ColumnType, person = false) =>
  (name: string, nb: string, en: string): Column => ({ name, type, person, nb, en });

const text = column('TEXT');
const day = column('DAY');
const moment = column('MOMENT');
const integer = column('INTEGER');
const number = column('NUMBER');
const boolean = column('BOOLEAN');
const list = column('LIST');
const personText = column('TEXT', true);
const personDay = column('DAY', true);

const ORIGIN = [
  text('source', 'Kilden opplysningen kom fra', 'Source the record came from'),
  text('sourceKey', 'Nøkkelen i kilden', 'Key at the source'),
];
const LINEAGE = [
  integer('version', 'Nummer på versjonen, fra 1', 'Number of the version, from 1'),
  moment('recordedAt', 'Når enheten fikk vite dette', 'When the unit came to know this'),
];

/** Of a measure, whichever register it stands in. */
export const MEASURE_COLUMNS: readonly Column[] = [
  day('startedOn', 'Dagen tiltaket begynte, i Oslo', 'Day the measure began, in Oslo'),
  text('id', 'Tiltakets id', 'Id of the measure'),
  ...ORIGIN,
  text('kind', 'Utelukkelse, tvangsmiddel eller kontrolltiltak', 'Exclusion, coercive or control measure'),
  text('means', 'Virkemiddel', 'Means'),
  text('legalBasis', 'Hjemmel: paragraf-ledd-bokstav', 'Legal basis: section-paragraph-letter'),
  text(
    'extent',
    'Hel, delvis eller kollektiv; bare utelukkelser',
    'Whole, partial or collective; exclusions only',
  ),
  text('facility', 'Fengsel eller avdeling', 'Prison or ward'),
  text('securityLevel', 'Sikkerhetsnivå', 'Security level'),
  moment(
    'startedAt',
    'Faktisk start; tom der kilden bare har dager',
    'Actual start; empty where the source has days only',
  ),
  day(
    'endedOn',
    'Dagen tiltaket sluttet; tom mens det pågår',
    'Day the measure ended; empty while it is ongoing',
  ),
  moment('endedAt', 'Faktisk slutt', 'Actual end'),
  boolean('ongoing', 'Om tiltaket pågikk', 'Whether it was ongoing'),
  number(
    'hours',
    'Varighet i timer; tom for hendelser og mens tiltaket pågår',
    'Length in hours; empty for events and while ongoing',
  ),
  personText('person', 'Pseudonymet for den innsatte', 'Pseudonym of the inmate'),
  text('sex', 'Kjønn ved start', 'Sex at the start'),
  text('ageGroup', 'Aldersgruppe ved start', 'Age group at the start'),
  personDay('adultOn', 'Dagen en mindreårig fyller 18', 'Day a minor turns 18'),
  text('custody', 'Varetekt, dom eller forvaring ved start', 'Custody status at the start'),
  text('citizenship', 'Norsk eller utenlandsk ved start', 'Citizenship group at the start'),
  list('vulnerability', 'Sårbarhet ved start', 'Vulnerability at the start'),
  text(
    'continues',
    'Nøkkelen til tiltaket dette fortsetter etter overføring',
    'Key of the measure it continues after a transfer',
  ),
  text('decisionLevel', 'Nivå som besluttet', 'Level that decided'),
  text('decisionRole', 'Rollen til den som besluttet', 'Role of the decision maker'),
  moment('decidedAt', 'Når det ble besluttet', 'When it was decided'),
  moment('writtenAt', 'Når beslutningen ble skrevet ned', 'When the decision was written down'),
  text('justification', 'Begrunnelse', 'Justification'),
  boolean(
    'milderMeansTried',
    'Om mildere midler var forsøkt eller vurdert',
    'Whether milder means were tried or considered',
  ),
  boolean(
    'partialConsidered',
    'Om delvis utelukkelse var vurdert',
    'Whether partial exclusion was considered',
  ),
  boolean(
    'bestInterestConsidered',
    'Mindreårige: om barnets beste fremgår',
    "Minors: whether the child's best interest shows",
  ),
  moment('guardianToldAt', 'Mindreårige: når verge ble varslet', 'Minors: when the guardian was told'),
  moment('inmateToldAt', 'Når den innsatte fikk vite det', 'When the inmate was told'),
  text('circumstances', 'Tvangsmidler: omstendigheter', 'Coercive measures: circumstances'),
  list(
    'participantRoles',
    'Tvangsmidler: rollene til dem som deltok',
    'Coercive measures: roles of those who took part',
  ),
  text('injuries', 'Tvangsmidler: skader', 'Coercive measures: injuries'),
  moment(
    'debriefedAt',
    'Tvangsmidler: når det ble gjennomgått etterpå',
    'Coercive measures: when it was gone through afterwards',
  ),
  text(
    'repairedStart',
    'Start slik kilden skrev den, der dag og måned ble rettet',
    'Start as written, where day and month were put right',
  ),
  text(
    'repairedEnd',
    'Slutt slik kilden skrev den, der dag og måned ble rettet',
    'End as written, where day and month were put right',
  ),
  ...LINEAGE,
];

const ENTRY = [
  day('measureStartedOn', 'Dagen tiltaket begynte', 'Day the measure began'),
  text('measureId', 'Id-en til tiltaket', 'Id of the measure'),
  text('id', 'Oppføringens id', 'Id of the entry'),
  ...ORIGIN,
];

/** Of what follows a measure. */
export const ENTRY_COLUMNS = {
  reassessments: [
    ...ENTRY,
    moment('assessedAt', 'Når det ble vurdert', 'When it was assessed'),
    text('level', 'Nivå som vurderte', 'Level that assessed'),
    text('role', 'Rollen til den som vurderte', 'Role of who assessed'),
    text('outcome', 'Utfallet', 'Outcome'),
    text('justification', 'Begrunnelse', 'Justification'),
    ...LINEAGE,
  ],
  supervision: [
    ...ENTRY,
    moment('supervisedAt', 'Når noen så til den innsatte', 'When somebody looked in'),
    boolean('byHealthStaff', 'Om det var helsepersonell', 'Whether it was health staff'),
    text('role', 'Rollen til den som så til', 'Role of who looked in'),
    ...LINEAGE,
  ],
  'health-notices': [
    ...ENTRY,
    moment('notifiedAt', 'Når helsetjenesten ble varslet', 'When health staff were told'),
    moment('doctorStatementAt', 'Når legen uttalte seg', 'When a doctor gave a statement'),
    ...LINEAGE,
  ],
  'higher-decisions': [
    ...ENTRY,
    moment('decidedAt', 'Når høyere nivå besluttet', 'When the higher level decided'),
    text('level', 'Nivået', 'Level'),
    text('outcome', 'Utfallet', 'Outcome'),
    ...LINEAGE,
  ],
  reports: [
    ...ENTRY,
    moment(
      'sentAt',
      'Når meldingen ble sendt; tom når den ikke er det',
      'When the report was sent; empty while it is not',
    ),
    moment('dueAt', 'Frist', 'When it was due'),
    text('toLevel', 'Nivået den går til', 'Level it goes to'),
    ...LINEAGE,
  ],
  complaints: [
    ...ENTRY,
    moment('filedAt', 'Når det ble klaget', 'When the complaint was made'),
    moment(
      'decidedAt',
      'Når klagen ble avgjort; tom når den ikke er det',
      'When it was decided; empty while it is open',
    ),
    text('outcome', 'Utfallet', 'Outcome'),
    ...LINEAGE,
  ],
} as const satisfies Record<string, readonly Column[]>;

export const TIMELINE_COLUMNS: readonly Column[] = [
  day('measureStartedOn', 'Dagen tiltaket begynte', 'Day the measure began'),
  text('measureId', 'Id-en til tiltaket', 'Id of the measure'),
  moment('at', 'Når det hendte', 'When it happened'),
  text('event', 'Hva som hendte', 'What happened'),
  text(
    'entryId',
    'Id-en til oppføringen det står i; tom der det står i tiltaket',
    'Id of the entry that tells it; empty where the measure does',
  ),
  text('detail', 'Utfall eller nivå', 'Outcome or level'),
  boolean('dayOnly', 'Om bare dagen er kjent', 'Whether only the day is known'),
];

export const CORRECTION_COLUMNS: readonly Column[] = [
  text('register', 'Hva slags opplysning som ble rettet', 'What kind of record was corrected'),
  text('recordId', 'Id-en til opplysningen', 'Id of the record'),
  integer('version', 'Versjonen rettelsen ga', 'Version the correction made'),
  text(
    'field',
    'Feltet; withdrawn der opplysningen ble trukket eller satt inn igjen',
    'Field; withdrawn where the record was withdrawn or put back',
  ),
  text('sourceKey', 'Nøkkelen i kilden', 'Key at the source'),
  moment('recordedAt', 'Når rettelsen ble kjent', 'When the correction became known'),
  text('before', 'Verdien før, som JSON', 'Value before, as JSON'),
  text('after', 'Verdien etter, som JSON', 'Value after, as JSON'),
];

export const REGIME_DAY_COLUMNS: readonly Column[] = [
  day('day', 'Dagen', 'Day'),
  text('id', 'Id', 'Id'),
  ...ORIGIN,
  text('facility', 'Fengsel eller avdeling', 'Prison or ward'),
  personText('person', 'Pseudonymet for den innsatte', 'Pseudonym of the inmate'),
  integer('minutesOfferedOutOfCell', 'Minutter tilbudt utenfor cellen', 'Minutes offered out of the cell'),
  integer('minutesOutOfCell', 'Minutter utenfor cellen', 'Minutes out of the cell'),
  integer('minutesOutdoors', 'Minutter ute', 'Minutes outdoors'),
  integer('contactMinutesOffered', 'Minutter kontakt tilbudt', 'Minutes of contact offered'),
  integer('contactMinutesAccepted', 'Minutter kontakt tatt imot', 'Minutes of contact accepted'),
  boolean('contactRefused', 'Om kontakt ble avslått', 'Whether contact was refused'),
  boolean(
    'decisionInForce',
    'Om en utelukkelse, celle eller seng gjaldt den dagen',
    'Whether an exclusion, cell or bed was in force that day',
  ),
  number(
    'hoursLockedInWithoutDecision',
    'Timer innelåst uten at noen beslutning gjaldt',
    'Hours locked in without any decision in force',
  ),
  ...LINEAGE,
];

export const DEVIATION_COLUMNS: readonly Column[] = [
  text('caseId', 'Sakens id', 'Id of the case'),
  text('measureId', 'Id-en til tiltaket', 'Id of the measure'),
  text('rule', 'Regelen som ikke ble holdt', 'Rule that was not kept'),
  integer('occurrence', 'Hvilken gang, der regelen gjentar seg', 'Which time, where the rule repeats itself'),
  text('ruleSet', 'Versjonen av reglene', 'Version of the rules'),
  text('facility', 'Fengsel eller avdeling', 'Prison or ward'),
  text('kind', 'Utelukkelse, tvangsmiddel eller kontrolltiltak', 'Exclusion, coercive or control measure'),
  text('means', 'Virkemiddel', 'Means'),
  day('startedOn', 'Dagen tiltaket begynte', 'Day the measure began'),
  moment('dutyDueAt', 'Fristen', 'When it fell due'),
  moment('metAt', 'Når plikten likevel ble oppfylt', 'When it was met after all'),
  moment('firstSeenAt', 'Når avviket ble sett', 'When the deviation was seen'),
  text('status', 'Hvordan saken står', 'How the case stands'),
  text('waitsFor', 'Hvem saken venter på', 'Whose turn it is'),
  day('dueOn', 'Fristen for svar', 'Last day to answer'),
  text('action', 'Tiltak som er planlagt', 'Action planned'),
  day('actionDeadline', 'Frist for tiltaket', 'Deadline of the action'),
  text('systemicCase', 'Systemsaken den er del av', 'Systemic case it is part of'),
  integer('version', 'Antall steg i saken', 'Number of steps in the case'),
];

export const DIALOGUE_COLUMNS: readonly Column[] = [
  text('caseId', 'Sakens id', 'Id of the case'),
  integer('version', 'Nummer på steget', 'Number of the step'),
  text('step', 'Steget', 'Step'),
  moment('recordedAt', 'Når', 'When'),
  text('party', 'Enheten, direktoratet eller systemet', 'Unit, directorate or system'),
  text('actor', 'Hvem', 'Who'),
  text('note', 'Hva som ble sagt', 'What was said'),
  text('status', 'Hvordan saken sto etterpå', 'How the case stood after it'),
];
