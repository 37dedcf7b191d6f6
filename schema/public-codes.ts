/**
 * Every code an error, a missing unit or a rejected row may carry to the outside, with the sentence
 * people read. Whatever is not in this list is masked as INTERNAL_ERROR and only logged.
 */
const PUBLIC_CODES = {
  GRAPHQL_PARSE_FAILED: say('Spørringen er ikke gyldig GraphQL.', 'The query is not valid GraphQL.'),
  GRAPHQL_VALIDATION_FAILED: say(
    'Spørringen passer ikke med skjemaet.',
    'The query does not fit the schema.',
  ),
  BAD_USER_INPUT: say('En verdi i spørringen er ugyldig.', 'A value in the query is invalid.'),
  BAD_REQUEST: say('Forespørselen er ikke gyldig.', 'The request is not valid.'),
  OPERATION_RESOLUTION_FAILURE: say('Oppgi hvilken operasjon som skal kjøres.', 'Name the operation to run.'),
  PERIOD_INVALID: say(
    'Perioden må ha fra-dato før til-dato, begge i årene 1900–2200.',
    'The period must start before it ends, both in the years 1900–2200.',
  ),
  UNKNOWN_UNIT: say(
    'Filteret nevner en enhet som ikke finnes i enhetsregisteret.',
    'The filter names a unit that is not in the unit registry.',
  ),
  UNKNOWN_LEGAL_BASIS: say(
    'Filteret nevner en hjemmel som ikke finnes.',
    'The filter names a legal basis that does not exist.',
  ),
  TOO_MANY_GROUPS: say(
    'Inndelingen gir for mange perioder. Velg en kortere periode eller en grovere inndeling.',
    'The grouping gives too many periods. Choose a shorter period or a coarser grouping.',
  ),
  INDICATOR_OUTSIDE_FILTER: say(
    'Utvalget har ingen tiltak som indikatoren gjelder.',
    'The filter leaves no measures that the indicator is about.',
  ),
  NOT_COMPARABLE_BY_VULNERABILITY: say(
    'Bare andeler av tiltak kan sammenlignes etter sårbarhet: innsatteregisteret kjenner ikke sårbarhet.',
    'Only shares of measures can be compared by vulnerability: the register does not know vulnerability.',
  ),
  ACCESS_LOG_UNAVAILABLE: say(
    'Innsynet kan ikke loggføres nå, og da gis det ikke svar. Prøv igjen om litt.',
    'The access cannot be put on record now, so there is no answer. Try again in a while.',
  ),
  AS_OF_NOT_REACHED: say('Tidspunktet i asOf er ikke nådd.', 'The moment in asOf has not been reached.'),
  CURSOR_INVALID: say(
    'Markøren (after) kommer ikke fra denne listen.',
    'The cursor (after) does not come from this list.',
  ),
  PAGE_SIZE_INVALID: say('first må være mellom 1 og 500.', 'first must be between 1 and 500.'),
  UNIT_UNAVAILABLE: say('Enheten svarer ikke.', 'The unit does not answer.'),
  UNIT_TIMEOUT: say('Enheten svarte ikke innen fristen.', 'The unit did not answer within the deadline.'),
  UNIT_INVALID_ANSWER: say(
    'Enheten ga et svar som ikke kan brukes.',
    'The unit gave an answer that cannot be used.',
  ),
  INMATES_UNAVAILABLE: say('Innsatteregisteret svarer ikke.', 'The inmates register does not answer.'),
  INMATES_TIMEOUT: say(
    'Innsatteregisteret svarte ikke innen fristen.',
    'The inmates register did not answer within the deadline.',
  ),
  INMATES_INVALID_ANSWER: say(
    'Innsatteregisteret ga et svar som ikke kan brukes.',
    'The inmates register gave an answer that cannot be used.',
  ),
  MEASURES_UNAVAILABLE: say(
    'Tjenesten for enheter, regler og sammenstilling svarer ikke.',
    'The service for units, rules and totals does not answer.',
  ),
  NO_POPULATION: say(
    'Innsatteregisteret har ingen opphold for enheten.',
    'The register holds no stays for the unit.',
  ),
  NO_INMATE_DAYS: say('Ingen innsattdøgn i utvalget.', 'No inmate-days in the selection.'),
  NOT_IN_REGISTER: say(
    'Innsatteregisteret kjenner ikke sårbarhet, så innsattdøgn kan ikke deles inn slik.',
    'The register does not know vulnerability, so inmate-days cannot be divided so.',
  ),
  PERSON_MISSING: say(
    'Minst ett tiltak i utvalget mangler person.',
    'At least one measure in the selection has no person.',
  ),
  NOT_ASKED: say('Be om tallet med countInmates.', 'Ask for the figure with countInmates.'),
  TOO_MANY_ROWS: say(
    'Send høyst 5000 rader og 16 MB i hver forespørsel.',
    'Send at most 5,000 rows and 16 MB in each request.',
  ),
  TOO_MUCH: say(
    'For mange forespørsler samtidig. Prøv igjen om litt.',
    'Too many requests at once. Try again shortly.',
  ),
  IDEMPOTENCY_KEY_REUSED: say(
    'Nøkkelen (Idempotency-Key) er brukt om noe annet.',
    'The key (Idempotency-Key) was used for something else.',
  ),
  OUT_OF_ORDER: say(
    'En tidligere del av importen mangler. Send filen på nytt.',
    'An earlier part of the import is missing. Send the file again.',
  ),
  IMPORT_NOT_FOUND: say('Importen finnes ikke.', 'There is no such import.'),
  IMPORT_NOT_LAST: say(
    'Bare den siste importen fra en kilde kan angres.',
    'Only the last import from a source can be undone.',
  ),
  QUARANTINE_NOT_FOUND: say('Raden finnes ikke i karantenen.', 'The row is not in quarantine.'),
  QUARANTINE_CLOSED: say('Raden er allerede behandlet.', 'The row has already been dealt with.'),
  CORRECTION_MISSING: say('Oppgi den rettede opplysningen (record).', 'Give the corrected record (record).'),
  FEED_NOT_READ: say(
    'Enhetens avvik er ikke hentet ennå.',
    'The unit’s deviations have not been fetched yet.',
  ),
  KEYS_NOT_COMPARED: say(
    'Enhetenes nøkler er ikke sammenlignet i det siste.',
    'The units’ keys have not been compared lately.',
  ),
  FEED_LATE: say(
    'Enhetens avvik er ikke hentet på en stund.',
    'The unit’s deviations have not been fetched for a while.',
  ),
  GATEWAY_UNAVAILABLE: say(
    'Portneren svarte ikke da enhetens avvik skulle hentes.',
    'The gateway did not answer when the unit’s deviations were to be fetched.',
  ),
  UNKNOWN_RULE: say('Regelen finnes ikke.', 'There is no such rule.'),
  CASE_NOT_FOUND: say('Saken finnes ikke.', 'There is no such case.'),
  CASE_CHANGED: say(
    'Saken er endret siden. Ingenting er gjort; se hva som er nytt, og prøv igjen.',
    'The case has changed since. Nothing was done; see what is new, and try again.',
  ),
  STEP_NOT_POSSIBLE: say(
    'Slik saken står, kan dette ikke gjøres.',
    'As the case stands, this cannot be done.',
  ),
  CASE_IN_SYSTEMIC_CASE: say(
    'Saken er del av et systemavvik og besvares der.',
    'The case is a member of a systemic case and is answered there.',
  ),
  ACTION_OUTSTANDING: say(
    'Tiltaket i saken er ikke meldt rettet.',
    'The action in the case has not been reported done.',
  ),
  SYSTEMIC_CASE_EXISTS: say(
    'Regelen har alt et åpent systemavvik for minst én av enhetene.',
    'The rule already has an open systemic case for at least one of the units.',
  ),
  NOTE_INVALID: say('Skriv en tekst på 1 til 4000 tegn.', 'Write a text of 1 to 4,000 characters.'),
  DEADLINE_PASSED: say('Fristen må være i dag eller senere.', 'The deadline must be today or later.'),
  TOKEN_MISSING: say(
    'Adgangstegnet mangler. Send det som Authorization: Bearer …',
    'The token is missing. Send it as Authorization: Bearer …',
  ),
  TOKEN_INVALID: say('Adgangstegnet er ikke gyldig.', 'The token is not valid.'),
  TOKEN_EXPIRED: say('Adgangstegnet er utløpt.', 'The token has expired.'),
  TOKEN_NOT_YET_VALID: say('Adgangstegnet er ikke gyldig ennå.', 'The token is not valid yet.'),
  TOKEN_ISSUER_UNKNOWN: say(
    'Adgangstegnet kommer fra en utsteder som ikke godtas her.',
    'The token comes from an issuer that is not accepted here.',
  ),
  TOKEN_AUDIENCE_WRONG: say(
    'Adgangstegnet er utstedt for en annen mottaker.',
    'The token was issued for another audience.',
  ),
  TOKEN_ALGORITHM_WRONG: say(
    'Adgangstegnet er signert på en måte som ikke godtas.',
    'The token is signed in a way that is not accepted.',
  ),
  TOKEN_KEY_UNKNOWN: say(
    'Adgangstegnet er signert med en nøkkel utstederen ikke har.',
    'The token is signed with a key the issuer does not have.',
  ),
  ISSUER_UNAVAILABLE: say(
    'Utstederens nøkler kan ikke hentes nå. Prøv igjen om litt.',
    "The issuer's keys cannot be fetched now. Try again shortly.",
  ),
  NOTHING_GRANTED: say(
    'Du er kjent, men ikke gitt noen rolle her.',
    'You are known, but have been given no role here.',
  ),
  NOT_PERMITTED: say('Rollen din gir ikke adgang til dette.', 'Your role gives no access to this.'),
  EXPORTS_OFF: say(
    'Innsynspakker er ikke satt opp her (EXPORT_KEY).',
    'Inspection exports are not set up here (EXPORT_KEY).',
  ),
  EXPORT_NOT_FOUND: say(
    'Du har ingen ferdig innsynspakke med denne id-en.',
    'You have no finished inspection export of this id.',
  ),
  EXPORT_EXPIRED: say(
    'Innsynspakken er slettet, for lagringstiden er ute. Be om den på nytt; med samme asOf får den de samme tabellene.',
    'The inspection package is deleted, since its time is up. Ask for it again; with the same asOf it gets the same tables.',
  ),
  LINK_EXPIRED: say(
    'Lenken gjelder ikke lenger. Hent en ny med inspectionExport.',
    'The link no longer holds. Get a new one with inspectionExport.',
  ),
  WITHHELD_BY_UNIT: say(
    'Enheten gir ikke direktoratet dette.',
    'The unit does not give the directorate this.',
  ),
  UNITS_NOT_PERMITTED: say(
    'Rollen din gir bare adgang til nøyaktige tall for egne enheter. Nevn dem i filteret (units), eller spør med publishedFigures om alle.',
    'Your role gives access to exact figures of your own units only. Name them in the filter (units), or ask publishedFigures for all.',
  ),
  EXPORT_NOT_PERMITTED: say(
    'Rollen din gir ikke adgang til opplysningene i alle disse enhetene. Nevn bare dem du har adgang til, eller be om den offentlige utgaven (PUBLIC).',
    'Your role gives no access to the records of all these units. Name only those you have access to, or ask for the public edition (PUBLIC).',
  ),
  PURPOSE_MISSING: say(
    'Oppgi formålet (samsyn-purpose) for å se hvem det gjelder.',
    'State the purpose (samsyn-purpose) to see who it is about.',
  ),
  ASSERTION_MISSING: say('Kallet kommer ikke fra portneren.', 'The request does not come from the gateway.'),
  FEED_UNKNOWN: say(
    'Det finnes ikke noe datauttrekk med dette navnet. GET /feeds viser dem som finnes.',
    'There is no feed of this name. GET /feeds lists those there are.',
  ),
  FEED_FORMAT_UNKNOWN: say(
    'Datauttrekket finnes ikke i dette formatet. GET /feeds viser hvilke det finnes i.',
    'The feed does not come in this format. GET /feeds lists those it comes in.',
  ),
  FEED_PARAMETER_UNKNOWN: say('Datauttrekket har ingen slik parameter.', 'The feed takes no such parameter.'),
  FEED_PARAMETER_INVALID: say(
    'Parameteren kan ikke ha denne verdien.',
    'The parameter cannot have this value.',
  ),
  PUBLISHED_FIGURES_ONLY: say(
    'Rollen din gir adgang til publiserte tall, ikke til dette utsnittet. Spør med publishedFigures om hele kvartaler etter enhet, tiltakstype, omfang og kjønn.',
    'Your role gives access to published figures, not to this slice. Ask publishedFigures for whole quarters by unit, kind, extent and sex.',
  ),
  WHOLE_QUARTERS_ONLY: say(
    'Publiserte tall gjelder hele kvartaler: perioden må begynne og slutte ved et kvartalsskifte.',
    'Published figures are for whole quarters: the period must start and end where a quarter does.',
  ),
  QUARTER_NOT_ENDED: say(
    'Kvartalet er ikke over, og publiseres først da.',
    'The quarter is not over, and is published only then.',
  ),
  PUBLISHED_UNIT_MISSING: say(
    'Minst én enhet mangler, og da vises ingenting av kvartalet. Se coverage.',
    'At least one unit is missing, so nothing of the quarter is shown. See coverage.',
  ),
  PUBLISHED_NOT_DECLARED: say(
    'Ikke publisert ennå: det skjer når alle enheter har erklært registreringene sine fullstendige til periodens slutt. Se coverage.',
    'Not yet published: that is when all units have declared their records complete through the end of the period. See coverage.',
  ),
  REGISTER_NOT_DECLARED: say(
    'Innsatteregisteret har ikke erklært oppholdene fullstendige til kvartalets slutt.',
    'The inmates register has not declared its stays complete through the end of the quarter.',
  ),
  PUBLISHED_TOO_FEW: say(
    'Så få personer står bak kvartalets tall at ingenting kan vises.',
    'So few persons stand behind the figures of the quarter that nothing can be shown.',
  ),
  RULE_NOT_COUNTED: say(
    'Nevn en regel som tiltak bedømmes etter (rule).',
    'Name a rule that measures are judged by (rule).',
  ),
  EVIDENCE_INVALID: say(
    'Belegget kommer ikke fra en sammenligning her, eller er endret.',
    'The evidence does not come from a comparison here, or was changed.',
  ),
  NO_SIGNAL: say(
    'Sammenligningen ga ikke noe signal, og da åpnes ingen sak av den.',
    'The comparison gave no signal, so no case is made of it.',
  ),
  WHOLE_YEARS_ONLY: say(
    'Publiserte nøkkeltall gjelder ett helt kalenderår som er over.',
    'Published key figures are for one whole calendar year that has ended.',
  ),
  UNIT_MISSING: say(
    'Kan ikke leveres: minst én enhet mangler i summen. Se coverage.',
    'Cannot be delivered: at least one unit is missing from the sum. See coverage.',
  ),
  RECORDS_INCOMPLETE: say(
    'Kan ikke leveres: for mange registreringer mangler opplysningen tallet bygger på.',
    'Cannot be delivered: too many records lack what the figure rests on.',
  ),
  NOT_RECORDED: say(
    'Kan ikke leveres: det tallet bygger på, er ikke registrert, eller ikke i alle enheter.',
    'Cannot be delivered: what the figure rests on is not recorded, or not in all units.',
  ),
  NOTHING_TO_COUNT: say(
    'Kan ikke leveres: det er ingen å regne av.',
    'Cannot be delivered: there is nothing to compute it from.',
  ),
  NOT_PUBLISHED_BY_UNIT: say(
    'Kan ikke leveres: tallet publiseres bare for alle enheter samlet.',
    'Cannot be delivered: the figure is published for all units together only.',
  ),
  NOT_PUBLISHED: say(
    'Kan ikke leveres: tallet publiseres ikke, for få personer kan stå bak det.',
    'Cannot be delivered: the figure is not published, since few persons may stand behind it.',
  ),
  FEW_PERSONS: say(
    'Skjult (:), for få personer står bak tallet eller et tall det følger av.',
    'Hidden (:), since few persons stand behind the figure or one it follows from.',
  ),
  METHOD_NOT_TAKEN: say('Send spørringen med POST.', 'Send the query with POST.'),
  CONTENT_TYPE_WRONG: say(
    'Send spørringen som JSON (Content-Type: application/json).',
    'Send the query as JSON (Content-Type: application/json).',
  ),
  BATCH_NOT_TAKEN: say('Send én spørring i hver forespørsel.', 'Send one query in each request.'),
  REQUEST_TOO_LARGE: say('Forespørselen er for stor.', 'The request is too large.'),
  ANSWER_TOO_LARGE: say(
    'Svaret blir for stort. Be om færre felter, mindre sider eller en kortere periode.',
    'The answer would be too large. Ask for fewer fields, smaller pages or a shorter period.',
  ),
  OPERATION_TOO_LONG: say('Spørringen har for mange ord og tegn.', 'The query has too many words and signs.'),
  OPERATION_TOO_DEEP: say(
    'Spørringen har for mange felter inni hverandre.',
    'The query has too many fields within one another.',
  ),
  TOO_MANY_FIELDS: say('Spørringen velger for mange felter.', 'The query selects too many fields.'),
  TOO_MANY_ALIASES: say(
    'Spørringen gir for mange felter et annet navn.',
    'The query gives too many fields another name.',
  ),
  TOO_MANY_QUESTIONS: say(
    'Forespørselen stiller for mange spørsmål på en gang.',
    'The request asks too many questions at once.',
  ),
  TOO_MANY_DIRECTIVES: say('Et felt har for mange direktiver.', 'A field has too many directives.'),
  OPERATION_TOO_LARGE: say(
    'Svaret kan bli for stort. Be om færre felter eller mindre sider (first).',
    'The answer may become too large. Ask for fewer fields or smaller pages (first).',
  ),
  TOO_OFTEN: say(
    'For mange forespørsler på kort tid. Prøv igjen etter tiden i Retry-After.',
    'Too many requests in a short time. Try again after the time in Retry-After.',
  ),
  DOCUMENT_UNKNOWN: say(
    'Spørringen forespørselen viser til, finnes ikke her.',
    'The query the request refers to is not stored here.',
  ),
  DOCUMENT_NOT_TRUSTED: say(
    'Rollen din kan bare stille de lagrede spørringene.',
    'Your role may ask the stored queries only.',
  ),
  ERASURE_INVALID: say(
    'Oppgi pseudonymet (person) og en begrunnelse på 3 til 300 tegn (reason).',
    'Give the pseudonym (person) and a reason of 3 to 300 characters (reason).',
  ),
  INTROSPECTION_NOT_PERMITTED: say(
    'Rollen din kan ikke spørre etter skjemaet.',
    'Your role may not ask for the schema.',
  ),
  IMPORT_TARGET_UNKNOWN: say(
    'Adressen må ende på /import/ og ett av målene i schema/profiles.',
    'The address must end with /import/ and one of the targets in schema/profiles.',
  ),
  PROFILE_UNUSABLE: say(
    'Profilen eller et felt ved siden av filen er feil:',
    'The profile or a field beside the file is wrong:',
  ),
  PROFILE_FOR_ANOTHER_TARGET: say(
    'Profilen er for et annet mål enn adressen.',
    'The profile is for another target than the address.',
  ),
  FILE_MISSING: say('Filen mangler.', 'The file is missing.'),
  FILE_BREAKS_OFF: say('Filen brytes av før den er hel.', 'The file breaks off before it is whole.'),
  FILE_DAMAGED: say(
    'Filen kan ikke leses; den er skadet eller avkortet.',
    'The file cannot be read; it is damaged or cut off.',
  ),
  FILE_QUOTE_OPEN: say(
    'Filen kan ikke leses til ende: et anførselstegn åpnes og lukkes aldri.',
    'The file cannot be read to its end: a quote is opened and never closed.',
  ),
  FILE_NOT_UTF8: say(
    'Filen er ikke UTF-8. Er den Latin-1, sier profilen det med "encoding": "LATIN-1".',
    'The file is not UTF-8. If it is Latin-1, the profile says so with "encoding": "LATIN-1".',
  ),
  FILE_ROW_TOO_LONG: say(
    'En rad i filen er for lang, i tegn.',
    'A row of the file is too long, in characters.',
  ),
  IMPORT_LEFT_OFF: say(
    'Radene før feilen kan være tatt inn; den rettede filen legger ingen av dem til på nytt.',
    'The rows before the fault may have come in; the mended file adds none of them again.',
  ),
  WORKBOOK_UNREADABLE: say('Arbeidsboken kan ikke leses.', 'The workbook cannot be read.'),
  INTERNAL_ERROR: say(
    'Noe gikk galt hos oss. Feilen er loggført.',
    'Something went wrong on our side. It has been logged.',
  ),
} as const;

export type PublicCode = keyof typeof PUBLIC_CODES;
export type Language = 'nb' | 'en';

export function isPublicCode(code: unknown): code is PublicCode {
  return typeof code === 'string' && Object.hasOwn(PUBLIC_CODES, code);
}

/** A limit that was passed. */
export type Counted = { readonly limit: number; readonly found: number };

export function sentence(code: PublicCode, language: Language, counted?: Counted): string {
  const told = PUBLIC_CODES[code][language];
  if (counted === undefined) return told;
  const { limit, found } = counted;
  return `${told} ${language === 'nb' ? `Høyst ${limit}, her ${found}.` : `At most ${limit}, here ${found}.`}`;
}

function say(nb: string, en: string): { readonly nb: string; readonly en: string } {
  return { nb, en };
}
