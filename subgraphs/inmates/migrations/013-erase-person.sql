-- The person and the stays, in every version, go under the tombstone; inmate-days are counted from them as before.
create function erase_person(erased text, tombstone text, reason text, actor text) returns json
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  persons int;
  stays int;
  rows_erased int;
begin
  update person_version set pseudonym = tombstone where pseudonym = erased;
  get diagnostics persons = row_count;
  update stay_version set pseudonym = tombstone where pseudonym = erased;
  get diagnostics stays = row_count;
  rows_erased := erase_from_quarantine(erased, tombstone, reason, actor);
  return json_build_object('persons', persons, 'stays', stays, 'quarantined', rows_erased);
end $$;
