/** Events and what they are counted against (inmate-days, or measures), in one stratum. */
export type Stratum = { readonly events: number; readonly exposure: number };

/**
 * Indirect standardisation: the events expected of a part if each of its strata had the rate the whole has
 * there. A stratum the whole has no exposure in adds nothing.
 */
export function expectedEvents(
  part: ReadonlyMap<string, Stratum>,
  whole: ReadonlyMap<string, Stratum>,
): number {
  let expected = 0;
  for (const [name, { exposure }] of part) {
    const reference = whole.get(name);
    if (reference !== undefined && reference.exposure > 0)
      expected += (exposure * reference.events) / reference.exposure;
  }
  return expected;
}
