import { toDate } from './clock.ts';
import type { Inmate } from './inmates.ts';
import type { Sheet } from './items.ts';
import type { Stay } from './stays.ts';

export function addPerson(sheet: Sheet, { pseudonym, sex, birthDate, citizenship }: Inmate): void {
  sheet.add('persons', { pseudonym, sex, birthDate, citizenship });
}

/** The stays as the register knows them when the period ends; later ones it does not know of. */
export function addStays(
  sheet: Sheet,
  { inmate, stays, toDay }: { inmate: Inmate; stays: readonly Stay[]; toDay: number },
): void {
  for (const [index, stay] of stays.entries()) {
    if (stay.arrivedOn >= toDay) continue;
    sheet.add('stays', {
      sourceKey: `${inmate.pseudonym}-${index + 1}`,
      pseudonym: inmate.pseudonym,
      unit: stay.unit,
      facility: stay.facility,
      securityLevel: stay.securityLevel,
      custody: stay.custody,
      arrivedOn: toDate(stay.arrivedOn),
      leftOn: stay.leftOn < toDay ? toDate(stay.leftOn) : null,
    });
  }
}
