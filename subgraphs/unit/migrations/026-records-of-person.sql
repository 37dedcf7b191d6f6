-- How many records here are a person's.
create function records_of_person(named text) returns json language sql stable as $$
  select json_build_object(
    'measures', (select count(distinct id) from measure_version where person = named),
    'days', (select count(distinct id) from regime_day_version where person = named));
$$;
