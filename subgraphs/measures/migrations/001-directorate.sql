-- Rows that name no unit are kept here, so that they are not lost.
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
