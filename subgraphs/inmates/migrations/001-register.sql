-- Persons under their pseudonym and their stays, as append-only versions.
create table person_version (
  id uuid not null,
  version int not null,
  recorded_at timestamptz not null,
  superseded_at timestamptz not null default 'infinity',
  withdrawn boolean not null,
  content_hash text not null,
  pseudonym text not null,
  sex text not null,
  birth_date date,
  citizenship text not null,
  primary key (id, version)
);
create unique index person_current on person_version (id) where superseded_at = 'infinity';
create index person_pseudonym on person_version (pseudonym);

create table stay_version (
  id uuid not null,
  version int not null,
  recorded_at timestamptz not null,
  superseded_at timestamptz not null default 'infinity',
  withdrawn boolean not null,
  content_hash text not null,
  source text not null,
  source_key text not null,
  pseudonym text not null,
  unit text not null,
  facility text,
  security_level text not null,
  custody text not null,
  arrived_on date not null,
  left_on date,
  primary key (id, version)
);
create unique index stay_current on stay_version (id) where superseded_at = 'infinity';
create index stay_pseudonym on stay_version (pseudonym);
create index stay_unit on stay_version (unit, arrived_on) where superseded_at = 'infinity';

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
