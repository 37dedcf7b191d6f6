import { z } from 'zod';
import { optional, origin, pastDay, pseudonym, shortText } from './fields.ts';

const minutes = optional(z.int().min(0).max(1440));

/** One person's day (dagsregime): time out of the cell and contact, in minutes. */
export const regimeDayRecord = z.strictObject({
  ...origin,
  person: pseudonym,
  facility: optional(shortText),
  day: pastDay,
  minutesOfferedOutOfCell: minutes,
  minutesOutOfCell: minutes,
  minutesOutdoors: minutes,
  contactMinutesOffered: minutes,
  contactMinutesAccepted: minutes,
  contactRefused: optional(z.boolean()),
});
