-- Orders to erase, block or unblock a person, one row for each owner that has not done it; done, the row is gone. Of one
-- owner they are done in the order they were given.
create table person_order (
  id bigint generated always as identity primary key,
  owner text not null,
  step text not null check (step in ('erase', 'block', 'unblock')),
  asked jsonb not null,
  -- Whom the gateway vouches for.
  asserted jsonb not null,
  given_at timestamptz not null default clock_timestamp(),
  -- Until when the process that tries it is left alone with it.
  claimed_until timestamptz not null default '-infinity',
  -- Public code of why the last attempt failed.
  failure text
);
create index person_order_waiting on person_order (owner, id);
call protect('person_order', '{PROGRAM}');
