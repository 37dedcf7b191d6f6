-- Row-level security behind the access rules. Each transaction says what it may reach (database/reach.ts) in two
-- settings of its own: `samsyn.reach`, a clearance or a work of the program's, and `samsyn.within`, what narrows it.

-- What narrows the reach, by name; null where that does not.
create function narrowed(by text) returns jsonb
language sql stable parallel safe
  return coalesce(nullif(current_setting('samsyn.within', true), ''), '{}')::jsonb -> by;

-- Whether the reach is one of these and nothing of that name narrows it. Where it is none of these there is an error: no
-- rows would read as none there are.
create function opens(reaches text[], by text) returns boolean
language plpgsql stable parallel safe as $$
declare
  reach text := coalesce(current_setting('samsyn.reach', true), '');
begin
  if reach = any (reaches) then return by is null or narrowed(by) is null; end if;
  raise exception 'out of reach: the transaction reaches "%", the table opens to %', reach, reaches
    using errcode = 'insufficient_privilege';
end $$;

-- Opens a table to these reaches and to no other, whoever asks, its owner included; where the reach is narrowed by
-- `by`, to the rows that `rows` holds for. As a query of its own the reach is looked at once for a statement, not for
-- each row.
create procedure protect(what regclass, reaches text[], by text default null, rows text default 'false')
language plpgsql as $$
begin
  execute format('alter table %s enable row level security, force row level security', what);
  execute format('create policy reach on %s using ((select opens(%L, %L)) or (%s))', what, reaches, by, rows);
end $$;

-- The access log is added to by whatever is done.
call protect('access_entry', '{LOG}');
create policy added on access_entry for insert with check (true);
