-- The day a minor turns 18; null where the source does not say, and for adults.
alter table measure_version add column adult_on date;
