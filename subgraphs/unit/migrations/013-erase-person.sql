-- The person's records, in every version, go under the tombstone, and what was written about the person goes. What figures
-- are counted from stays, and so does that something was written: the duty to write it was kept.
create function erase_person(erased text, tombstone text, reason text, actor text) returns json
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  measures int;
  days int;
  rows_erased int;
begin
  update reassessment_version entry set justification = '(slettet ' || entry.id || ')'
    from (select distinct source, source_key from measure_version where person = erased) measure
   where entry.source = measure.source and entry.measure_source_key = measure.source_key
     and entry.justification is not null;
  update measure_version
     set person = tombstone,
         justification = case when justification is not null then '(slettet ' || id || ')' end,
         circumstances = case when circumstances is not null then '(slettet)' end,
         injuries = case when injuries is not null then '(slettet)' end
   where person = erased;
  get diagnostics measures = row_count;
  update regime_day_version set person = tombstone where person = erased;
  get diagnostics days = row_count;
  rows_erased := erase_from_quarantine(erased, tombstone, reason, actor);
  return json_build_object('measures', measures, 'days', days, 'quarantined', rows_erased);
end $$;
