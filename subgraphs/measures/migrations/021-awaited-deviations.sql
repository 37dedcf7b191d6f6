-- Deviations of which no case is opened yet, since a record still to come may show that nothing was wrong. Each is
-- gone from here once it has a case, or its cause is gone; what the unit told stays in deviation_notice.
create table awaited_deviation (
  unit text not null,
  deviation text not null,
  rule text not null,
  -- Found over the units, not told by one.
  over_units boolean not null,
  -- Kinds of record it rests on, all of which have come when they are declared complete up to when the duty was due.
  rests_on text[] not null,
  due_at timestamptz not null,
  -- When a case is opened at the latest, whatever has come by then.
  opens_at timestamptz not null,
  notice json not null,
  primary key (unit, deviation)
);

-- By kind of record, up to when the unit declared to have brought in all of it.
alter table feed_position add column declared json not null default '{}';
