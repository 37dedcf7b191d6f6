/** Swedish writes times as ISO 8601 does, but for the space. */
const clock = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Oslo',
  dateStyle: 'short',
  timeStyle: 'medium',
});

/** What a clock in Oslo shows at a moment: `2025-03-01 10:00:00`. */
export function osloClock(moment: string): string {
  return clock.format(new Date(moment));
}
