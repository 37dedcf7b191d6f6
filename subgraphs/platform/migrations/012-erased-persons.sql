-- Persons erased (the regulation on personal data, § 6): the tombstone their records go under, and who asked for it and why.
create table erased_person (
  -- SHA-256 of the pseudonym: what comes in under it later goes under the tombstone too.
  person_hash text primary key,
  tombstone text not null,
  erased_at timestamptz not null,
  actor text not null,
  reason text not null
);

-- Notes the erasure, and takes the person out of quarantine: the rows stay as counted, rejected and empty. Run as the
-- owner of the tables, since nobody else changes what is written.
create function erase_from_quarantine(erased text, tombstone text, reason text, actor text) returns int
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  -- The pseudonym as a whole word.
  word text := '(^|[^A-Za-z0-9_-])' || erased || '([^A-Za-z0-9_-]|$)';
  ids uuid[];
begin
  insert into erased_person
  values (encode(sha256(convert_to(erased, 'UTF8')), 'hex'), tombstone, clock_timestamp(), actor, reason)
  on conflict do nothing;
  select array_agg(row.id) into ids from quarantined_row row
   where row.original::text ~ word or row.record::text ~ word
      or exists (select from quarantine_step step
                  where step.row_id = row.id and (step.record::text ~ word or step.note ~ word));
  update quarantined_row set original = '{"erased":true}', record = null where id = any(ids);
  update quarantine_step set record = null, note = null where row_id = any(ids);
  insert into quarantine_step (row_id, step, recorded_at, actor, note)
    select unnest(ids), 'REJECTED', clock_timestamp(), actor, reason;
  return coalesce(array_length(ids, 1), 0);
end $$;
