-- What each unit told of its deviations (avvik), as it came: references only. Never changed.
create table deviation_notice (
  unit text not null,
  sequence bigint not null,
  recorded_at timestamptz not null,
  notice json not null,
  primary key (unit, sequence)
);

-- How far each unit's feed has been read. A bookmark, so it is written over.
create table feed_position (
  unit text primary key,
  read_to bigint not null default 0,
  -- Up to when the unit had judged its records when it was last read; null before the first time.
  judged_at timestamptz,
  read_at timestamptz,
  -- Public code of why the last attempt failed; null when it did not.
  failure text
);

-- Cases (avvikssaker). Every step makes a version, which says what was done and how the case stands after it.
create table case_version (
  case_id uuid not null,
  version int not null,
  recorded_at timestamptz not null,
  superseded_at timestamptz not null default 'infinity',

  -- Null in a systemic case over several units, which `units` names.
  unit text,
  units text[] not null,
  rule text not null,
  systemic boolean not null,
  -- The deviation, by the unit's id of it; null in a systemic case.
  deviation text,
  target text,
  record uuid,
  occurrence int,
  rule_set text,
  facility text,
  kind text,
  means text,
  started_on date,
  -- When the duty fell due, and when it was met after all.
  duty_due_at timestamptz,
  met_at timestamptz,
  first_seen_at timestamptz not null,

  status text not null check (status in ('OPEN', 'EXPLAINED', 'ACCEPTED', 'CORRECTED', 'CLOSED', 'GONE')),
  -- Whose turn it is; null when nobody's, and in a member of a systemic case.
  waits_for text check (waits_for in ('UNIT', 'DIRECTORATE')),
  -- The last day to do so, in Oslo.
  due_on date not null,
  owner text,
  action text,
  action_deadline date,
  action_planned_at timestamptz,
  corrected_at timestamptz,
  closed_at timestamptz,
  times_reopened int not null,
  -- The systemic case this one is a member of.
  systemic_case uuid,

  step text not null,
  -- Who took the step; null where either may and nobody is told apart yet.
  party text check (party in ('UNIT', 'DIRECTORATE', 'SYSTEM')),
  actor text not null,
  note text,

  primary key (case_id, version),
  check (systemic = (deviation is null)),
  check ((status in ('CLOSED', 'GONE') or systemic_case is not null) = (waits_for is null))
);
create unique index case_current on case_version (case_id) where superseded_at = 'infinity';
create unique index case_deviation on case_version (unit, deviation)
  where superseded_at = 'infinity' and deviation is not null;
create index case_due on case_version (due_on, case_id) where superseded_at = 'infinity';
create index case_unit_due on case_version (unit, due_on, case_id) where superseded_at = 'infinity';
-- The work lists.
create index case_waiting_due on case_version (due_on, case_id)
  where superseded_at = 'infinity' and waits_for is not null;
create index case_members on case_version (systemic_case, due_on, case_id)
  where superseded_at = 'infinity' and systemic_case is not null;
create index case_rule on case_version (rule, unit) where superseded_at = 'infinity' and status not in ('CLOSED', 'GONE');
create index case_systemic on case_version (rule) where superseded_at = 'infinity' and systemic;
