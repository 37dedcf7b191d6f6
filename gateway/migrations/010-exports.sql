-- Inspection exports somebody asked for: who, what for, and how far they have come. What they hold lies in files.
create table export_job (
  id uuid primary key,
  requested_at timestamptz not null,
  as_of timestamptz not null,
  -- Whom the gateway vouches for while it reads, and the purpose.
  asserted jsonb not null,
  request jsonb not null,
  status text not null check (status in ('WAITING', 'RUNNING', 'READY', 'FAILED', 'CANCELLED', 'EXPIRED')),
  -- The process that works on it, until when nobody else may.
  lease uuid,
  leased_until timestamptz,
  -- Of the finished package.
  complete boolean,
  bytes bigint,
  ended_at timestamptz,
  expires_at timestamptz
);
create index export_job_waiting on export_job (requested_at) where status in ('WAITING', 'RUNNING');
create index export_job_expiring on export_job (expires_at) where status = 'READY';

create table export_unit (
  job_id uuid not null references export_job,
  unit text not null,
  status text not null check (status in ('WAITING', 'READING', 'READ', 'MISSING')),
  parts_read int not null default 0,
  rows bigint not null default 0,
  -- Public code of what is wrong: of the last attempt, or why the unit is missing.
  failure text,
  failing_since timestamptz,
  primary key (job_id, unit)
);
