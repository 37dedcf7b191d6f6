-- Two days of a measure that are asked for of rows out of reach too. Behind a policy PostgreSQL looks up an index, or
-- sorts rows out first, only by what can tell nothing of such rows: a comparison of columns, and no computing.
alter table measure_version
  add column begins_at timestamptz
    generated always as (coalesce(started_at, started_on::timestamp at time zone 'Europe/Oslo')) stored,
  -- The last day it is in force; an event is over on the day it happens.
  add column last_day date
    generated always as (case when is_interval then coalesce(ended_on, 'infinity') else started_on end) stored;
drop index measure_listed;
create index measure_listed on measure_version (begins_at, id) where superseded_at = 'infinity' and not withdrawn;

create function period_from() returns date
language sql stable parallel safe
  return (narrowed('period') ->> 'from')::date;
create function period_to() returns date
language sql stable parallel safe
  return (narrowed('period') ->> 'to')::date;

-- Whether any version of the measure was in force in the period: who may see that one may see what it was corrected
-- from, and what follows the measure.
create function measure_in_period(measure uuid) returns boolean
language plpgsql stable parallel safe as $$
declare
  from_day constant date := period_from();
  to_day constant date := period_to();
begin
  return exists (
    select from measure_version where id = measure and started_on < to_day and last_day >= from_day);
end $$;

-- The same of one of its versions. One that is in the period is told at once: so what asks for such versions, as above,
-- does not come here again. It takes the row as one, since columns named in a policy are taken apart for each row, in
-- statements of those too whom no period narrows.
create function version_in_period(version measure_version) returns boolean
language plpgsql stable parallel safe as $$
begin
  return (version.started_on < period_to() and version.last_day >= period_from()) or measure_in_period(version.id);
end $$;

-- The id of a measure (`recordId` in record-kind.ts), by its source's key.
create function measure_id(source text, source_key text) returns uuid
language sql immutable parallel safe
  return left(encode(sha256(convert_to('measures', 'UTF8') || '\x00' || convert_to(source, 'UTF8') || '\x00'
                            || convert_to(source_key, 'UTF8')), 'hex'), 32)::uuid;

-- Figures are counted from the records, duties judged by them; who may see single ones may be narrowed to a period.
do $$
declare
  reaches constant text[] := '{PUBLISHED,FIGURES,QUALITY,RECORDS,CASES,IMPORT,ERASE,GATHER,COMBINE,PROGRAM}';
  entry text;
begin
  call protect('measure_version', reaches, 'period', 'version_in_period(measure_version)');
  call protect('regime_day_version', reaches, 'period', 'day < period_to() and day >= period_from()');
  call protect('deviation', reaches, 'period', 'measure_in_period(record)');
  foreach entry in array array['reassessment_version', 'supervision_version', 'health_notice_version',
                               'higher_decision_version', 'report_version', 'complaint_version'] loop
    call protect(entry, reaches, 'period', 'measure_in_period(measure_id(source, measure_source_key))');
  end loop;
end $$;
-- Told in the feed alone.
call protect('finding', '{IMPORT,GATHER,PROGRAM}');
