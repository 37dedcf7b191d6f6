import { momentIn } from '../../../schema/deviations/sentences.ts';
import { osloDay } from '../../../schema/practice/calendar.ts';
import type { Language } from '../../../schema/public-codes.ts';
import { findUnit } from '../../../schema/units.ts';
import type { UnitPart } from '../answer-practice.ts';

/** A unit whose measures are not declared complete up to the end of a period. */
export type Undeclared = { readonly unit: string; readonly through: string | null };

/** Whether all of it up to that day is declared to have come. */
export function isDeclaredTo(through: string | null, day: string): boolean {
  return through !== null && osloDay(through) >= day;
}

export function undeclaredUnits(answered: readonly UnitPart[], day: string): Undeclared[] {
  return answered
    .filter(({ state }) => !isDeclaredTo(state.dataThrough, day))
    .map(({ code, state }) => ({ unit: code, through: state.dataThrough }));
}

const WORDS = {
  nb: {
    said: (units: string) => `Ikke publisert ennå: ${units}.`,
    through: (unit: string, moment: string) => `${unit} har erklært tiltakene sine bare til ${moment}`,
    undeclared: (unit: string) => `${unit} har ikke erklært tiltakene sine fullstendige`,
  },
  en: {
    said: (units: string) => `Not yet published: ${units}.`,
    through: (unit: string, moment: string) => `${unit} has declared its measures through ${moment} only`,
    undeclared: (unit: string) => `${unit} has not declared its measures complete`,
  },
} as const;

/** Which units a quarter waits for before it is published. */
export function notYetSentence(undeclared: readonly Undeclared[], language: Language): string {
  const words = WORDS[language];
  const said = undeclared.map(({ unit, through }) => {
    const name = findUnit(unit)?.name[language] ?? unit;
    return through === null ? words.undeclared(name) : words.through(name, momentIn(language, through));
  });
  return words.said(said.join('; '));
}
