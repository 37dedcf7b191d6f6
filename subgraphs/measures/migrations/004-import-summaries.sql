-- What each import through the gateway came to: read = accepted + quarantined + blank + undelivered.
create table import_summary (
  import_id uuid primary key,
  target text not null,
  source text not null,
  file text not null,
  ended_at timestamptz not null,
  actor text not null,
  sums json not null
);
create index import_summary_listed on import_summary (ended_at);
