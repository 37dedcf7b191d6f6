-- What the records that have an end, and events, come to by month and kind. Kept in the transaction that
-- writes the records; an interval without an end is counted when somebody asks.
create table practice_month (
  month date not null,
  kind text not null,
  -- Moves with every change of the row or of its lengths.
  revision bigint not null default 1,
  started int not null,
  in_force_at_end int not null,
  seconds bigint not null,
  ended int not null,
  ended_seconds bigint not null,
  complete_records int not null,
  repaired_records int not null,
  primary key (month, kind)
);
create table practice_month_length (
  month date not null,
  kind text not null,
  bin int not null,
  ended int not null,
  primary key (month, kind, bin)
);
-- Intervals without an end are few: every question reads them, however many records there are.
create index measure_open on measure_version (started_on) where superseded_at = 'infinity' and is_interval and ended_on is null;
