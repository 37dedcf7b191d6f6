-- What a comparison showed when somebody made a case of it. Rows are added and never changed.
create table case_evidence (
  case_id uuid primary key,
  recorded_at timestamptz not null default now(),
  evidence json not null
);

-- What evidence is sealed with on its way through the hands of whoever reads the comparison.
create table evidence_seal (
  secret text not null
);
insert into evidence_seal (secret) values (gen_random_uuid()::text || gen_random_uuid()::text);
