/** Something that was due and never came, or that did come; facility null where it is not recorded. */
export type Moment = { readonly facility: string | null; readonly at: number };
/** Facility null is the unit as a whole. */
export type Silence = {
  readonly facility: string | null;
  readonly since: number;
  readonly metAt: number | null;
};

/**
 * Times in which something was due and nothing was filed for longer than the limit, walked from one moment to the next:
 * of the unit as a whole, and of a facility where the unit is not silent all that time. Milliseconds.
 */
export function plainSilence(
  due: readonly Moment[],
  filed: readonly Moment[],
  limit: number,
): readonly Silence[] {
  const facilities = [...new Set([...due, ...filed].flatMap(({ facility }) => facility ?? []))];
  const unit = silencesOf(null, due, filed, limit);
  const isCovered = ({ since, metAt }: Silence) =>
    unit.some(
      (one) =>
        one.since <= since && (one.metAt ?? Number.POSITIVE_INFINITY) >= (metAt ?? Number.POSITIVE_INFINITY),
    );
  const single = facilities.flatMap((facility) => {
    const own = (one: Moment) => one.facility === facility;
    return silencesOf(facility, due.filter(own), filed.filter(own), limit);
  });
  return [...unit, ...single.filter((one) => !isCovered(one))];
}

function silencesOf(
  facility: string | null,
  due: readonly Moment[],
  filed: readonly Moment[],
  limit: number,
): Silence[] {
  const found: Silence[] = [];
  let until = Number.NEGATIVE_INFINITY;
  for (const { at: since } of due.toSorted((one, other) => one.at - other.at)) {
    if (since <= until) continue;
    const later = filed.flatMap(({ at }) => (at >= since ? [at] : []));
    const metAt = later.length === 0 ? null : Math.min(...later);
    until = metAt ?? Number.POSITIVE_INFINITY;
    if (until - since > limit) found.push({ facility, since, metAt });
  }
  return found;
}
