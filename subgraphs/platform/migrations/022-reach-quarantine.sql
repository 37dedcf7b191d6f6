-- Rows in quarantine hold what came as it came, persons and all; the hash and the tombstone are of somebody.
call protect('quarantined_row', '{QUALITY,IMPORT,QUARANTINE,ERASE,PROGRAM}');
call protect('quarantine_step', '{QUALITY,IMPORT,QUARANTINE,ERASE,PROGRAM}');
-- What became of rows posted under a key, and ids of records while they come in.
call protect('idempotent_answer', '{IMPORT}');
call protect('import_seen', '{IMPORT}');
call protect('erased_person', '{IMPORT,ERASE,PROGRAM}');
