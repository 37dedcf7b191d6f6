-- How long silence is not looked for again: many times as long as looking took.
alter table finding_clock add column silence_pause interval not null default interval '10 minutes';
