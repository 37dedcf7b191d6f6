-- Exports are their requesters'; the gateway makes them.
create function by_caller(asserted jsonb) returns boolean
language sql stable parallel safe
  return narrowed('caller') = jsonb_build_array(asserted -> 'viewers' -> 0 -> 'issuer', asserted -> 'viewers' -> 0 -> 'subject');

call protect('export_job', '{REQUESTER,PROGRAM}', 'caller', 'by_caller(asserted)');
call protect('export_unit', '{REQUESTER,PROGRAM}', 'caller',
  'exists (select from export_job where id = job_id)');
