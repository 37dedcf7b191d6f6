-- How many records here are a person's.
create function records_of_person(named text) returns json language sql stable as $$
  select json_build_object(
    'persons', (select count(distinct id) from person_version where pseudonym = named),
    'stays', (select count(distinct id) from stay_version where pseudonym = named));
$$;
