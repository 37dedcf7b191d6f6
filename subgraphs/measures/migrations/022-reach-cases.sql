-- Cases are for those who may see one of their units.
create function in_units(codes text[]) returns boolean
language sql stable parallel safe
  return narrowed('units') ?| codes;

call protect('case_version', '{CASES,FOLLOW_UP,PROGRAM}', 'units',
  'in_units(case when unit is null then units else array[unit] end)');
call protect('case_evidence', '{CASES,FOLLOW_UP,PROGRAM}', 'units',
  'exists (select from case_version where case_version.case_id = case_evidence.case_id)');
call protect('deviation_notice', '{PROGRAM}');
call protect('awaited_deviation', '{CASES,FOLLOW_UP,PROGRAM}', 'units', 'in_units(array[unit])');
-- Keys of records.
call protect('key_conflict', '{QUALITY,RECORDS,PROGRAM}');
