-- From which import and which row of its file a version came.
alter table measure_version add column import_id uuid, add column row_number int;
alter table reassessment_version add column import_id uuid, add column row_number int;
alter table supervision_version add column import_id uuid, add column row_number int;
alter table health_notice_version add column import_id uuid, add column row_number int;
alter table higher_decision_version add column import_id uuid, add column row_number int;
alter table report_version add column import_id uuid, add column row_number int;
alter table complaint_version add column import_id uuid, add column row_number int;
alter table regime_day_version add column import_id uuid, add column row_number int;

-- The dates as the source wrote them, where day and month were put right.
alter table measure_version add column repaired_start text, add column repaired_end text;
