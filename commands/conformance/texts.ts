import type { CheckText } from './check.ts';

/** What each check looks at, and what the contract says about it, in Norwegian and English. */
export const TEXTS = {
  HEALTH: text(
    ['Enheten sier at den lever og er klar', 'The unit says that it is up and ready'],
    ['GET /health og GET /ready svarer 200.', 'GET /health and GET /ready answer 200.'],
  ),
  SDL: text(
    ['SDL-en er kontraktens', "The SDL is the contract's"],
    [
      'Enhetens SDL har hvert element i schema/sdl/unit.graphql og ingen andre; bare kontrakten legger til.',
      "The unit's SDL has every element of schema/sdl/unit.graphql and no other; only the contract adds.",
    ],
  ),
  ASSERTION: text(
    ['Bare det portneren går god for, besvares', 'Only what the gateway vouches for is answered'],
    [
      'Uten gyldig samsyn-assertion (schema/access/assertion.ts), signert med portnerens nøkkel, svarer enheten 401.',
      "Without a valid samsyn-assertion (schema/access/assertion.ts), signed with the gateway's key, the unit answers 401.",
    ],
  ),
  CLEARANCE: text(
    ['Ingen får mer enn rollen gir', 'Nobody gets more than the role gives'],
    [
      'Enheten ser selv etter i schema/access/roles.ts: uten adgang er feltet null med NOT_PERMITTED, og REST svarer 403.',
      'The unit looks in schema/access/roles.ts itself: without clearance a field is null with NOT_PERMITTED, and REST answers 403.',
    ],
  ),
  PUBLISHED_CUBE: text(
    [
      'Lesere av publiserte tall får ett spørsmål besvart',
      'Readers of published figures get one question answered',
    ],
    [
      'schema/published/cube.ts sier hvilket: alle enheter, hele kvartaler som er over, siste kunnskap og ingen filter. Ethvert annet utsnitt av state er null med NOT_PERMITTED.',
      'schema/published/cube.ts says which: all units, whole quarters that have ended, latest knowledge and no filter. Any other slice of state is null with NOT_PERMITTED.',
    ],
  ),
  GRANTED_PERIOD: text(
    ['En innvilget periode avgrenser opplysningene', 'A granted period bounds the records'],
    [
      'Den som er gitt en periode, ser tiltak som var i kraft en dag i den, og ingen andre.',
      'Who was granted a period sees the measures in force on some day of it, and no others.',
    ],
  ),
  ENTITIES: text(
    ['Begge entitetene finnes', 'Both entities resolve'],
    [
      'Enheten svarer på _entities med sin egen kode; answeredBy er koden, og failure er null når den svarer.',
      'The unit answers _entities with its own code; answeredBy is that code, and failure is null when it answers.',
    ],
  ),
  STATE: text(
    ['Tilstanden er heltall som kan legges sammen', 'The state is integers that add up'],
    [
      'Tilstanden er unitState i schema/practice/state.ts: bare heltall, og gruppene legges sammen til totalen.',
      'The state is unitState of schema/practice/state.ts: integers only, and the groups add up to the total.',
    ],
  ),
  BAD_REFERENCE: text(
    ['En ubrukelig referanse rammer bare seg selv', 'A bad reference harms only itself'],
    [
      'En referanse som ikke kan besvares, gir null og en feil for seg; de andre i samme spørring besvares.',
      'A reference that cannot be answered gives null and an error for itself; the others in the query are answered.',
    ],
  ),
  RECORDS_TAKEN: text(
    ['Opplysningene tallene prøves på, tas inn', 'The records the figures are checked on are taken'],
    ['Hver gyldig linje som ikke er sett før, blir NEW.', 'Every valid line not seen before becomes NEW.'],
  ),
  FIGURES_DAYS: text(
    ['Tall for kilder med bare dager', 'Figures of sources with days only'],
    [
      'En lengde i dager er datodifferansen × 24 timer, uansett sommertid; perioder er halvåpne.',
      'A length of days is date difference × 24 hours, whatever summer time does; periods are half-open.',
    ],
  ),
  FIGURES_CLOCK: text(
    ['Tall for klokkeslett', 'Figures of clock times'],
    [
      'Klokkeslett teller sekunder som faktisk går; dager og måneder er Oslos.',
      'Clock times count elapsed seconds; days and months are those of Oslo.',
    ],
  ),
  FIGURES_LENGTHS: text(
    ['Lengder ved hver terskel', 'Lengths at every threshold'],
    [
      'En lengde ligger i båsen (a, b] i BIN_EDGES med sin øvre kant som verdi; båndene er lukket oppad.',
      'A length is in the bin (a, b] of BIN_EDGES, whose value is its upper edge; bands are closed above.',
    ],
  ),
  FIGURES_EVENTS: text(
    ['Hendelser har verken timer eller lengde', 'Events have neither hours nor length'],
    [
      'En hendelse telles i started og ingen andre steder: den pågår aldri, har ingen timer og ingen lengde.',
      'An event counts in started and nowhere else: it is never ongoing and has no hours and no length.',
    ],
  ),
  FIGURES_ONGOING: text(
    ['Pågående tiltak', 'Ongoing measures'],
    [
      'Et intervall uten slutt er pågående, har timer til det tidligste av asOf, dataThrough og now, og er ikke med i ended.',
      'An interval without an end is ongoing, has hours up to the earliest of asOf, dataThrough and now, and is not in ended.',
    ],
  ),
  DEVIATIONS: text(
    ['Avvik følger av reglene', 'Deviations follow from the rules'],
    [
      'Hver plikt som ikke var oppfylt da den forfalt, telles under sin regel; oppfylt i samme øyeblikk er i tide, og det som følger tiltaket, kan oppfylle den (schema/rules).',
      'Each duty that was not met when it fell due counts under its rule; met at that very moment is in time, and what follows the measure may meet it (schema/rules).',
    ],
  ),
  DEVIATION_FEED: text(
    ['Avvik kan følges', 'Deviations can be followed'],
    [
      'GET /deviations gir avvikene i rekkefølgen enheten fikk vite om dem; det som endres, kommer igjen senere med samme id, og det som faller bort, med GONE (schema/deviations/feed.ts).',
      'GET /deviations gives deviations in the order the unit came to know of them; what changes comes again later under the same id, and what vanishes with GONE (schema/deviations/feed.ts).',
    ],
  ),
  REPEATED_JUSTIFICATIONS: text(
    ['Samme begrunnelse flere ganger fortelles', 'The same justification again is told'],
    [
      'En begrunnelse som ordrett er den for et tidligere tiltak, fortelles i GET /deviations, uten at tiltaket fortsetter det andre; faller det tidligste bort, gjelder det neste som det første.',
      'A justification that is that of an earlier measure to the letter, which the measure does not continue, is told in GET /deviations; without the earliest the next passes for it.',
    ],
  ),
  ENDLESS_MEASURES: text(
    ['En start uten slutt fortelles', 'A start without a stop is told'],
    [
      'Et tiltak uten slutt som ville ha vart lenger enn reglene holder for troverdig, fortelles i GET /deviations, og faller bort når slutten kommer.',
      'A measure without an end that would have lasted longer than the rules hold plausible is told in GET /deviations, and is gone when its end has come.',
    ],
  ),
  DE_FACTO_ISOLATION: text(
    ['Isolasjon uten vedtak fortelles', 'Isolation without a decision is told'],
    [
      'Et døgn innelåst så lenge uten kontakt som regelen sier, og som ikke vedtak dekker, fortelles i GET /deviations.',
      'A day locked in for as long without contact as the rule says, and not covered by decisions, is told in GET /deviations.',
    ],
  ),
  SILENCE: text(
    ['Taushet fortelles', 'Silence is told'],
    [
      'Der noe skulle vært ført og ikke ble det lenger enn regelen tåler, fortelles det i GET /deviations for enheten eller avdelingen, med når det igjen ble ført; mange vedtak ført lenge etterpå på én dag likeså. Det kan gå et minutt.',
      'Where something was to be filed and was not for longer than the rule bears, GET /deviations tells it of the unit or facility, with when it was filed again; many decisions written long afterwards on one day likewise. It may take a minute.',
    ],
  ),
  SOURCE_LATE: text(
    ['En forsinket kilde fortelles', 'A late source is told'],
    [
      'Har enhetens kilder lenge ikke meldt seg fullstendige, fortelles det i GET /deviations for enheten, fra dagen de sist var fullstendige til; når det ikke lenger er slik, er avviket borte. Det kan gå et minutt.',
      'Where the unit’s sources have long not declared themselves complete, GET /deviations tells it of the unit, from the day up to which they last were; when it is so no longer, the deviation is gone. It may take a minute.',
    ],
  ),
  ISOLATIONS: text(
    ['Isolasjon kan legges sammen over enheter', 'Isolation can be added up over units'],
    [
      'POST /isolations gir tjenesten når de navngitte personene var utelukket eller i tvangsmiddel, og hva som ble besluttet og meldt (schema/deviations/isolations.ts); ingen andre personer, og ingen andre får det.',
      'POST /isolations gives the service when the persons named were excluded or under coercive measures, and what was decided and reported (schema/deviations/isolations.ts); of no other person, and to nobody else.',
    ],
  ),
  INMATES: text(
    ['Personer er hashet under spørsmålets nøkkel', "Persons are hashed under the question's key"],
    [
      'persons er de første 22 tegnene av HMAC-SHA256 (base64url) av pseudonymet under personKey; null der et tiltak mangler person.',
      'persons are the first 22 characters of HMAC-SHA256 (base64url) of the pseudonym under personKey; null where a measure names no person.',
    ],
  ),
  BY: text(
    ['Tall fordelt på {subject}', 'Figures by {subject}'],
    [
      'Gruppene er verdiene av dimensjonen, null der den ikke er registrert; started telles i startmåneden, timer der de gikk.',
      'The groups are the values of the dimension, null where it is not recorded; started counts in the start month, hours where they ran.',
    ],
  ),
  FILTER: text(
    ['Tall filtrert på {subject}', 'Figures filtered by {subject}'],
    [
      'Alle vilkår i filteret gjelder samtidig, hvert med minst én av sine verdier; lengde gjelder bare intervaller.',
      'All conditions of the filter hold together, each with one of its values; length is for intervals alone.',
    ],
  ),
  RECORD_FIELDS: text(
    ['Hver opplysning leses som den ble sendt', 'Every record is read as it was sent'],
    [
      'Feltene i Measure er opplysningens egne; hours er null for hendelser, og tidspunkter er i UTC til sekundet.',
      "The fields of Measure are the record's own; hours is null for events, and moments are in UTC to the second.",
    ],
  ),
  LIST_FILTERS: text(
    ['Listen filtreres på {subject}', 'The list is filtered by {subject}'],
    ['Alle vilkår i MeasureFilter gjelder samtidig.', 'All conditions of MeasureFilter hold together.'],
  ),
  LIST_ORDER: text(
    ['Listen er sortert', 'The list is in order'],
    ['Tiltak kommer med nyeste start først.', 'Measures come newest start first.'],
  ),
  PAGES: text(
    ['Sidene følger hverandre', 'Pages follow each other'],
    [
      'Sidene følger hverandre uten hull eller gjentakelse, også når noe kommer til underveis.',
      'Pages follow each other without gap or repetition, also when records arrive in between.',
    ],
  ),
  TOTAL_COUNT: text(
    ['totalCount gjelder alle sider', 'totalCount is over all pages'],
    ['totalCount er antallet treff over alle sider.', 'totalCount is the number of matches over all pages.'],
  ),
  PAGE_ERRORS: text(
    ['Ubrukelige markører og sidestørrelser avvises', 'Bad cursors and page sizes are refused'],
    [
      'En markør fra et annet sted gir CURSOR_INVALID, en side utenfor 1 til 500 PAGE_SIZE_INVALID.',
      'A cursor from elsewhere gives CURSOR_INVALID, a page outside 1 to 500 PAGE_SIZE_INVALID.',
    ],
  ),
  RESEND: text(
    ['Det samme på nytt legger ikke til noe', 'The same again adds nothing'],
    [
      'En opplysning som alt finnes, blir UNCHANGED og får ingen ny versjon, også i en annen skrivemåte.',
      'A record already there is UNCHANGED and gets no new version, also in another notation.',
    ],
  ),
  CORRECTION: text(
    ['En rettelse blir en ny versjon', 'A correction becomes a new version'],
    [
      'En endret opplysning blir CHANGED, får neste versjonsnummer og erstatter den forrige i svaret.',
      'A changed record is CHANGED, gets the next version number and takes the place of the last in the answer.',
    ],
  ),
  WITHDRAWAL: text(
    ['En tilbaketrukket opplysning telles ikke', 'A withdrawn record does not count'],
    [
      'Med withdrawn: true blir opplysningen borte fra lister og tall, og kan komme tilbake.',
      'With withdrawn: true the record is gone from lists and figures, and may come back.',
    ],
  ),
  AS_OF: text(
    ['Et svar for et tidligere tidspunkt endres aldri', 'An answer for a past moment never changes'],
    [
      'Svaret for asOf er det som var kjent da: versjoner med recordedAt ≤ asOf, uansett hva som kom siden.',
      'The answer for asOf is what was known then: versions with recordedAt ≤ asOf, whatever came later.',
    ],
  ),
  AS_OF_FUTURE: text(
    ['Et tidspunkt som ikke er nådd, avvises', 'A moment not reached is refused'],
    ['asOf senere enn nå gir AS_OF_NOT_REACHED.', 'An asOf later than now gives AS_OF_NOT_REACHED.'],
  ),
  ENTRIES: text(
    ['Det som følger et tiltak, leses med det', 'What follows a measure is read with it'],
    [
      'Hver føring hører til tiltaket med samme kilde og nøkkel, eldste først, som kjent på asOf, også sendt før tiltaket.',
      'Each entry belongs to the measure of the same source and key, oldest first, as known at asOf, also sent before it.',
    ],
  ),
  REGIME_DAYS: text(
    ['Dagsregime', 'The daily regime'],
    [
      'Dagene i perioden kommer nyeste først, side for side, som kjent på asOf.',
      'The days of the period come newest first, page by page, as known at asOf.',
    ],
  ),
  KEY_FIGURES: text(
    ['Nøkkeltall fra andre registreringer enn tiltak', 'Key figures from other records than measures'],
    [
      'Dager etter timer utenfor cellen, i hel utelukkelse med kontakt og isolert uten vedtak, klager, og personer lenge utelukket, telles i perioden (schema/key-figures/state.ts).',
      'Days by hours out of the cell, in whole exclusion with contact and isolated without a decision, complaints, and persons long excluded are counted in the period (schema/key-figures/state.ts).',
    ],
  ),
  ANSWER_LINES: text(
    ['Hver linje får sitt svar', 'Every line is answered'],
    [
      'POST /records/{target}/lines svarer én linje for hver linje, i rekkefølge: row, outcome og i karantene reason på avsenderens språk.',
      "POST /records/{target}/lines answers a line for each line, in order: row, outcome and, in quarantine, reason in the sender's language.",
    ],
  ),
  ACCOUNTING: text(
    ['Tatt inn + karantene = sendt', 'Accepted + quarantined = sent'],
    [
      'Hver rad som sendes, er tatt inn og vises, eller ligger i karantene; ingen blir borte.',
      'Every row sent is accepted and shown, or lies in quarantine; none is lost.',
    ],
  ),
  IDEMPOTENCY: text(
    ['Samme nøkkel, samme svar', 'The same key, the same answer'],
    [
      'Samme forespørsel under samme Idempotency-Key får samme svar og tas inn én gang; en annen gir 422 IDEMPOTENCY_KEY_REUSED.',
      'The same request under the same Idempotency-Key gets the same answer and is taken once; another gives 422 IDEMPOTENCY_KEY_REUSED.',
    ],
  ),
  LIMITS: text(
    ['For mange rader avvises samlet', 'Too many rows are refused whole'],
    [
      'Flere enn 5000 rader i én forespørsel gir 413 TOO_MANY_ROWS, og ingenting tas inn.',
      'More than 5,000 rows in a request give 413 TOO_MANY_ROWS, and nothing is taken.',
    ],
  ),
  CROWD: text(
    ['Mange på én gang', 'Many at once'],
    [
      'Den som ikke kan tas imot nå, får 429 TOO_MUCH og Retry-After; ingenting blir borte eller tas inn to ganger.',
      'Who cannot be taken now is told 429 TOO_MUCH and Retry-After; nothing is lost or taken twice.',
    ],
  ),
  QUARANTINE_REASONS: text(
    ['Feil i {subject} gis sin grunn', 'Faults in {subject} get their reason'],
    [
      'En rad som ikke holder, blir QUARANTINED med koden fra schema/records/reasons.ts.',
      'A row that does not hold is QUARANTINED with its code from schema/records/reasons.ts.',
    ],
  ),
  QUARANTINE_KEPT: text(
    ['Karantenen har raden slik den kom', 'Quarantine keeps the row as it came'],
    [
      'GET /quarantine lister hver rad én gang, eldste først, side for side, med original tekst, grunn og status.',
      'GET /quarantine lists each row once, oldest first, page by page, with its original text, reason and status.',
    ],
  ),
  QUARANTINE_STEPS: text(
    ['Rader rettes, slippes og avvises', 'Rows are corrected, released and rejected'],
    [
      'POST /quarantine/{id}/correct, /release og /reject: en rad slippes bare om den holder, og en behandlet rad gir 409 QUARANTINE_CLOSED.',
      'POST /quarantine/{id}/correct, /release and /reject: a row is released only if it holds, and one dealt with gives 409 QUARANTINE_CLOSED.',
    ],
  ),
  ERRORS: text(
    ['Feil har offentlige koder og røper ingenting', 'Errors have public codes and give nothing away'],
    [
      'Hver feil har en kode fra schema/public-codes.ts, og verken stakk, vertsnavn eller SQL.',
      'Every error has a code of schema/public-codes.ts, and neither stack, host nor SQL.',
    ],
  ),
  BAD_REQUESTS: text(
    ['Ubrukelige forespørsler avvises', 'Bad requests are refused'],
    [
      'Ukjent target, manglende kilde og ugyldig innhold gir 4xx med en offentlig kode, aldri 5xx.',
      'An unknown target, a missing source and a malformed body give 4xx with a public code, never 5xx.',
    ],
  ),
  SEQUENCE: text(
    ['Leveranser tas i rekkefølge', 'Deliveries are taken in order'],
    [
      'Leveransene i en import er nummerert fra 1 og tas bare i rekkefølge, hver én gang; ellers 409 OUT_OF_ORDER.',
      'The deliveries of an import are numbered from 1 and taken in order only, each once; otherwise 409 OUT_OF_ORDER.',
    ],
  ),
  ORIGINALS: text(
    ['Raden slik den kom, etterspørres', 'The row as it came is asked for'],
    [
      'Mangler original for en rad som ikke holder, svarer enheten originalsOf med radene og endrer ingenting.',
      'Where a row that does not hold lacks its original, the unit answers originalsOf with the rows and changes nothing.',
    ],
  ),
  KEYS: text(
    ['Kildens nøkler kan leses', "A source's keys can be read"],
    [
      'GET /records/{target}/keys gir nøklene som ikke er trukket tilbake, etter id, som er den samme i alle enheter (schema/records/source-keys.ts).',
      'GET /records/{target}/keys gives the keys not withdrawn, by id, which is the same in every unit (schema/records/source-keys.ts).',
    ],
  ),
  CHECK_ONLY: text(
    ['En kontroll endrer ingenting', 'A check changes nothing'],
    [
      'En leveranse med check: true sier hva som ville skjedd, og endrer ingenting.',
      'A delivery with check: true tells what would happen and changes nothing.',
    ],
  ),
  COMPLETE: text(
    [
      'En fullstendig fil trekker tilbake det den ikke har',
      'A complete file withdraws what it no longer has',
    ],
    [
      'Ved slutten av en fullstendig import trekkes kildens opplysninger i perioden som ikke kom, tilbake; ingen andre.',
      "At the end of a complete import the source's records of the period that did not come are withdrawn; no others.",
    ],
  ),
  DATA_THROUGH: text(
    ['dataThrough er det kilden har erklært', 'dataThrough is what the source declared'],
    [
      'dataThrough er null til hver kilde har erklært seg komplett, aldri gjettet; erklært begrenser det timene til pågående tiltak.',
      'dataThrough is null until every source has declared itself complete, never guessed; declared, it bounds the hours of ongoing measures.',
    ],
  ),
  UNDO: text(
    ['En import kan angres samlet', 'An import can be undone as a whole'],
    [
      'Bare kildens siste import kan angres; hver opplysning blir da som før, og det nye trekkes tilbake.',
      'Only the last import of a source can be undone; each record is then as before, and what was new is withdrawn.',
    ],
  ),
  QUALITY: text(
    ['Datakvaliteten telles', 'Data quality is counted'],
    [
      'På kvalitetsspørsmålet (schema/quality.ts) svarer enheten for hver kilde med opplysninger, rader etter utfall og ventende i karantene.',
      'To the question of quality (schema/quality.ts) the unit answers, for each source, with records, rows by outcome and those waiting in quarantine.',
    ],
  ),
  LEFT_EMPTY: text(
    ['Prøven etterlater ingenting', 'The kit leaves nothing behind'],
    [
      'En fullstendig, tom import fra en kilde trekker alt fra kilden tilbake.',
      'A complete, empty import from a source withdraws everything of that source.',
    ],
  ),
} as const satisfies Record<string, CheckText>;

function text(title: readonly [nb: string, en: string], rule: readonly [nb: string, en: string]): CheckText {
  return { title: { nb: title[0], en: title[1] }, rule: { nb: rule[0], en: rule[1] } };
}
