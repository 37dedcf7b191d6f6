-- Entries are read by the measure they follow, regime days by day; past versions too, for asOf.
create index reassessment_of_measure on reassessment_version (source, measure_source_key);
create index supervision_of_measure on supervision_version (source, measure_source_key);
create index health_notice_of_measure on health_notice_version (source, measure_source_key);
create index higher_decision_of_measure on higher_decision_version (source, measure_source_key);
create index report_of_measure on report_version (source, measure_source_key);
create index complaint_of_measure on complaint_version (source, measure_source_key);
create index regime_day_listed on regime_day_version (day, id) where superseded_at = 'infinity';

create unique index reassessment_current on reassessment_version (id) where superseded_at = 'infinity';
create unique index supervision_current on supervision_version (id) where superseded_at = 'infinity';
create unique index health_notice_current on health_notice_version (id) where superseded_at = 'infinity';
create unique index higher_decision_current on higher_decision_version (id) where superseded_at = 'infinity';
create unique index report_current on report_version (id) where superseded_at = 'infinity';
create unique index complaint_current on complaint_version (id) where superseded_at = 'infinity';
create unique index regime_day_current on regime_day_version (id) where superseded_at = 'infinity';

-- The rest of the decision, and what the register of coercive measures holds.
alter table measure_version
  add column best_interest_considered boolean,
  add column guardian_told_at timestamptz,
  add column circumstances text,
  add column participant_roles text[],
  add column injuries text,
  add column debriefed_at timestamptz;

-- A source may be complete to different moments for different kinds of record.
alter table source_declaration add column target text not null default 'measures';
alter table source_declaration alter column target drop default;
