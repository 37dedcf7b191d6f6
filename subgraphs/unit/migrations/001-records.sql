-- Records are append-only versions: a change is a new row, and the row it replaces gets its superseded_at.
create table measure_version (
  id uuid not null,
  version int not null,
  recorded_at timestamptz not null,
  superseded_at timestamptz not null default 'infinity',
  withdrawn boolean not null,
  content_hash text not null,
  source text not null,
  source_key text not null,
  kind text not null,
  means text not null,
  is_interval boolean not null,
  legal_basis text,
  extent text,
  facility text,
  security_level text not null,
  -- Day precision has days only; clock precision has both, the day being the day in Oslo.
  started_on date not null,
  started_at timestamptz,
  ended_on date,
  ended_at timestamptz,
  length_seconds bigint generated always as (
    case
      when started_at is null then (ended_on - started_on) * 86400::bigint
      else extract(epoch from ended_at - started_at)::bigint
    end
  ) stored,
  person text,
  sex text not null,
  age_group text not null,
  custody text not null,
  citizenship text not null,
  vulnerability text[] not null,
  continues text,
  decision_level text,
  decision_role text,
  decided_at timestamptz,
  written_at timestamptz,
  justification text,
  milder_means_tried boolean,
  partial_considered boolean,
  inmate_told_at timestamptz,
  primary key (id, version)
);
create unique index measure_current on measure_version (id) where superseded_at = 'infinity';
create index measure_started on measure_version (started_on, started_at, id) where superseded_at = 'infinity';
create index measure_ended on measure_version (ended_on) where superseded_at = 'infinity' and is_interval;

-- What each source declared itself complete up to; the newest declaration counts.
create table source_declaration (
  source text not null,
  data_through timestamptz,
  recorded_at timestamptz not null
);

create table quarantined_row (
  id uuid primary key default gen_random_uuid(),
  target text not null,
  source text not null,
  file text not null,
  row_number int not null,
  original jsonb not null,
  reason text not null,
  content_hash text not null,
  recorded_at timestamptz not null,
  unique (target, source, content_hash)
);

-- The rest of a complete record, each entry a version of its own.
create table reassessment_version (
  id uuid not null, version int not null, recorded_at timestamptz not null, superseded_at timestamptz not null default 'infinity',
  withdrawn boolean not null, content_hash text not null, source text not null, source_key text not null,
  measure_source_key text not null, assessed_at timestamptz not null, level text, role text, outcome text, justification text,
  primary key (id, version)
);
create table supervision_version (
  id uuid not null, version int not null, recorded_at timestamptz not null, superseded_at timestamptz not null default 'infinity',
  withdrawn boolean not null, content_hash text not null, source text not null, source_key text not null,
  measure_source_key text not null, supervised_at timestamptz not null, by_health_staff boolean not null, role text,
  primary key (id, version)
);
create table health_notice_version (
  id uuid not null, version int not null, recorded_at timestamptz not null, superseded_at timestamptz not null default 'infinity',
  withdrawn boolean not null, content_hash text not null, source text not null, source_key text not null,
  measure_source_key text not null, notified_at timestamptz, doctor_statement_at timestamptz,
  primary key (id, version)
);
create table higher_decision_version (
  id uuid not null, version int not null, recorded_at timestamptz not null, superseded_at timestamptz not null default 'infinity',
  withdrawn boolean not null, content_hash text not null, source text not null, source_key text not null,
  measure_source_key text not null, level text not null, decided_at timestamptz not null, outcome text,
  primary key (id, version)
);
create table report_version (
  id uuid not null, version int not null, recorded_at timestamptz not null, superseded_at timestamptz not null default 'infinity',
  withdrawn boolean not null, content_hash text not null, source text not null, source_key text not null,
  measure_source_key text not null, to_level text not null, due_at timestamptz, sent_at timestamptz,
  primary key (id, version)
);
create table complaint_version (
  id uuid not null, version int not null, recorded_at timestamptz not null, superseded_at timestamptz not null default 'infinity',
  withdrawn boolean not null, content_hash text not null, source text not null, source_key text not null,
  measure_source_key text not null, filed_at timestamptz not null, decided_at timestamptz, outcome text,
  primary key (id, version)
);
create table regime_day_version (
  id uuid not null, version int not null, recorded_at timestamptz not null, superseded_at timestamptz not null default 'infinity',
  withdrawn boolean not null, content_hash text not null, source text not null, source_key text not null,
  person text not null, facility text, day date not null,
  minutes_offered_out_of_cell int, minutes_out_of_cell int, minutes_outdoors int,
  contact_minutes_offered int, contact_minutes_accepted int, contact_refused boolean,
  primary key (id, version)
);
