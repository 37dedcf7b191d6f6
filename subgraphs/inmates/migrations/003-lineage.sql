-- From which import and which row of its file a version came.
alter table person_version add column import_id uuid, add column row_number int;
alter table stay_version add column import_id uuid, add column row_number int;
