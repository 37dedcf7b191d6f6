-- Who looked at what (innsynslogg): one row for each answer and each of those it went to. Nothing here is ever
-- changed or removed, and every row is chained to the one before it within a second of being written.
create table access_entry (
  id uuid primary key default uuidv7(),
  at timestamptz not null,
  -- Who, by the issuer's name for the caller; the organisation, and the one that acts for it.
  issuer text not null,
  subject text not null,
  organisation text,
  supplier text,
  role text not null,
  purpose text,
  -- The operation's name, and the first 16 hexadecimal digits of the SHA-256 of its text.
  operation text,
  operation_hash text,
  route text not null,
  action text not null check (action in ('READ', 'EXPORT', 'IMPORT', 'CORRECTION', 'CASE', 'ERASURE')),
  -- BEGUN before something is written, so that no write goes unlogged; PARTLY where some fields were refused.
  outcome text not null check (outcome in ('BEGUN', 'ALLOWED', 'PARTLY', 'REFUSED', 'FAILED')),
  code text,
  -- The units it was about.
  units text[] not null,
  -- Ids of the records and pseudonyms of the persons in the answer, at most 1,000 of each; how many in all.
  records text[] not null,
  persons text[] not null,
  record_count int not null,
  person_count int not null,
  address text
);
create index access_entry_persons on access_entry using gin (persons);

-- Entries the sealer has not come to yet.
create table access_unsealed (entry uuid primary key);

-- The chain: each hash is over the entry and the hash before it. The last of each turn of the sealer is signed.
create table access_seal (
  sequence bigint primary key,
  entry uuid not null unique,
  hash bytea not null,
  sealed_at timestamptz,
  -- Thumbprint of the key (RFC 7638), and what it signed.
  key text,
  signature text
);

create function keep_access_log() returns trigger language plpgsql as $$
begin
  raise exception 'the access log is only added to';
end $$;
create trigger kept before update or delete or truncate on access_entry
  for each statement execute function keep_access_log();
create trigger kept before update or delete or truncate on access_seal
  for each statement execute function keep_access_log();
