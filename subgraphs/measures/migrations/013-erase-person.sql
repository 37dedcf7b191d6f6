-- Rows that name no unit wait here; nothing else here names a person.
create function erase_person(erased text, tombstone text, reason text, actor text) returns json
language sql security definer set search_path = public, pg_temp as $$
  select json_build_object('quarantined', erase_from_quarantine(erased, tombstone, reason, actor));
$$;
