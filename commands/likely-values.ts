import { LEGAL_BASES } from '../schema/legal-bases.ts';

/** Words sources use, Norwegian and English, and the value they likely stand for. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/^(k|f|kvinne|female)$/i, 'FEMALE'],
  [/^(m|mann|male)$/i, 'MALE'],
  [/^(hel|whole)/i, 'WHOLE'],
  [/^(delvis|partial)/i, 'PARTIAL'],
  [/varetekt|remand/i, 'REMAND'],
  [/^dom|soning|sentence/i, 'SENTENCED'],
  [/forvaring/i, 'PREVENTIVE_DETENTION'],
  [/^(norsk|norge|no|norway)$/i, 'NORWEGIAN'],
  [/utenlandsk|foreign/i, 'FOREIGN'],
  [/^(høy|high)/i, 'HIGH'],
  [/^(lavere|lower)/i, 'LOWER'],
  [/overgang|transitional/i, 'TRANSITIONAL'],
  [/^lokal|^local/i, 'LOCAL'],
  [/^region/i, 'REGIONAL'],
  [/^direktorat|^directorate/i, 'DIRECTORATE'],
  [/^(ja|yes|true|1)$/i, 'true'],
  [/^(nei|no|false|0)$/i, 'false'],
];

/** The value a word likely stands for among those a field takes; the word itself where none is likely. */
export function likelyValue(word: string, values: readonly string[]): string {
  const likely = WORDS.filter(([pattern]) => pattern.test(word)).map(([, value]) => value);
  const fitting = [word.toUpperCase().replaceAll(/[ -]/g, '_'), ...likely].find((value) =>
    values.includes(value),
  );
  return fitting ?? (values.includes('UNKNOWN') && /^\W*$|ukjent|unknown/i.test(word) ? 'UNKNOWN' : word);
}

/** `§ 37 b` and the like: the basis whose section and letter they name. */
export function likelyLegalBasis(word: string): string {
  const [, section, letter = ''] = /(\d+)\D*?([a-e])?\W*$/i.exec(word) ?? [];
  const found = LEGAL_BASES.filter(
    ({ code }) =>
      code.startsWith(`${section}-`) && code.endsWith(letter === '' ? '' : `-${letter.toLowerCase()}`),
  );
  return found.length === 1 ? (found[0]?.code ?? word) : word;
}
