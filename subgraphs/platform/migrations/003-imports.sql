-- What each import brought to this database, delivery by delivery; how many rows came to what.
create table import_delivery (
  import_id uuid not null,
  -- Number of the delivery in its import; null for other steps.
  sequence int,
  recorded_at timestamptz not null,
  target text not null,
  source text not null,
  file text not null,
  actor text not null,
  -- IMPORT, or WITHDRAWAL of what a complete file no longer has, RELEASE from quarantine, UNDO of another import.
  step text not null default 'IMPORT',
  undoes uuid,
  added int not null,
  changed int not null,
  unchanged int not null,
  quarantined int not null,
  withdrawn int not null default 0,
  -- How often a field held a value the profile did not know and let pass as unknown.
  unknown_values jsonb not null default '{}'
);
create index import_delivery_import on import_delivery (import_id, sequence);
create index import_delivery_source on import_delivery (target, source, recorded_at);

-- Records a complete import has met; emptied when it ends.
create table import_seen (import_id uuid not null, id uuid not null);
create index import_seen_import on import_seen (import_id, id);

-- The row as it came, as text: jsonb would refuse what a source can write.
alter table quarantined_row
  alter column original type json using original::json,
  add column import_id uuid,
  add column source_key text,
  add column record json,
  add column field text,
  add column faults jsonb not null default '[]';
create index quarantined_row_key on quarantined_row (target, source, source_key);
create index quarantined_row_listed on quarantined_row (recorded_at, row_number, id);

-- What was done about a row in quarantine; the newest step is its status.
create table quarantine_step (
  row_id uuid not null references quarantined_row,
  step text not null check (step in ('CORRECTED', 'RELEASED', 'REJECTED', 'REPLACED', 'UNDONE')),
  recorded_at timestamptz not null,
  actor text not null,
  note text,
  record json
);
create index quarantine_step_row on quarantine_step (row_id, recorded_at);

-- An answer given under an idempotency key, to be given again.
create table idempotent_answer (
  key text primary key,
  request_hash text not null,
  answer json not null,
  recorded_at timestamptz not null
);
