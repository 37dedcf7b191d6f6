-- Each time isolation was added up over the units: how many persons' were fetched (null where the register did not
-- answer), from which units up to when, which units were missing and why. Never changed; no person stands here.
create table isolation_look (
  looked_at timestamptz primary key,
  purpose text not null,
  persons int,
  answered json not null,
  missing json not null,
  found int not null
);

-- The deviation was found while a unit was missing: the time is at least so long.
alter table case_version add column at_least boolean not null default false;
create index case_over_units on case_version (target) where superseded_at = 'infinity' and target in ('transfers', 'stays');
