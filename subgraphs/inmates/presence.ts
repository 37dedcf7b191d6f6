/**
 * When a person was in a unit, from the stays of `stays` (columns of `stay_version`, with `left_on` never null):
 * nobody is in a unit twice. Where stays of a person in one unit overlap, the one that began last counts, of
 * those begun on the same day the last by source and key. `later` gives the stays that may overlap one, by
 * the same conditions.
 */
export function presence(stays: string): string {
  return `
    select known.*, lower(part) as present_from, upper(part) as present_to
      from (select *, lead(arrived_on) over (partition by pseudonym, unit
                        order by arrived_on, source collate "C", source_key collate "C") as next_on
              from (${stays}) as stay
             where arrived_on < left_on) as known
     cross join lateral unnest(
       case
         when next_on is null or next_on >= left_on then datemultirange(daterange(arrived_on, left_on))
         else datemultirange(daterange(arrived_on, left_on)) - (
           select range_agg(daterange(later.arrived_on, later.left_on))
             from (${stays}) as later
            where later.pseudonym = known.pseudonym and later.unit = known.unit and later.arrived_on < later.left_on
              and (later.arrived_on, later.source collate "C", later.source_key collate "C")
                  > (known.arrived_on, known.source collate "C", known.source_key collate "C"))
       end) as part`;
}
