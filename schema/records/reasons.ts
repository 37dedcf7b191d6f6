import type { z } from 'zod';
import type { Language } from '../public-codes.ts';

/** Why a row is in quarantine (karantene): a code, and the field it is about where there is one. */
export type Reason = { readonly code: ReasonCode; readonly field: string | null };

const REASONS = {
  ROW_UNREADABLE: say('Raden kan ikke leses.', 'The row cannot be read.'),
  COLUMN_MISSING: say(
    'Filen mangler kolonnen som profilen leser «{field}» fra.',
    'The file lacks the column the profile reads "{field}" from.',
  ),
  UNIT_MISSING: say(
    'Raden sier ikke hvilken enhet den hører til.',
    'The row does not say which unit it belongs to.',
  ),
  UNIT_UNKNOWN: say('Enheten finnes ikke i enhetsregisteret.', 'The unit is not in the unit registry.'),
  KEY_MISSING: say('Raden mangler det som skal identifisere den.', 'The row lacks what identifies it.'),
  KEY_REPEATED: say(
    'Nøkkelen står tidligere i filen med et annet innhold.',
    'The key stands earlier in the file with another content.',
  ),
  UNIT_NOT_GRANTED: say(
    'Raden gjelder en enhet avsenderen ikke har adgang til å levere for.',
    'The row is of a unit the sender may not bring in records for.',
  ),
  FIELD_MISSING: say('«{field}» mangler.', '"{field}" is missing.'),
  FIELD_UNKNOWN: say('Feltet «{field}» finnes ikke.', 'There is no field "{field}".'),
  VALUE_UNKNOWN: say(
    'Profilen kjenner ikke verdien av «{field}».',
    'The profile does not know the value of "{field}".',
  ),
  VALUE_INVALID: say('«{field}» har en ugyldig verdi.', '"{field}" has an invalid value.'),
  TEXT_UNREADABLE: say(
    'Teksten i «{field}» har tegn som ikke kan lagres.',
    'The text of "{field}" has characters that cannot be kept.',
  ),
  MOMENT_UNREADABLE: say(
    '«{field}» er ikke skrevet slik profilen sier.',
    '"{field}" is not written as the profile says.',
  ),
  MOMENT_NOT_A_TIME: say(
    '«{field}» er et klokkeslett som ikke fantes (overgang til sommertid).',
    '"{field}" is a clock time that did not exist (summer time began).',
  ),
  IN_FUTURE: say('«{field}» ligger i fremtiden.', '"{field}" is in the future.'),
  END_BEFORE_START: say('Slutten er før starten.', 'The end is before the start.'),
  LENGTH_CONTRADICTS: say(
    'Lengden fra start til slutt stemmer ikke med den oppgitte lengden.',
    'The length from start to end does not agree with the length declared.',
  ),
  MIXED_PRECISION: say(
    'Start og slutt må begge være dager eller begge klokkeslett.',
    'Start and end must both be days or both clock times.',
  ),
  KIND_AND_MEANS_DIFFER: say(
    'Middelet hører ikke til tiltakstypen.',
    'The means does not belong to the kind.',
  ),
  GROUND_AND_KIND_DIFFER: say(
    'Hjemmelen hører ikke til tiltakstypen.',
    'The legal basis does not belong to the kind.',
  ),
  LEGAL_BASIS_UNKNOWN: say('Hjemmelen finnes ikke.', 'The legal basis does not exist.'),
  EVENT_WITH_END: say('En hendelse kan ikke ha en slutt.', 'An event cannot have an end.'),
  COERCION_FIELDS_MISPLACED: say(
    'Bare tvangsmidler har protokollfeltene.',
    'Only coercive measures have the fields of the register.',
  ),
  AGE_CONTRADICTS_BIRTH_DATE: say(
    'Aldersgruppen stemmer ikke med fødselsdatoen.',
    'The age group does not agree with the birth date.',
  ),
  AGE_CONTRADICTS_ADULT_ON: say(
    'Aldersgruppen stemmer ikke med dagen personen blir 18 år.',
    'The age group does not agree with the day the person turns 18.',
  ),
  NOTICE_WITHOUT_MOMENT: say(
    'Verken varsel eller legeuttalelse har et tidspunkt.',
    'Neither the notice nor the statement has a moment.',
  ),
} as const;

export type ReasonCode = keyof typeof REASONS;

export function reasonSentence({ code, field }: Reason, language: Language): string {
  return REASONS[code][language].replaceAll('{field}', field ?? '–');
}

/** The reason as one word, as it is counted: `VALUE_UNKNOWN(sex)`. */
export function reasonName({ code, field }: Reason): string {
  return field === null ? code : `${code}(${field})`;
}

export function isReasonCode(text: string): text is ReasonCode {
  return Object.hasOwn(REASONS, text);
}

/** What a record's definition found wrong, in the order of its fields. */
export function reasonsOf(error: z.ZodError): Reason[] {
  return error.issues.flatMap((issue): Reason[] => {
    const field = issue.path.filter((part) => typeof part === 'string').join('.') || null;
    if (isReasonCode(issue.message))
      return [{ code: issue.message, field: isOwnSentence(issue.message) ? null : field }];
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => ({ code: 'FIELD_UNKNOWN', field: key }));
    if (/^invalid_(type|value|union)$/.test(issue.code) && issue.input == null)
      return [{ code: 'FIELD_MISSING', field }];
    return [{ code: 'VALUE_INVALID', field }];
  });
}

/** Whether the code says everything without a field. */
function isOwnSentence(code: ReasonCode): boolean {
  return !REASONS[code].nb.includes('{field}');
}

function say(nb: string, en: string): { readonly nb: string; readonly en: string } {
  return { nb, en };
}
