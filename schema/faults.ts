import { z } from 'zod';
import type { Language } from './public-codes.ts';

/** What a definition finds wrong with something a person wrote: a profile, a map of cells, a program's settings. */
const FAULTS = {
  TIME_ZONE: say('Ventet en tidssone som Europe/Oslo', 'Expected a time zone such as Europe/Oslo'),
  NO_SUCH_FIELD: say(
    '{target} har ikke feltet {name}; feltene er {names}',
    '{target} has no field {name}; it has {names}',
  ),
  FIELD_UNSAID: say('Profilen må si hvor {name} kommer fra', 'The profile must say where {name} comes from'),
  UNIT_UNSAID: say(
    'Profilen må si hvilken enhet en rad hører til',
    'The profile must say which unit a row belongs to',
  ),
  KEY_UNSAID: say(
    'Profilen må si hva som identifiserer en rad',
    'The profile must say what identifies a row',
  ),
  MEASURES_ONLY: say(
    'Bare tiltak har declaredLength og flags',
    'Only measures have declaredLength and flags',
  ),
  LENGTH_UNSAID: say('Krever declaredLength', 'Needs declaredLength'),
  PERSONS_NEVER_COMPLETE: say(
    'Personer har ingen kilde, så ingen fil er hele sannheten om dem',
    'Persons have no source, so no file is the whole truth about them',
  ),
  EMPTY: say('Må ikke være tom', 'Must not be empty'),
  AT_LEAST: say('Må være minst {limit}', 'Must be at least {limit}'),
  AT_MOST: say('Må være høyst {limit}', 'Must be at most {limit}'),
  CELL_NAME: say('Ventet navnet på en celle, som C7', 'Expected the name of a cell, as C7'),
  KEY_FIGURE_CODE: say('Ikke koden til et nøkkeltall', 'Not the code of a key figure'),
  UNIT_CODE: say('Ikke koden til en enhet', 'Not the code of a unit'),
  OWNER_NAME: say('Må stå i schema/units.json', 'Must be in schema/units.json'),
  JSON: say('Må være JSON', 'Must be JSON'),
  ONE_KEY_SOURCE: say('Trenger jwksUri eller jwks, én av dem', 'Needs jwksUri or jwks, one of them'),
  TLS_PAIR: say('TLS_KEY og TLS_CERTIFICATE hører sammen', 'TLS_KEY and TLS_CERTIFICATE go together'),
  LOCAL_ISSUER: say(
    'Må ikke nevne en lokal utsteder i produksjon',
    'Must not name a local issuer in production',
  ),
  NO_ISSUER: say(
    'Må nevne en utsteder av tokener i produksjon',
    'Must name an issuer of tokens in production',
  ),
} as const;

export type Fault = { readonly params: { readonly fault: keyof typeof FAULTS; readonly values: Values } };
type Values = Readonly<Record<string, string>>;

/** The fault, for a definition's own checks. */
export function fault(code: keyof typeof FAULTS, values: Values = {}): Fault {
  return { params: { fault: code, values } };
}

const LOCALES = { nb: z.locales.no(), en: z.locales.en() };

/** Has a definition say in a language what is wrong: `definition.safeParse(given, saidIn('nb'))`. */
export function saidIn(language: Language): { readonly error: z.core.$ZodErrorMap } {
  const { localeError } = LOCALES[language];
  return {
    error: (issue) => own(faultIn(issue), language) ?? localeError(issue),
  };
}

/** Our own fault, where the library has none or says it clumsily. */
function faultIn(issue: z.core.$ZodRawIssue): unknown {
  if (issue.code === 'custom') return issue.params;
  if (issue.code !== 'too_small' && issue.code !== 'too_big') return undefined;
  const isNumber = issue.origin === 'number' || issue.origin === 'int';
  if (isNumber && issue.code === 'too_small')
    return fault('AT_LEAST', { limit: String(issue.minimum) }).params;
  if (isNumber && issue.code === 'too_big') return fault('AT_MOST', { limit: String(issue.maximum) }).params;
  return issue.code === 'too_small' && issue.minimum === 1 ? fault('EMPTY').params : undefined;
}

const params = z.object({
  fault: z.enum(Object.keys(FAULTS) as (keyof typeof FAULTS)[]),
  values: z.record(z.string(), z.string()),
});

function own(given: unknown, language: Language): string | undefined {
  const read = params.safeParse(given).data;
  return (
    read &&
    FAULTS[read.fault][language].replaceAll(/\{(\w+)\}/g, (hole, name: string) => read.values[name] ?? hole)
  );
}

/** A line for each fault, with where it is: where several readings were possible, the nearest one's. */
export function problemsIn(error: z.ZodError): string {
  return error.issues.flatMap((issue) => explain(issue, [])).join('\n');
}

type Issue = z.core.$ZodIssue;

function explain(issue: Issue, above: readonly PropertyKey[]): string[] {
  const path = [...above, ...issue.path];
  const nearest =
    issue.code === 'invalid_union'
      ? issue.errors.toSorted((one, other) => unfitness(one) - unfitness(other))[0]
      : undefined;
  if (nearest !== undefined) return nearest.flatMap((inner) => explain(inner, path));
  return [path.length === 0 ? issue.message : `${path.map(String).join('.')}: ${issue.message}`];
}

/** A key that has no place weighs most: the reading was meant to be another. */
function unfitness(issues: readonly Issue[]): number {
  return issues.reduce(
    (sum, { code }) => sum + (code === 'unrecognized_keys' ? 10 : code === 'invalid_type' ? 3 : 1),
    0,
  );
}

function say(nb: string, en: string): { readonly nb: string; readonly en: string } {
  return { nb, en };
}
