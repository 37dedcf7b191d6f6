-- Duties not met when they fell due, as the rules judge the latest versions; also such as fall due later. Derived
-- from the records: written over, and removed where nobody has been told of them.
create table deviation (
  record uuid not null,
  rule text not null,
  occurrence int not null,
  due_at timestamptz not null,
  met_at timestamptz,
  -- WAITING until it is due; BROKEN; GONE when the cause is.
  state text not null,
  -- Of a measure in force: told in the feed, but counted when somebody asks.
  is_open boolean not null,
  started_on date not null,
  kind text not null,
  means text not null,
  facility text,
  rule_set text not null,
  -- Position in the feed of what was last told of it; null while nothing was.
  sequence bigint,
  seen_at timestamptz,
  primary key (record, rule, occurrence)
);
create unique index deviation_told on deviation (sequence);
create index deviation_due on deviation (due_at) where state <> 'GONE' and not is_open;
create sequence deviation_sequence;

-- How many deviations the measures with an end have by month of their start, kind and rule: those due before
-- `counted_through` of the clock.
create table deviation_month (
  month date not null,
  kind text not null,
  rule text not null,
  count int not null,
  primary key (month, kind, rule)
);

-- Where the judging stands.
create table deviation_clock (
  -- Deviations due before this moment are in deviation_month.
  counted_through timestamptz not null,
  -- Version of the rules that all records have been judged by; null before the first time.
  rule_set text,
  -- While records are judged anew: by which version, and up to which of them.
  next_rule_set text,
  judged_to uuid,
  -- Highest sequence anybody was told.
  told_through bigint not null
);
create unique index deviation_clock_one on deviation_clock ((true));
insert into deviation_clock (counted_through, told_through) values ('-infinity', 0);

-- Completeness is now a matter of the rules.
alter table practice_month drop column complete_records;
