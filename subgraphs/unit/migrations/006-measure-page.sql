-- A page of measures is read in the order of their starts (`START` in measure-page.ts, to the letter), so that
-- it costs the same however many records lie before it.
create index measure_listed on measure_version (
  (coalesce(started_at, started_on::timestamp at time zone 'Europe/Oslo')), id
) where superseded_at = 'infinity' and not withdrawn;
