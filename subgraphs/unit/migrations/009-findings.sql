-- What several records together show to be wrong: isolation nobody decided, isolation in total, justifications
-- repeated, silence. Told in the feed like a deviation, on its own counts. Derived from the records: written over,
-- and removed where nobody has been told of it.
create table finding (
  record uuid not null,
  rule text not null,
  occurrence int not null,
  -- Kind of record: measures, regime-days, or unit for what is about the unit or a facility.
  target text not null,
  facility text,
  kind text,
  means text,
  started_on date not null,
  due_at timestamptz not null,
  met_at timestamptz,
  -- WAITING until it is due; BROKEN; GONE when the cause is.
  state text not null,
  rule_set text not null,
  -- Position in the feed, which deviations share; null while nothing was told of it.
  sequence bigint,
  -- Somebody was told of it in some earlier form.
  told boolean not null default false,
  seen_at timestamptz,
  primary key (record, rule, occurrence)
);
create unique index finding_told on finding (sequence);
create index finding_due on finding (state, due_at);

-- The same of a deviation: changed twice between two readings, it would else be forgotten where it has to be told as gone.
alter table deviation add column told boolean not null default false;
update deviation set told = true where sequence <= (select told_through from deviation_clock);

-- Up to which moment what was recorded has been looked at, and by which rules; null before the first time.
create table finding_clock (
  looked_to timestamptz,
  rule_set text,
  -- When silence was last looked for.
  silence_at timestamptz
);
create unique index finding_clock_one on finding_clock ((true));
insert into finding_clock default values;

-- What was recorded lately: records are only added, so the place in the table tells the time.
create index measure_recorded on measure_version using brin (recorded_at) with (pages_per_range = 16);
create index regime_day_recorded on regime_day_version using brin (recorded_at) with (pages_per_range = 16);
create index higher_decision_recorded on higher_decision_version using brin (recorded_at) with (pages_per_range = 16);
create index report_recorded on report_version using brin (recorded_at) with (pages_per_range = 16);

create index measure_of_person on measure_version (person)
  where superseded_at = 'infinity' and is_interval and person is not null;
create index regime_day_of_person on regime_day_version (person) where superseded_at = 'infinity';
create index measure_justification on measure_version using hash (justification)
  where superseded_at = 'infinity' and justification is not null;
